"""Board operations that may fail."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hqnn_core.board.entries import BoardError
from hqnn_core.board.view import ClassBoard
from hqnn_core.store import StoreError, Teacher
from pages.frame import session
from pages.frame.messages import literal, show_fault
from pages.frame.resources import boards, recent_board


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


def show_invitation(teacher: Teacher, board: ClassBoard) -> None:
    """The current invitation, and a button to withdraw it."""
    if board.invitation is None:
        return
    st.markdown(f"Pupils see a link to {literal(board.invitation.path)}.")
    st.button("Take it back", on_click=attempt, args=[lambda: boards().invite(teacher, None)])
