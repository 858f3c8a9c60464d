"""Server start: the log and the checked settings."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version

from hqnn_core.language import said
from hqnn_core.limits import LIMITS
from hqnn_core.log import log_event, open_log

PACKAGES = ("streamlit", "torch", "qiskit", "qiskit-aer", "distributed")


@cache
def note_start() -> list[str]:
    """Open the log and record the start, once; return the faults in the settings."""
    faults = [open_log(), *(limit.fault for limit in LIMITS)]
    versions = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    limits = {limit.name: limit.value for limit in LIMITS}
    log_event("server-started", versions=versions, limits=limits)
    for fault in filter(None, faults):
        log_event("setting-refused", message=said(fault))
    return [fault for fault in faults if fault]
