"""Settings that several pages share: theta, shots and shift have one value on all pages.

Each page's widget has a key of its own; the value is stored under the setting's name. A value
that the other pages cannot show, such as a shift of 0, stays on its page until it is changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from hqnn_core.quantum import MAX_SHOTS
from hqnn_core.words import (
    AngleError,
    angle_text,
    degrees_text,
    parse_angle,
    turns_text,
    typed_text,
    whole_turns,
    within_two_turns,
)
from pages.shared import session
from pages.shared.messages import literal

LARGEST_THETA = 6.29  # two turns, on the slider's grid of hundredths
STEPS = [base * 10**power for power in range(5) for base in (1, 2, 5)] + [100_000]
SMALLEST_SHIFT, LARGEST_SHIFT = 0.01, 3.13
LABELS = {session.THETA: "Angle θ (radians)", session.SHIFT: "Shift s (radians)"}

DEFAULTS: dict[str, Any] = {session.THETA: 0.8, session.SHOTS: 100, session.SHIFT: math.pi / 2}
CAN_BE_SHOWN: dict[str, Callable[[Any], bool]] = {
    session.THETA: lambda theta: abs(theta) <= LARGEST_THETA,
    session.SHOTS: lambda shots: 1 <= shots <= MAX_SHOTS,
    session.SHIFT: lambda shift: SMALLEST_SHIFT <= shift <= LARGEST_SHIFT,
}


def setting(name: str) -> Any:
    """The value that all pages share."""
    return st.session_state.setdefault(name, DEFAULTS[name])


def linked(name: str, page: str) -> dict[str, Any]:
    """The arguments `key`, `on_change` and `args` of a page's widget for a shared setting."""
    key = f"{name}@{page}"
    apart = st.session_state.get(session.APART, {})
    st.session_state[key] = apart.get(key, setting(name))
    return {"key": key, "on_change": _store, "args": (name, key)}


def _store(name: str, key: str) -> None:
    value = st.session_state[key]
    apart = st.session_state.setdefault(session.APART, {})
    apart.pop(key, None)
    if CAN_BE_SHOWN[name](value):
        st.session_state[name] = value
        if name == session.THETA:
            _rewrite_typed_text()
    else:
        apart[key] = value


def theta_controls(page: str, width: int | Literal["stretch"] = "stretch") -> float:
    """The angle by slider and by typing; radians in [-2 pi, 2 pi]."""
    theta = st.slider(
        LABELS[session.THETA],
        -LARGEST_THETA,
        LARGEST_THETA,
        step=0.01,
        width=width,
        **linked(session.THETA, page),
    )
    st.session_state.setdefault(session.TYPED, "0.8")
    st.session_state[f"{session.TYPED}@{page}"] = st.session_state[session.TYPED]
    st.text_input(
        "Type θ", placeholder="pi/3", width=130,
        key=f"{session.TYPED}@{page}", on_change=_read_typed_angle, args=[page],
        help="In radians, in multiples of pi, or in degrees: 1.5, pi/3, -2*pi, 90°",
    )  # fmt: skip
    return theta


def say_typing() -> None:
    """Show one line: what was wrong with the typed angle, or the angle in radians and degrees."""
    with st.container(key="typing"):
        if fault := st.session_state.get(session.TYPING_FAULT):
            st.markdown(f":material/error: {literal(fault)}")
        else:
            theta = setting(session.THETA)
            note = st.session_state.get(session.TYPING_NOTE)
            st.markdown(note or f"θ = {angle_text(theta)} = {degrees_text(theta)}")


def keep_values(values: Mapping[str, float]) -> None:
    """Set shared values by their names; theta in [-2 pi, 2 pi] and the shift, radians."""
    st.session_state.update(values)
    _rewrite_typed_text()


def _read_typed_angle(page: str) -> None:
    text = st.session_state[session.TYPED] = st.session_state[f"{session.TYPED}@{page}"]
    st.session_state[session.TYPING_FAULT] = st.session_state[session.TYPING_NOTE] = ""
    try:
        typed = parse_angle(text)
    except AngleError as fault:
        st.session_state[session.TYPING_FAULT] = f"{fault} θ has not changed."
        return
    st.session_state[session.THETA] = within_two_turns(typed)
    if whole_turns(typed):
        st.session_state[session.TYPING_NOTE] = turns_text(typed)


def _rewrite_typed_text() -> None:
    """Make the text field show an angle that was not typed into it."""
    st.session_state[session.TYPED] = typed_text(st.session_state[session.THETA])
    st.session_state[session.TYPING_FAULT] = st.session_state[session.TYPING_NOTE] = ""


def shots_control(page: str, width: int) -> int:
    """The shots of a circuit, in steps of 1, 2, 5, or the number typed on another page."""
    options = sorted({*STEPS, setting(session.SHOTS)})
    chosen = st.select_slider(
        "Shots", options, format_func="{:,}".format, width=width, **linked(session.SHOTS, page)
    )
    return int(chosen)  # type: ignore[arg-type]  # one number, not a range


def shift_control(page: str, width: int) -> float:
    """The shift s, radians in (0, pi)."""
    return st.slider(
        LABELS[session.SHIFT], SMALLEST_SHIFT, LARGEST_SHIFT, step=0.01, width=width,
        **linked(session.SHIFT, page),
    )  # fmt: skip
