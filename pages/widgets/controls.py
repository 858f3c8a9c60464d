"""Controls for theta, shots and shift, shared by pages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from hqnn_core.quantum import MAX_SHOTS, ConfigError
from hqnn_core.words import (
    AngleError,
    angle_text,
    degrees_text,
    parse_angle,
    parse_whole,
    turns_text,
    typed_text,
    whole_turns,
    within_two_turns,
)
from pages.frame import session
from pages.frame.messages import literal
from pages.frame.settings import control, number, setting, stored

LARGEST_THETA = 6.29  # two turns, on the slider's grid of hundredths
STEPS = [base * 10**power for power in range(5) for base in (1, 2, 5)] + [100_000]
SMALLEST_SHIFT, LARGEST_SHIFT = 0.01, 3.13
LABELS = {session.THETA: "Angle θ (radians)", session.SHIFT: "Shift s (radians)"}
_WRITTEN = "{:,}".format  # shots, on the slider and in the address


@dataclass(frozen=True)
class _Typed:
    """The text in the field for the angle, while theta is `theta`; one of the others may be ""."""

    theta: float
    text: str
    fault: str = ""
    note: str = ""


def theta_now() -> float:
    """The angle, radians in [-2 pi, 2 pi]."""
    return number(session.THETA, -LARGEST_THETA, LARGEST_THETA, 0.8)


def shots_now() -> int:
    """The shots of a circuit; a number that was typed may be between the steps."""
    return setting(session.SHOTS, 100, lambda texts: _whole(texts[-1]), _can_be_run, _WRITTEN)


def shift_now() -> float:
    """The shift s, radians in (0, pi)."""
    return number(session.SHIFT, SMALLEST_SHIFT, LARGEST_SHIFT, math.pi / 2)


def can_be_shown(name: str, value: Any) -> bool:
    """Whether the controls of all pages allow these shots or this shift."""
    if name == session.SHOTS:
        return _can_be_run(value)
    return isinstance(value, float) and SMALLEST_SHIFT <= value <= LARGEST_SHIFT


def _whole(text: str) -> int:
    try:
        shots = parse_whole(session.SHOTS, text)
    except ConfigError as fault:
        raise ValueError(text) from fault
    if not _can_be_run(shots):
        raise ValueError(text)
    return shots


def _can_be_run(shots: Any) -> bool:
    return isinstance(shots, int) and 1 <= shots <= MAX_SHOTS


def theta_controls(page: str, width: int | Literal["stretch"] = "stretch") -> float:
    """The angle by slider and by typing; radians in [-2 pi, 2 pi]."""
    theta = theta_now()
    st.slider(
        LABELS[session.THETA], -LARGEST_THETA, LARGEST_THETA, step=0.01, width=width,
        **control(session.THETA, theta),
    )  # fmt: skip
    st.session_state[f"{session.TYPED}@{page}"] = _typed(theta).text
    st.text_input(
        "Type θ", placeholder="pi/3", width=130,
        key=f"{session.TYPED}@{page}", on_change=_read_typed_angle, args=[page],
        help="In radians, in multiples of pi, or in degrees: 1.5, pi/3, -2*pi, 90°",
    )  # fmt: skip
    return theta


def _typed(theta: float) -> _Typed:
    """What was typed, as long as the angle is that of then."""
    typed = st.session_state.get(session.TYPED)
    return typed if typed and typed.theta == theta else _Typed(theta, typed_text(theta))


def say_typing() -> None:
    """Show the fault of the typed angle, or the angle in radians and degrees."""
    theta = theta_now()
    typed = _typed(theta)
    with st.container(key="typing"):
        if typed.fault:
            st.markdown(f":material/error: {literal(typed.fault)}")
        else:
            st.markdown(typed.note or f"θ = {angle_text(theta)} = {degrees_text(theta)}")


def keep_values(values: Mapping[str, float]) -> None:
    """Set values by their names; theta in [-2 pi, 2 pi] and the shift, radians."""
    stored().update(values)


def _read_typed_angle(page: str) -> None:
    text = st.session_state[f"{session.TYPED}@{page}"]
    try:
        angle = parse_angle(text)
    except AngleError as fault:
        said = f"{fault} θ has not changed."
        st.session_state[session.TYPED] = _Typed(theta_now(), text, fault=said)
        return
    theta = stored()[session.THETA] = within_two_turns(angle)
    note = turns_text(angle) if whole_turns(angle) else ""
    st.session_state[session.TYPED] = _Typed(theta, text, note=note)


def shots_control(width: int) -> int:
    """The shots of a circuit, in steps of 1, 2, 5, or the number typed on another page."""
    shots = shots_now()
    st.select_slider(
        "Shots", sorted({*STEPS, shots}), format_func=_WRITTEN, width=width,
        **control(session.SHOTS, shots),
    )  # fmt: skip
    return shots


def shift_control(width: int) -> float:
    """The shift s, radians in (0, pi)."""
    shift = shift_now()
    st.slider(
        LABELS[session.SHIFT], SMALLEST_SHIFT, LARGEST_SHIFT, step=0.01, width=width,
        **control(session.SHIFT, shift),
    )  # fmt: skip
    return shift
