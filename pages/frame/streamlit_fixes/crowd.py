"""Many visitors in one process of Python, in which only one thread works at a time.

Measured with a hundred pupils in the lesson (`python -m tests.benchmarks.load`): of all that slowed
their clicks, the garbage collector and pages that were built at the same time were the most.
"""

from __future__ import annotations

import atexit
import gc
import threading
from functools import cache

from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

AT_ONCE = 2
"""Pages are built at a time. More of them only take turns, and each turn costs time."""

PATIENCE = 0.3
"""Seconds a page waits for that; then it is built all the same, so no page can hold up others."""

_places = threading.Semaphore(AT_ONCE)
_run_script = ScriptRunner._run_script


def build_few_at_once() -> None:
    """Have the pages of all visitors built two at a time: a workaround for Streamlit 1.67."""
    ScriptRunner._run_script = _run_in_turn


def _run_in_turn(self: ScriptRunner, rerun_data: RerunData) -> None:
    has_place = _places.acquire(timeout=PATIENCE)
    try:
        _run_script(self, rerun_data)
    finally:
        if has_place:
            _places.release()


@cache
def keep_from_collector(loaded: str) -> None:
    """Have the garbage collector leave alone what is in memory, once for what has `loaded` it.

    Torch, Qiskit and Streamlit are half a million objects that stay. To look through them takes
    0.4 s in which nobody is answered, and happened every ten seconds in a full class.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)  # at the end all of it has to go
    gc.set_threshold(700, 10, 50)  # and the visitors' objects less often than Python would
