"""Controls for theta, shots and shift, shared by pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import streamlit as st

from hqnn_core.errors import ConfigError
from hqnn_core.language import gettext
from hqnn_core.quantum import MAX_SHOTS
from hqnn_core.words.angles import (
    AngleError,
    parse_angle,
    turns_text,
    typed_text,
    whole_turns,
    within_two_turns,
)
from hqnn_core.words.numbers import whole_text
from hqnn_core.words.typed import parse_whole
from pages.frame import session
from pages.frame.settings import control, number, setting, stored

LARGEST_THETA = 6.29  # two turns, on the slider's grid of hundredths
STEPS = [base * 10**power for power in range(5) for base in (1, 2, 5)] + [100_000]
SMALLEST_SHIFT, LARGEST_SHIFT = 0.01, 3.13
_WRITTEN = "{:,}".format  # shots, in the address


@dataclass(frozen=True)
class _Typed:
    """The text in the field for the angle, while theta is `theta`."""

    theta: float
    text: str


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
    """Whether the controls of all pages allow this angle, these shots or this shift."""
    if name == session.SHOTS:
        return _can_be_run(value)
    ends = {
        session.THETA: (-LARGEST_THETA, LARGEST_THETA),
        session.SHIFT: (SMALLEST_SHIFT, LARGEST_SHIFT),
    }
    low, high = ends[name]
    return isinstance(value, float) and low <= value <= high


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


def angle_values() -> dict[str, Any]:
    """The angle, radians in [-2 pi, 2 pi], its field's text, and a fault or a note about that."""
    theta = theta_now()
    typed: _Typed | None = st.session_state.get(session.TYPED)
    if typed is None or typed.theta != theta:
        return {"theta": theta, "typed": typed_text(theta), "fault": "", "note": ""}
    return {"theta": theta, "typed": typed.text, **_answer(typed.text)}


def _answer(text: str) -> dict[str, str]:
    """A fault or a note about a typed angle."""
    try:
        angle = parse_angle(text)
    except AngleError as fault:
        return {"fault": f"{fault} " + gettext("θ has not changed."), "note": ""}
    return {"fault": "", "note": turns_text(angle) if whole_turns(angle) else ""}


def keep_sent(values: Any) -> None:
    """Keep the angle, the shift and the shots that a browser sends; each only if it is valid."""
    if not isinstance(values, dict):
        return
    for name in (session.THETA, session.SHIFT, session.SHOTS):
        value = values.get(name)
        if name != session.SHOTS and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if can_be_shown(name, value):
            stored()[name] = value


def read_typed_angle(text: str) -> None:
    """Set the angle to a typed one; text that is no angle changes nothing and is answered."""
    try:
        theta = stored()[session.THETA] = within_two_turns(parse_angle(text))
    except AngleError:
        theta = theta_now()
    st.session_state[session.TYPED] = _Typed(theta, text)


def shots_steps(shots: int) -> list[int]:
    """The shots to choose from: steps of 1, 2, 5, and those of now."""
    return sorted({*STEPS, shots})


def shots_control(width: int) -> int:
    """The shots of a circuit, in steps of 1, 2, 5, or the number typed on another page."""
    shots = shots_now()
    st.select_slider(
        gettext("Shots"), shots_steps(shots), format_func=whole_text, width=width,
        **control(session.SHOTS, shots),
    )  # fmt: skip
    return shots
