"""URL state: read settings from the page's address, and write changes back.

An address sets what it names; all else stays as it is. It is read when a tab comes to a page, and
not again while it stays there: then the browser's address may be older than the page's settings.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from hqnn_core.words.links import HiddenFault, LinkFault, link_faults_text
from pages.frame import session

OF_THE_APP = frozenset(
    {session.PROJECTOR, session.HIDDEN, session.STEP, session.LESSON_LENGTH, session.LANG}
)
"""What the address says of all pages."""


def arrive(page: str) -> None:
    """Read the address, if the tab has just come to this page; call it before the page."""
    if st.session_state.get(session.PAGE) != page:
        st.session_state[session.PAGE] = page
        st.session_state[session.ON_SCREEN] = {}
        ask_for({name: st.query_params.get_all(name) for name in st.query_params})


def ask_for(given: Mapping[str, list[str]]) -> None:
    """Apply settings as if the address had named them."""
    st.session_state[session.IN_ADDRESS] = dict(given)
    st.session_state[session.LINK_FAULTS] = [
        LinkFault(name, texts[-1], None) for name, texts in given.items() if not _is_known(name)
    ]


def _is_known(name: str) -> bool:
    known = session.IN_THE_ADDRESS | OF_THE_APP
    return name in known or name.startswith(session.STEPS_DONE)


def is_asked(name: str) -> bool:
    """Whether the address has a setting that is still unread."""
    return name in st.session_state.get(session.IN_ADDRESS, {})


def asked_values(name: str) -> list[str] | None:
    """Take a setting's values from the address, once; None if it is not there."""
    return st.session_state.get(session.IN_ADDRESS, {}).pop(name, None)


def instead_of_link(settings: Mapping[str, object]) -> None:
    """Replace what the address says of these settings."""
    unread = st.session_state.setdefault(session.IN_ADDRESS, {})
    unread.update({name: [str(value)] for name, value in settings.items()})


def asked(name: str) -> str | None:
    """Take a setting's single value from the address, once; None if it is not there."""
    values = asked_values(name)
    return values[-1] if values else None


def tell(name: str, value: object, default: object) -> None:
    """Write a setting into the address; a default is left out. A list is written value by value."""
    if value == default:
        st.query_params.pop(name, None)
        return
    texts = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if st.query_params.get_all(name) != texts:
        st.query_params[name] = texts if len(texts) > 1 else texts[0]


def note_fault(fault: LinkFault | HiddenFault) -> None:
    """Record an invalid part of the address for the notice."""
    st.session_state.setdefault(session.LINK_FAULTS, []).append(fault)


def link_notice() -> str:
    """The invalid settings in the address, as one text; "" if there are none.

    Call it after the page.
    """
    return link_faults_text(st.session_state.get(session.LINK_FAULTS, []))
