"""How the weights that come with the package were made; the app never imports it."""
