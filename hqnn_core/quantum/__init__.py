"""Quantum circuits, the engines that run them, their gradients, and a torch layer.

Of the project it imports `hqnn_core.errors` alone, and it knows nothing of what circuits are for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
