"""Train the network with many settings, and see which of them matter."""

from __future__ import annotations

import streamlit as st

from hqnn_core.comparison.recorded import example_sweep
from pages.train.sweep.buttons import buttons
from pages.train.sweep.grid import chosen_grid
from pages.train.sweep.live import live
from pages.train.sweep.result import show_downloads, show_runs_table, show_sweeps
from pages.visit.visitors import live_seconds, visitor


def compare_settings() -> None:
    """Show the grid, its buttons and what came out."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="sweep-bar"):
        chosen = chosen_grid()
        buttons(chosen)
    sweep = visitor().sweeps.shown
    is_running = sweep is not None and sweep.state == "running"
    seconds = 2 * live_seconds() if is_running else None
    st.fragment(live, run_every=seconds)(chosen, sweep, is_running)
    shown = sweep or example_sweep().sweep
    show_runs_table(shown)
    show_downloads(shown)
    show_sweeps()
