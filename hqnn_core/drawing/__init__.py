"""From a drawing to a network's answer; sets of drawings, fine-tuning, the challenge."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
