"""Confirmation dialog: nothing is deleted without a second act in another place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from pages.frame import session

Act = Callable[[], object]
_keys = components.component(
    "dialog_keys",
    js="""export default () => {
      // An open popover would lie above the dialog.
      document.querySelector("[data-testid=stPopoverButton][aria-expanded=true]")?.click();
      // Streamlit's own Escape works only while the focus is inside, and a rerun may take it away.
      const close = event => {
        const button = document.querySelector("[data-testid=stDialog] [aria-label=Close]");
        if (event.key !== "Escape" || !button) return;
        event.stopImmediatePropagation();
        button.click();
      };
      window.addEventListener("keydown", close, true);
      return () => window.removeEventListener("keydown", close, true);
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
        _ask(*asked)


def _note(asked: tuple[str, str, Act]) -> None:
    st.session_state[session.ASKED] = asked
    st.rerun()  # the whole page, also where the button is in a fragment


def _forget() -> None:
    st.session_state.pop(session.ASKED, None)
    st.rerun()


@st.dialog("Are you sure?", on_dismiss=_forget)
def _ask(question: str, yes: str, act: Act) -> None:
    st.markdown(question)
    with st.container(horizontal=True):
        st.button(yes, type="primary", on_click=_do, args=[act])
        st.button("Cancel", on_click=_forget)
    _keys(key="dialog-keys")


def _do(act: Act) -> None:
    if st.session_state.pop(session.ASKED, None):  # once, also after a double click
        act()
    st.rerun()
