"""What every visitor should know: where runs are not trained, and work is not saved, as wanted."""

from __future__ import annotations

import streamlit as st

from pages.frame.messages import show_note
from pages.frame.operation import note_start
from pages.frame.resources import runner, store_notice


def show_notices() -> None:
    """Show what is not as it should be; the cluster is known some seconds after the start."""
    is_connecting = runner().is_connecting
    st.fragment(_show_cluster_notice, run_every=1.0 if is_connecting else None)()
    show_store_notice()


def show_store_notice() -> None:
    """Say where a visitor's work is not being saved, and which setting of the server is wrong."""
    for notice in filter(None, (store_notice(), *note_start())):
        show_note(notice)


def _show_cluster_notice() -> None:
    if runner().notice:
        show_note(runner().notice)
