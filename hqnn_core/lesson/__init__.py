"""The class's lesson: its steps from a file, what a pupil predicts, what comes, a hand-out."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
