"""Board operations that may fail."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hqnn_core.board.entries import BoardError
from hqnn_core.store.faults import StoreError
from pages.frame import session
from pages.frame.messages import show_fault
from pages.frame.resources import recent_board


def attempt(act: Callable[[], object]) -> None:
    """Call a board operation; `show_refusal` shows why it failed."""
    try:
        act()
    except (BoardError, StoreError) as fault:
        st.session_state[session.CLASS_FAULT] = str(fault)
    else:
        st.session_state[session.CLASS_FAULT] = ""
        recent_board.clear()  # who acts sees it at once


def show_refusal() -> None:
    if fault := st.session_state.get(session.CLASS_FAULT):
        show_fault(fault)
