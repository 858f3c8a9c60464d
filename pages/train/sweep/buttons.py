"""Start, stop, resume: the buttons of a sweep."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import pgettext
from hqnn_core.runs import Sweep
from pages.train.sweep.grid import ChosenGrid
from pages.visit.visitors import visitor

STOP_WIDTH = 110  # pixels: both of its labels fit


def buttons(chosen: ChosenGrid) -> None:
    """Show the buttons: always the same, so that nothing moves."""
    mine = visitor().sweeps
    sweep, is_running = mine.shown, mine.running is not None
    # No callback: it would get the grid from before the last text was typed.
    is_pressed = st.button(
        pgettext("button", "Start"), type="primary", icon=":material/play_arrow:",
        disabled=is_running or chosen.grid is None,
    )  # fmt: skip
    if sweep is not None and sweep.state == "stopped":
        st.button(
            pgettext("button", "Resume"), on_click=resume, args=[sweep], disabled=is_running,
            width=STOP_WIDTH,
        )  # fmt: skip
    else:
        st.button(
            pgettext("button", "Stop"), on_click=mine.stop, disabled=not is_running,
            width=STOP_WIDTH,
        )  # fmt: skip
    if is_pressed and chosen.grid is not None and not is_running:
        new = Sweep(chosen.grid, chosen.name)
        mine.add(new)
        resume(new)
        st.rerun()


def resume(sweep: Sweep) -> None:
    """Train the runs that a sweep still lacks, and show it here."""
    if visitor().train(sweep):
        visitor().sweeps.shown = sweep
