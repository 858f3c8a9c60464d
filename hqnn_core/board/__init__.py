"""The board of a class: what pupils send, and how it is shown."""
