"""What is kept of the visitors, in a database: their runs and their drawings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
