"""Results of a sweep: table, files, Python source; earlier sweeps."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hqnn_core.runs import (
    Sweep,
    file_name,
    sweep_csv,
    sweep_frame,
    sweep_parquet,
    sweep_source,
)
from hqnn_core.words.settings import LABELS
from hqnn_core.words.sweeps import sweep_status
from pages.frame import resources
from pages.frame.asking import ask_button
from pages.frame.messages import literal
from pages.train.sweep.buttons import resume
from pages.visit.sweeps import MAX_SWEEPS, Sweeps
from pages.visit.visitors import visitor

COLUMNS = {
    **LABELS,
    "outcome": "Outcome",
    "test_accuracy": "Test images correct (share)",
    "test_nll": "−log P(correct)",
    "test_chapter_loss": "1 − P(correct)",
    "circuits": "Circuits",
    "seconds": "Seconds",
    "message": "Message",
}


def show_runs_table(sweep: Sweep) -> None:
    with st.expander("Every run"):
        st.dataframe(sweep_frame(sweep), hide_index=True, column_config=dict(COLUMNS))


def show_downloads(sweep: Sweep) -> None:
    name = file_name(sweep.name)
    with st.expander("Take it with you: tables, and the same sweep in Python"):
        with st.container(horizontal=True):
            st.download_button(
                "Table (CSV)", partial(sweep_csv, sweep), f"{name}.csv", on_click="ignore"
            )
            st.download_button(
                "Table (Parquet)", partial(sweep_parquet, sweep), f"{name}.parquet",
                on_click="ignore",
            )  # fmt: skip
        st.code(sweep_source(sweep.grid), language="python")


def show_sweeps() -> None:
    mine = visitor().sweeps
    if not len(mine):
        return
    st.header("Your sweeps")
    st.caption(f"The newest {MAX_SWEEPS} are kept. {resources.keeping_text()}")
    for sweep in reversed(list(mine)):
        _show_row(mine, sweep)


def _show_row(mine: Sweeps, sweep: Sweep) -> None:
    columns = st.columns([6, 3, 1, 1, 1], vertical_alignment="center")
    columns[0].markdown(("**shown** · " if sweep is mine.shown else "") + literal(sweep.name))
    columns[1].markdown(sweep_status(sweep)[0])
    is_running = mine.running is not None
    columns[2].button("Show", key=f"show-{sweep.id}", on_click=_show, args=[mine, sweep],
                      disabled=sweep is mine.shown, width="stretch")  # fmt: skip
    columns[3].button("Resume", key=f"resume-{sweep.id}", on_click=resume, args=[sweep],
                      disabled=is_running or sweep.state == "done", width="stretch")  # fmt: skip
    with columns[4]:
        ask_button(
            "Delete", f"This deletes the sweep **{literal(sweep.name)}** and all its results.",
            "Delete the sweep", partial(mine.remove, sweep), key=f"delete-{sweep.id}",
            width="stretch",
        )  # fmt: skip


def _show(mine: Sweeps, sweep: Sweep) -> None:
    mine.shown = sweep
