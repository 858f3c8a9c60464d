"""Train the network with many settings, and see which of them matter."""

import streamlit as st

from pages.sweep.buttons import buttons
from pages.sweep.grid import chosen_grid
from pages.sweep.live import live
from pages.sweep.result import show_downloads, show_runs_table, show_sweeps
from pages.visit.visitors import live_seconds, visitor

st.title("Try many settings")
with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="sweep-bar"):
    chosen = chosen_grid()
    buttons(chosen)
sweep = visitor().sweeps.shown
is_running = sweep is not None and sweep.state == "running"
st.fragment(live, run_every=2 * live_seconds() if is_running else None)(chosen, sweep, is_running)
if sweep is not None:
    show_runs_table(sweep)
    show_downloads(sweep)
show_sweeps()
