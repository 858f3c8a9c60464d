"""Shots and shift as they are typed: shared with the other pages where those can show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from hqnn_core.quantum import ConfigError
from hqnn_core.words import parse_shift, parse_whole
from pages.shared import session
from pages.shared.address import bound
from pages.shared.controls import CAN_BE_SHOWN, setting

PAGE = "train"


def typed_shots(label: str, default: int) -> int | str:
    """The number of shots, or the typed text where the other pages cannot show it."""
    return _typed("shots", label, session.SHOTS, default, 120, parse_whole, str)


def typed_shift(label: str, default: float) -> float | str:
    """The shift in radians, or the typed text where the other pages cannot show it."""
    return _typed("shift", label, session.SHIFT, default, 135, parse_shift, "{:.4f}".format)


def _typed(
    field: str, label: str, name: str, default: Any, width: int,
    parse: Callable[[str, str], Any], shown: Callable[[Any], str],
) -> Any:  # fmt: skip
    apart = st.session_state.get(session.APART, {})
    held = apart.get((name, PAGE), setting(name))
    st.session_state[name] = held if isinstance(held, str) else shown(held)
    typed = st.text_input(
        label, shown(default), width=width, on_change=_store, args=(name, field, parse),
        **bound(name),
    )  # fmt: skip
    if typed == (held if isinstance(held, str) else shown(held)):
        return held
    _store(name, field, parse)  # the address has set it
    return apart.get((name, PAGE), setting(name))


def _store(name: str, field: str, parse: Callable[[str, str], Any]) -> None:
    """Share the typed number with all pages if all can show it; else keep the text for this one."""
    apart = st.session_state.setdefault(session.APART, {})
    apart.pop((name, PAGE), None)
    try:
        value = parse(field, st.session_state[name])
    except ConfigError:
        value = None
    if value is not None and CAN_BE_SHOWN[name](value):
        st.session_state[session.SHARED + name] = value
    else:
        apart[name, PAGE] = st.session_state[name]
