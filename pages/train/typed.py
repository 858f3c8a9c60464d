"""Shots and shift as they are typed: shared with the other pages where those can show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from hqnn_core.quantum import ConfigError
from hqnn_core.words import parse_shift, parse_whole
from pages.shared import session
from pages.shared.controls import CAN_BE_SHOWN, setting


def typed_shots(label: str) -> int | str:
    """The number of shots, or the typed text where the other pages cannot show it."""
    return _typed("shots", label, session.SHOTS, 120, parse_whole, str)


def typed_shift(label: str) -> float | str:
    """The shift in radians, or the typed text where the other pages cannot show it."""
    return _typed("shift", label, session.SHIFT, 135, parse_shift, "{:.4f}".format)


def _typed(
    field: str, label: str, name: str, width: int,
    parse: Callable[[str, str], Any], shown: Callable[[Any], str],
) -> Any:  # fmt: skip
    key, apart = f"{name}@train", st.session_state.get(session.APART, {})
    held = apart.get(key, setting(name))
    st.session_state[key] = held if isinstance(held, str) else shown(held)
    st.text_input(label, width=width, key=key, on_change=_store, args=(name, key, field, parse))
    return held


def _store(name: str, key: str, field: str, parse: Callable[[str, str], Any]) -> None:
    """Share the typed number with all pages if all can show it; else keep the text for this one."""
    apart = st.session_state.setdefault(session.APART, {})
    apart.pop(key, None)
    try:
        value = parse(field, st.session_state[key])
    except ConfigError:
        value = None
    if value is not None and CAN_BE_SHOWN[name](value):
        st.session_state[name] = value
    else:
        apart[key] = st.session_state[key]
