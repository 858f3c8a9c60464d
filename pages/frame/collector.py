"""Garbage-collector settings for a server with many visitors."""

from __future__ import annotations

import atexit
import gc
from functools import cache


@cache
def keep_from_collector(loaded: str) -> None:
    """Freeze loaded objects out of garbage collection, once for each page that `loaded` them.

    Torch, Qiskit and Streamlit are half a million objects that stay. To look through them takes
    0.4 s in which nobody is answered, and happened every ten seconds in a full class.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)  # at the end all of it has to go
    gc.set_threshold(700, 10, 50)  # and the visitors' objects less often than Python would
