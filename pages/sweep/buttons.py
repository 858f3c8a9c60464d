"""Start, stop, resume: the buttons of a sweep."""

from __future__ import annotations

import streamlit as st

from hqnn_core.runs import Sweep
from pages.frame import resources
from pages.sweep.grid import ChosenGrid
from pages.visit.visitors import visitor

STOP_WIDTH = 110  # pixels: both of its labels fit


def buttons(chosen: ChosenGrid) -> None:
    """Show the buttons: always the same, so that nothing moves."""
    mine = visitor().sweeps
    sweep, is_running = mine.shown, mine.running is not None
    # No callback: it would get the grid from before the last text was typed.
    is_pressed = st.button(
        "Start", type="primary", icon=":material/play_arrow:",
        disabled=is_running or chosen.grid is None,
    )  # fmt: skip
    if sweep is not None and sweep.state == "stopped":
        st.button("Resume", on_click=resume, args=[sweep], disabled=is_running, width=STOP_WIDTH)
    else:
        st.button("Stop", on_click=_stop, disabled=not is_running, width=STOP_WIDTH)
    if is_pressed and chosen.grid is not None and not is_running:
        new = Sweep(chosen.grid, chosen.name)
        mine.add(new)
        resume(new)
        st.rerun()


def resume(sweep: Sweep) -> None:
    """Train what a sweep has not trained yet, and show it here."""
    if train(sweep):
        visitor().sweeps.shown = sweep


def train(sweep: Sweep) -> bool:
    """Train what a sweep has not trained yet, unless another one is being trained."""
    mine = visitor().sweeps
    if mine.running is not None:
        return False
    sweep.start(resources.runner(), mine.keep, visitor().key)
    return True


def _stop() -> None:
    if sweep := visitor().sweeps.running:
        sweep.stop()
