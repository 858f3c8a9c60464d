"""Limit on concurrent page runs: Streamlit 1.67 runs all visitors' pages at the same time.

Python works at one of them at a time, and each change from one to another costs. With a hundred
pupils in the lesson (`python -m tests.benchmarks.load`), 95 of 100 clicks were answered within 112
and 164 ms when two pages were built at a time, within 226 and 284 ms without.
"""

from __future__ import annotations

import threading

from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

AT_ONCE = 2
"""Pages are built at a time. More of them only take turns, and each turn costs time."""

PATIENCE = 0.3
"""Seconds a page waits for that; then it is built all the same, so no page can hold up others."""

_places = threading.Semaphore(AT_ONCE)
_run_script = ScriptRunner._run_script


def apply() -> None:
    """Run two pages at a time."""
    ScriptRunner._run_script = _run_in_turn


def _run_in_turn(self: ScriptRunner, rerun_data: RerunData) -> None:
    has_place = _places.acquire(timeout=PATIENCE)
    try:
        _run_script(self, rerun_data)
    finally:
        if has_place:
            _places.release()
