"""The chapter's network and its classical twin: images, training as events, trained weights."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
