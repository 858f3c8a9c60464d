"""Projector mode: large letters, high contrast, no menu."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import gettext
from hqnn_core.words.links import LinkFault
from pages.frame import session
from pages.frame.address import asked, note_fault, tell

YES, NO = frozenset({"1", "yes", "on", "true"}), frozenset({"0", "no", "off", "false", ""})
STYLE = """<style>
  html { font-size: 21.25px !important; }  /* 1.25 times the theme's */
  [data-testid="stHeader"] { display: none; }
  [data-testid="stMainBlockContainer"] { padding: 0.75rem 1.5rem 3rem !important; }
  [data-testid="stHeading"] h1 { padding: 0 8rem 0.25rem 0; }  /* the tools are beside it */
  @media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] { padding-top: 4rem !important; }
    [data-testid="stHeading"] h1 { padding-right: 0; }
  }
  .st-key-train-head { padding-right: 7rem; }
  .st-key-train-head h1 { padding-right: 0; }
  .st-key-train-bar [data-testid="stElementContainer"]:has(> .stTextInput) {
    min-width: 7.5rem; }  /* labels in one line */
  .st-key-tools { position: absolute; }  /* it would cover what is scrolled below it */
  [data-testid="stColumn"] { min-width: min(8rem, 100%); }
  @media (min-width: 641px) { .st-key-graph img { max-height: calc(100vh - 10.5rem); } }
  [data-testid="stApp"], [data-testid="stPopoverBody"], [role="dialog"] {
    background: light-dark(#FFFFFF, #000000) !important; }
  [data-testid="stApp"], [data-testid="stPopoverBody"], [role="dialog"],
  [data-testid="stMarkdownContainer"]:not(button *), label p, summary, input, textarea,
  [data-testid="stWidgetLabel"], [data-testid="stExpander"] svg, [data-testid="stPageLink"] span,
  [data-testid="stSliderTickBar"] *, [data-testid="stTooltipIcon"] svg {
    color: light-dark(#000000, #FFFFFF) !important; }
</style>"""


def read_projector() -> None:
    """Read the projector mode from the address; call it before the page."""
    given = asked(session.PROJECTOR)
    if given is not None:
        st.session_state[session.PROJECTOR] = given.casefold() in YES
        if given.casefold() not in YES | NO:
            note_fault(LinkFault(session.PROJECTOR, given, "0"))
    tell(session.PROJECTOR, int(_is_switched_on()), 0)


def is_projected() -> bool:
    """Whether letters are large: by the switch, or while a pupil looks at the teacher's page."""
    return _is_switched_on() or st.session_state.get(session.LOOKS, False)


def _is_switched_on() -> bool:
    return st.session_state.get(session.PROJECTOR, False)


def projector_switch() -> None:
    st.toggle(
        gettext("Projector"),
        help=gettext("Large letters, strong contrast, no menu. Escape ends it."),
        key=session.PROJECTOR, persist_state="session",
    )  # fmt: skip


def leave_projector() -> None:
    """Leave the projector mode; for a callback, before the switch is shown."""
    st.session_state[session.PROJECTOR] = False
