"""Every picture of the app, as a function from numbers to a figure."""
