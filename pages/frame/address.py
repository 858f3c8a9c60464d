"""The address of a page: its settings are read on arrival, and written when they change.

An address sets what it names; all else stays as it is. It is read when a tab comes to a page, and
not again while it stays there: then the browser's address may be older than the page's settings.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from hqnn_core.words import HiddenFault, LinkFault, link_faults_text
from pages.frame import session

OF_THE_APP = frozenset({session.PROJECTOR, session.HIDDEN, session.STEP})
"""What the address says of all pages."""


def arrive(page: str) -> None:
    """Read the address, if the tab has just come to this page; call it before the page."""
    if st.session_state.get(session.PAGE) != page:
        st.session_state[session.PAGE] = page
        st.session_state[session.ON_SCREEN] = {}
        ask_for({name: st.query_params.get_all(name) for name in st.query_params})


def ask_for(given: Mapping[str, list[str]]) -> None:
    """Have the page follow these settings, as if its address had named them."""
    st.session_state[session.IN_ADDRESS] = dict(given)
    st.session_state[session.LINK_FAULTS] = [
        LinkFault(name, texts[-1], None) for name, texts in given.items() if not _is_known(name)
    ]


def _is_known(name: str) -> bool:
    known = session.IN_THE_ADDRESS | OF_THE_APP
    return name in known or name.startswith(session.STEPS_DONE)


def is_asked(name: str) -> bool:
    """Whether the address names a setting that was not read since."""
    return name in st.session_state.get(session.IN_ADDRESS, {})


def asked_values(name: str) -> list[str] | None:
    """What the address says of a setting, once; None if it says nothing."""
    return st.session_state.get(session.IN_ADDRESS, {}).pop(name, None)


def asked(name: str) -> str | None:
    """What the address says of a setting with one value, once; None if it says nothing."""
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
    """Have the notice say what is wrong with a part of the address."""
    st.session_state.setdefault(session.LINK_FAULTS, []).append(fault)


def link_notice() -> str:
    """What of the address was not possible, as one text; "" if all of it was.

    Call it after the page.
    """
    return link_faults_text(st.session_state.get(session.LINK_FAULTS, []))
