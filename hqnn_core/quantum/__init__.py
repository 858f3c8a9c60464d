"""Circuits, the engines that run them, the rules that differentiate them, and a torch layer.

It does not know digits, networks or pages, and it imports nothing else from the project.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
