"""Confirmation dialog: nothing is deleted without a second act in another place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.language import gettext
from pages.frame import session

Act = Callable[[], object]
_close_popover = components.component(
    "close_popover",
    js="""export default () => {  // an open popover would lie above the dialog
      document.querySelector("[data-testid=stPopoverButton][aria-expanded=true]")?.click();
    }""",
)


def ask_button(label: str, question: str, yes: str, act: Act, **look: Any) -> None:
    """Show a button that asks a question, Markdown, and does something after the answer `yes`.

    It asks in a callback: a click that is only seen where the button stands is lost when something
    above it, such as a training that has just ended, has the page run again.
    """
    st.button(label, on_click=_note, args=[(question, yes, act)], **look)


def show_question() -> None:
    """Show the open confirmation dialog; call it after the page."""
    if asked := st.session_state.get(session.ASKED):
        st.dialog(gettext("Are you sure?"), on_dismiss=_forget)(_ask)(*asked)


def _note(asked: tuple[str, str, Act]) -> None:
    st.session_state[session.ASKED] = asked
    st.rerun()  # the whole page, also where the button is in a fragment


def _forget() -> None:
    st.session_state.pop(session.ASKED, None)
    st.rerun()


def _ask(question: str, yes: str, act: Act) -> None:
    st.markdown(question)
    with st.container(horizontal=True):
        st.button(yes, type="primary", on_click=_do, args=[act])
        st.button(gettext("Cancel"), on_click=_forget)
    _close_popover(key="close-popover")


def _do(act: Act) -> None:
    if st.session_state.pop(session.ASKED, None):  # once, also after a double click
        act()
    st.rerun()
