"""Settings that several pages share: theta, shots and shift have one value on all pages.

Each page's widget is in the address under the setting's name; the value is stored beside it. A
value that the other pages cannot show, such as a shift of 0, stays on its page until it is changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

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
from pages.shared import session
from pages.shared.address import Shown, bound
from pages.shared.messages import literal

T = TypeVar("T")

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
    return st.session_state.setdefault(session.SHARED + name, DEFAULTS[name])


def linked(name: str, page: str, shown: Shown = str) -> dict[str, Any]:
    """The arguments `key`, `bind`, `on_change` and others of a page's widget for a shared setting.

    Call `follow` with its value.
    """
    st.session_state[name] = st.session_state.get(session.APART, {}).get(
        (name, page), setting(name)
    )
    return {**bound(name, shown), "on_change": _store, "args": (name, page)}


def follow(name: str, page: str, value: T) -> T:
    """Share what a widget shows; its address may have set it."""
    if value != st.session_state.get(session.APART, {}).get((name, page), setting(name)):
        _store(name, page)
    return value


def _store(name: str, page: str) -> None:
    value = st.session_state[name]
    apart = st.session_state.setdefault(session.APART, {})
    apart.pop((name, page), None)
    if CAN_BE_SHOWN[name](value):
        st.session_state[session.SHARED + name] = value
        if name == session.THETA:
            _rewrite_typed_text()
    else:
        apart[name, page] = value


def theta_controls(page: str, width: int | Literal["stretch"] = "stretch") -> float:
    """The angle by slider and by typing; radians in [-2 pi, 2 pi]."""
    theta = st.slider(
        LABELS[session.THETA], -LARGEST_THETA, LARGEST_THETA, DEFAULTS[session.THETA], 0.01,
        width=width, **linked(session.THETA, page),
    )  # fmt: skip
    follow(session.THETA, page, theta)
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
    st.session_state.update({session.SHARED + name: value for name, value in values.items()})
    _rewrite_typed_text()


def _read_typed_angle(page: str) -> None:
    text = st.session_state[session.TYPED] = st.session_state[f"{session.TYPED}@{page}"]
    st.session_state[session.TYPING_FAULT] = st.session_state[session.TYPING_NOTE] = ""
    try:
        typed = parse_angle(text)
    except AngleError as fault:
        st.session_state[session.TYPING_FAULT] = f"{fault} θ has not changed."
        return
    st.session_state[session.SHARED + session.THETA] = within_two_turns(typed)
    if whole_turns(typed):
        st.session_state[session.TYPING_NOTE] = turns_text(typed)


def _rewrite_typed_text() -> None:
    """Make the text field show an angle that was not typed into it."""
    st.session_state[session.TYPED] = typed_text(setting(session.THETA))
    st.session_state[session.TYPING_FAULT] = st.session_state[session.TYPING_NOTE] = ""


def shots_control(page: str, width: int) -> int:
    """The shots of a circuit, in steps of 1, 2, 5, or the number typed on another page."""
    options = sorted({*STEPS, setting(session.SHOTS), *_asked_shots()})
    chosen: int = st.select_slider(
        "Shots", options, DEFAULTS[session.SHOTS], "{:,}".format, width=width,
        **linked(session.SHOTS, page, "{:,}".format),
    )  # fmt: skip
    return follow(session.SHOTS, page, chosen)


def _asked_shots() -> list[int]:
    """The number of shots that the address asks for, if there is one that can be run."""
    try:
        shots = parse_whole(session.SHOTS, st.query_params.get(session.SHOTS, ""))
    except ConfigError:
        return []
    return [shots] if CAN_BE_SHOWN[session.SHOTS](shots) else []


def shift_control(page: str, width: int) -> float:
    """The shift s, radians in (0, pi)."""
    shift = st.slider(
        LABELS[session.SHIFT], SMALLEST_SHIFT, LARGEST_SHIFT, DEFAULTS[session.SHIFT], 0.01,
        width=width, **linked(session.SHIFT, page),
    )  # fmt: skip
    return follow(session.SHIFT, page, shift)
