"""Notices about the server's cluster and database."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import said
from pages.frame.messages import show_note
from pages.frame.operation import note_start
from pages.frame.resources import runner, store_notice


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
