"""All runs of the visit: compare, rename, download and delete them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import TrainConfig
from hqnn_core.language import N_, gettext, ngettext, pgettext, said
from hqnn_core.network import CheckpointError, load_checkpoint
from hqnn_core.runs import (
    Run,
    config_json,
    file_name,
    history_csv,
    reproduce_zip,
    run_notebook,
)
from hqnn_core.words.comparison import differences
from hqnn_core.words.numbers import digits_text
from hqnn_core.words.training import recorded_text, result_text
from pages.frame import resources, session
from pages.frame.asking import ask_button
from pages.frame.messages import literal, show_fault
from pages.visit.entrance import takes_uploads
from pages.visit.visitor import MAX_DRAWN, MAX_RUNS, Visitor
from pages.visit.visitors import visitor

WIDTHS = {N_("Draw"): 1, N_("Name"): 4, N_("Result"): 6}
SETTING_WIDTH, MORE_WIDTH = 3, 2
LONGEST_NAME = 40


def show_runs() -> None:
    mine = visitor()
    with st.expander(gettext("The grey curves: recorded in the chapter's notebooks")):
        st.markdown(recorded_text())
    if mine.runs:
        st.header(gettext("Your runs"))
        parts = (
            ngettext(
                "Tick up to {n} run to compare their test loss.",
                "Tick up to {n} runs to compare their test loss.",
                MAX_DRAWN,
            ),
            gettext("The table has the settings that differ."),
            ngettext("The newest {n} is kept.", "The newest {n} are kept.", MAX_RUNS),
            resources.keeping_text(),
            gettext("Download what you want to keep."),
        )
        st.caption(" ".join(parts))
        _show_table(mine)
    _show_upload(mine)


def _show_table(mine: Visitor) -> None:
    """Show a row for each run, with a column for each setting in which they differ."""
    runs = list(mine.runs)
    differing = differences(runs)
    widths = [*WIDTHS.values(), *[SETTING_WIDTH] * len(differing), MORE_WIDTH]
    with st.container(key="runs", gap="xsmall"):
        heads = st.columns(widths, vertical_alignment="bottom")
        for head, name in zip(heads, [*map(gettext, WIDTHS), *differing], strict=False):
            head.caption(name)
        for i, run in enumerate(runs):
            columns = st.columns(widths, vertical_alignment="center")
            _show_row(mine, run, columns, [values[i] for values in differing.values()])


def _show_row(mine: Visitor, run: Run, columns: list[DeltaGenerator], settings: list[str]) -> None:
    is_shown, is_drawn = run is mine.shown, run in mine.beside
    st.session_state[f"draw-{run.number}"] = is_shown or is_drawn
    columns[0].checkbox(
        gettext("Draw {run}", run=literal(run.label)), key=f"draw-{run.number}",
        on_change=_tick, args=[mine, run],
        disabled=is_shown or (not is_drawn and len(mine.beside) >= MAX_DRAWN - 1),
        label_visibility="collapsed",
    )  # fmt: skip
    st.session_state[f"name-{run.number}"] = run.label
    columns[1].text_input(
        gettext("Name"), max_chars=LONGEST_NAME, key=f"name-{run.number}",
        on_change=_rename, args=[mine, run], label_visibility="collapsed",
    )  # fmt: skip
    with columns[2]:
        mark = gettext("**shown**") + " · " if run is mine.shown else ""
        st.markdown(mark + result_text(run))
        if run.state in ("failed", "diverged"):
            st.caption(literal(said(run.message)))
    for column, value in zip(columns[3:-1], settings, strict=True):
        column.markdown(value)
    with columns[-1].popover(gettext("More"), width="stretch"):
        _show_more(mine, run)


def _show_more(mine: Visitor, run: Run) -> None:
    name = file_name(run.label)
    st.button(pgettext("button", "Show"), key=f"show-{run.number}", on_click=mine.show, args=[run],
              disabled=run is mine.shown or mine.active is not None, width="stretch")  # fmt: skip
    st.button(gettext("Train again, same seed"), key=f"again-{run.number}", on_click=_train_again,
              args=[mine, run], disabled=mine.active is not None, width="stretch")  # fmt: skip
    downloads: list[tuple[str, bytes | Callable[[], str | bytes], str]] = [
        (gettext("Weights (checkpoint)"), run.checkpoint or b"", "safetensors"),
        (gettext("History (CSV)"), partial(history_csv, run), "csv"),
        (gettext("Configuration (JSON)"), partial(config_json, run), "json"),
        (gettext("Notebook that repeats it"), partial(run_notebook, run), "ipynb"),
        (gettext("Python script with its data (ZIP)"), partial(reproduce_zip, run), "zip"),
    ]
    for label, content, ending in downloads:
        st.download_button(
            label, content, f"{name}.{ending}", key=f"{ending}-{run.number}",
            on_click="ignore", width="stretch", disabled=content == b"",
        )  # fmt: skip
    ask_button(
        pgettext("button", "Delete"),
        gettext(
            "This deletes the run **{run}**, its curves and its network.", run=literal(run.label)
        ),
        gettext("Delete the run"), partial(mine.remove, run), key=f"delete-{run.number}",
        width="stretch",
    )  # fmt: skip


def _tick(mine: Visitor, run: Run) -> None:
    mine.tick(run, st.session_state[f"draw-{run.number}"])


def _rename(mine: Visitor, run: Run) -> None:
    if name := st.session_state[f"name-{run.number}"].strip():
        mine.rename(run, name)


def _train_again(mine: Visitor, run: Run) -> None:
    if mine.active is None:
        name = re.sub(r"^\d+ ", "", run.label)
        mine.submit(name, run.model, run.training, **run.given)


def _show_upload(mine: Visitor) -> None:
    with st.expander(gettext("Upload a network")):
        if not takes_uploads():
            return
        file = st.file_uploader(
            gettext("A checkpoint saved by this app"), type="safetensors", key=session.UPLOAD
        )
        if file is None:
            return
        try:
            network = load_checkpoint(file.getvalue())
        except CheckpointError as fault:
            show_fault(str(fault))
            return
        mine.uploaded = file.getvalue()
        digits = digits_text(network.config.digits)
        if network.config.kind == "hybrid":
            st.markdown(gettext("A hybrid network for {digits}.", digits=digits))
        else:
            st.markdown(gettext("A classical network for {digits}.", digits=digits))
        with st.container(horizontal=True):
            st.page_link(
                "pages/draw/page.py", label=gettext("Draw with it"), icon=":material/draw:",
                query_params={"network": "uploaded"},
            )  # fmt: skip
            if st.button(gettext("Continue training"), disabled=mine.active is not None):
                name = file.name.removesuffix(".safetensors")[:LONGEST_NAME]
                mine.submit(name, network.config, TrainConfig(), weights=mine.uploaded)
                st.rerun()
