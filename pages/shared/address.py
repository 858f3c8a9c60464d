"""The settings of a page in its address, so that a link opens the page with the same settings.

Most settings are Streamlit's own: a widget that is `bound` reads its value from the address of a
new tab, and writes each change there. What no widget holds goes through `asked` and `tell`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

from hqnn_core.words import HiddenFault, LinkFault, link_faults_text
from pages.shared import session

T = TypeVar("T")
Shown = Callable[[Any], str]

OF_THE_APP = frozenset({session.PROJECTOR, session.HIDDEN, session.STEP})
"""What the address says of all pages."""


def bound(key: str, shown: Shown = str) -> dict[str, Any]:
    """The arguments of a widget whose value stands in the address under its key.

    `shown` gives the text of a value there, the widget's own `format_func` where it has one.
    """
    st.session_state.setdefault(session.BOUND, {})[key] = shown
    return {"key": key, "bind": "query-params", "persist_state": "session"}


def value_before(key: str, options: Iterable[T], default: T, shown: Shown = str) -> T:
    """The value of a bound widget that is shown further down, one of its options."""
    if key in st.session_state:
        return st.session_state[key]
    given = st.query_params.get(key)
    return next((option for option in options if shown(option) == given), default)


def asked(name: str) -> str | None:
    """What a new address says of a setting that no widget holds; None if it has not changed."""
    given = st.query_params.get(name)
    return None if given == st.session_state.get(session.TOLD, {}).get(name) else given


def tell(name: str, value: object, default: object) -> None:
    """Write such a setting into the address; a default is left out."""
    text = None if value == default else str(value)
    st.session_state.setdefault(session.TOLD, {})[name] = text
    if text is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != text:
        st.query_params[name] = text


def note_link() -> None:
    """Remember what the address of a new tab asks for; call it before the page."""
    if session.GIVEN not in st.session_state:
        st.session_state[session.GIVEN] = dict(st.query_params)


def note_fault(fault: LinkFault | HiddenFault) -> None:
    """Have the notice tell what is wrong with a part of the address that no widget holds."""
    st.session_state.setdefault(session.LINK_FAULTS, []).append(fault)


def link_notice() -> str:
    """What of the tab's first address was not possible, as one text; "" if all of it was.

    Call it after the page.
    """
    if session.LINK_NOTICE not in st.session_state:
        given = st.session_state[session.GIVEN]
        faults = [fault for name, text in given.items() if (fault := _fault(name, text))]
        faults += st.session_state.get(session.LINK_FAULTS, [])
        st.session_state[session.LINK_NOTICE] = link_faults_text(faults)
    return st.session_state[session.LINK_NOTICE]


def _fault(name: str, given: str) -> LinkFault | None:
    if name in OF_THE_APP:
        return None  # their own modules note what is wrong with them
    if name not in session.IN_THE_ADDRESS and not name.startswith(session.STEPS_DONE):
        return LinkFault(name, given, None)
    bound_here = st.session_state.get(session.BOUND, {})
    if name not in bound_here or name not in st.session_state:
        return None
    held, shown = st.session_state[name], bound_here[name]
    values = held if isinstance(held, list) else [held]
    if any(_says(given, value, shown) for value in values):
        return None
    return LinkFault(name, given, ", ".join(map(shown, values)))


def _says(given: str, value: Any, shown: Shown) -> bool:
    """Whether this text of an address stands for the value."""
    if given in (shown(value), str(value)):
        return True
    if isinstance(value, bool):
        return given.casefold() in ({"true", "1"} if value else {"false", "0"})
    try:
        return math.isclose(float(given), float(value), abs_tol=1e-9)
    except (TypeError, ValueError):
        return False
