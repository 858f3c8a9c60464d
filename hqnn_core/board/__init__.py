"""The class board: what pupils send to it, under which names, and what it shows of it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
