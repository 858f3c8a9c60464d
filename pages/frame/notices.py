"""Notices about the server's settings, cluster and database."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version

import streamlit as st

from hqnn_core.language import said
from hqnn_core.limits import LIMITS
from hqnn_core.log import log_event, open_log
from pages.frame.messages import show_note
from pages.frame.resources import runner, store_notice

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


def show_notices() -> None:
    """Show notices about cluster and database; the cluster's state is known seconds after start."""
    is_connecting = runner().is_connecting
    st.fragment(_show_cluster_notice, run_every=1.0 if is_connecting else None)()
    show_store_notice()


def show_store_notice() -> None:
    """Show that work is not being saved, and invalid settings of the server."""
    for notice in filter(None, (store_notice(), *note_start())):
        show_note(said(notice))


def _show_cluster_notice() -> None:
    if runner().notice:
        show_note(said(runner().notice))
