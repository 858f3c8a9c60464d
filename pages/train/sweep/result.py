"""Results of a sweep: table, files, Python source; earlier sweeps."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hqnn_core.language import N_, gettext, ngettext, pgettext
from hqnn_core.runs import Sweep, file_name, sweep_frame, sweep_source
from hqnn_core.words.settings import LABELS
from hqnn_core.words.sweeps import done_text
from hqnn_core.words.training import STATES
from pages.frame import resources
from pages.frame.asking import ask_button
from pages.frame.messages import literal
from pages.train.sweep.buttons import resume
from pages.visit.sweeps import MAX_SWEEPS, Sweeps
from pages.visit.visitors import visitor

COLUMNS = {
    **LABELS,
    "outcome": N_("Outcome"),
    "test_accuracy": N_("Test images correct (share)"),
    "test_nll": N_("−log P(correct)"),
    "test_chapter_loss": N_("1 − P(correct)"),
    "circuits": N_("Circuits"),
    "seconds": N_("Seconds"),
    "message": N_("Message"),
}


def show_runs_table(sweep: Sweep) -> None:
    with st.expander(gettext("Every run")):
        frame = sweep_frame(sweep)
        frame["message"] = frame["message"].where(frame["outcome"] != "completed", "")
        frame["outcome"] = frame["outcome"].map(lambda state: gettext(STATES[state]))
        names = {column: gettext(label) for column, label in COLUMNS.items()}
        st.dataframe(frame, hide_index=True, column_config=dict(names))


def show_downloads(sweep: Sweep) -> None:
    name = file_name(sweep.name)
    with st.expander(gettext("Take it with you: tables, and the same sweep in Python")):
        with st.container(horizontal=True):
            st.download_button(
                gettext("Table (CSV)"), lambda: sweep_frame(sweep).to_csv(index=False),
                f"{name}.csv", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                gettext("Table (Parquet)"), lambda: sweep_frame(sweep).to_parquet(index=False),
                f"{name}.parquet", on_click="ignore",
            )  # fmt: skip
        st.code(sweep_source(sweep.grid), language="python")


def show_sweeps() -> None:
    mine = visitor().sweeps
    if not len(mine):
        return
    st.header(gettext("Your sweeps"))
    kept = ngettext("The newest {n} is kept.", "The newest {n} are kept.", MAX_SWEEPS)
    st.caption(f"{kept} {resources.keeping_text()}")
    for sweep in reversed(list(mine)):
        _show_row(mine, sweep)


def _show_row(mine: Sweeps, sweep: Sweep) -> None:
    columns = st.columns([6, 3, 1, 1, 1], vertical_alignment="center")
    name = literal(gettext(sweep.name))
    mark = gettext("**shown**") + " · " if sweep is mine.shown else ""
    columns[0].markdown(mark + name)
    columns[1].markdown(done_text(sweep))
    is_running = mine.running is not None
    columns[2].button(
        pgettext("button", "Show"), key=f"show-{sweep.id}", on_click=_show, args=[mine, sweep],
        disabled=sweep is mine.shown, width="stretch",
    )  # fmt: skip
    columns[3].button(
        pgettext("button", "Resume"), key=f"resume-{sweep.id}", on_click=resume, args=[sweep],
        disabled=is_running or sweep.state == "done", width="stretch",
    )  # fmt: skip
    with columns[4]:
        ask_button(
            pgettext("button", "Delete"),
            gettext("This deletes the sweep **{sweep}** and all its results.", sweep=name),
            gettext("Delete the sweep"), partial(mine.remove, sweep), key=f"delete-{sweep.id}",
            width="stretch",
        )  # fmt: skip


def _show(mine: Sweeps, sweep: Sweep) -> None:
    mine.shown = sweep
