"""Dragging: charts follow pointer, keys or a play button in the browser.

Nothing is asked of the server while a chart moves: it holds what it needs. Where it comes to rest,
the values become the page's. hold.js does it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st
import streamlit.components.v2 as components

from pages.frame import session
from pages.widgets.controls import LABELS, LARGEST_SHIFT, SMALLEST_SHIFT

STILL = "still"
"""Key of containers that do not follow while something moves; they are shown faint."""

_KEY = "hold"
_LIMITS = {
    session.THETA: (-2 * math.pi, 2 * math.pi),
    session.SHIFT: (SMALLEST_SHIFT, LARGEST_SHIFT),
}
_HTML = '<div class="hold"><button type="button" hidden></button><output></output></div>'
_CSS = """
.hold { display: flex; align-items: center; gap: 0.8rem; font-family: var(--st-font);
  font-size: var(--st-base-font-size); color: var(--st-text-color); }
button { font: inherit; color: inherit; background: transparent; cursor: pointer;
  min-width: 7.4rem; min-height: 2.5rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); padding: 0.25rem 0.75rem; }
button[hidden] { display: none; }
button:hover { border-color: currentColor; }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
output { font-variant-numeric: tabular-nums; }
button:not([hidden]) + output { min-width: 12rem; }
@media (max-width: 640px) { button:not([hidden]) + output { display: none; } }
"""
_JS = Path(__file__).with_name("hold.js").read_text(encoding="utf-8")
_piece = components.component("hold", html=_HTML, css=_CSS, js=_JS)


def take_hold(
    values: Mapping[str, float],
    keep: Callable[[Mapping[str, float]], None],
    plays: bool = False,
    hint: str = "",
) -> None:
    """Make the page's charts draggable, and show a play button if `plays`.

    `values` are those of theta and the shift that the page shows; `keep` gets them where they
    come to rest. The `hint` is shown until something moves, then the angle.
    """
    data = {
        "values": dict(values),
        "limits": {name: _LIMITS[name] for name in values},
        "sliders": {name: LABELS[name] for name in values},
        "plays": plays,
        "hint": hint,
    }
    _piece(key=_KEY, data=data, on_rested_change=lambda: _rest(values, keep))


def follow_slider(name: str, label: str, value: int, last: int) -> None:
    """Update charts with a parameter while a slider, found by its label, is dragged."""
    data = {
        "values": {name: value},
        "limits": {name: (0, last)},
        "sliders": {name: label},
        "plays": False,
        "hint": "",
    }
    with st.container(key="follow"):
        _piece(key=f"{_KEY}-{name}", data=data)


def _rest(shown: Mapping[str, float], keep: Callable[[Mapping[str, float]], None]) -> None:
    rested = st.session_state[_KEY].rested
    if not isinstance(rested, dict) or rested.keys() != shown.keys():
        return  # a browser may send anything
    if all(map(_can_rest, rested, rested.values())):
        keep({name: float(value) for name, value in rested.items()})


def _can_rest(name: str, value: object) -> bool:
    low, high = _LIMITS[name]
    return isinstance(value, int | float) and low - 0.01 <= value <= high + 0.01
