"""Fixes for Streamlit that use its private names: one fix a file, each with `apply`.

Each says what is wrong in the version below, and what the fix costs and gives. On another version
it is left out, and the log says so: the app starts, without what the fix gave.
"""

from __future__ import annotations

import importlib
from functools import cache

import streamlit

from hqnn_core.log import log_event

VERSION = "1.67"
FIXES = ("gate", "spare_work", "few_at_once", "first_visit")


@cache
def apply_fixes() -> None:
    """Apply all fixes, or none on another version of Streamlit; once a server."""
    for name in FIXES:
        if streamlit.__version__.startswith(f"{VERSION}."):
            importlib.import_module(f"{__name__}.{name}").apply()
        else:
            log_event("fix-left-out", fix=name, streamlit=streamlit.__version__)
