"""All runs of the visit: side by side, renamed, compared, taken home."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from hqnn_core.checkpoint import CheckpointError, load_checkpoint
from hqnn_core.comparison import differences
from hqnn_core.config import TrainConfig
from hqnn_core.export import config_json, history_csv, reproduce_source
from hqnn_core.run import Run
from hqnn_core.text import result_text
from pages.shared import server, session
from pages.shared.visitors import Visitor, visitor

WIDTHS = [2, 4, 5, 6, 2]
LONGEST_NAME = 40


def show_runs() -> None:
    mine = visitor()
    if mine.runs:
        st.subheader("Your runs")
        st.caption(
            "Tick runs to draw their test loss together. Coloured: what they differ in. They are "
            "kept while this server runs and you visit; download what you want to keep."
        )
        for run, differing in zip(list(mine.runs), differences(mine.runs), strict=True):
            _show_row(mine, run, differing)
    _show_upload(mine)


def _show_row(mine: Visitor, run: Run, differing: list[str]) -> None:
    columns = st.columns(WIDTHS, vertical_alignment="center")
    columns[0].checkbox(
        "Draw", value=run.number in mine.overlaid, key=f"draw-{run.number}",
        on_change=_overlay, args=[mine, run], disabled=run is mine.shown,
    )  # fmt: skip
    columns[1].text_input(
        "Name", run.label, max_chars=LONGEST_NAME, key=f"name-{run.number}",
        on_change=_rename, args=[run], label_visibility="collapsed",
    )  # fmt: skip
    columns[2].markdown(("**shown** · " if run is mine.shown else "") + result_text(run))
    columns[3].markdown(" ".join(f":violet-background[{text}]" for text in differing) or "–")
    with columns[4].popover("More", width="stretch"):
        _show_more(mine, run)


def _show_more(mine: Visitor, run: Run) -> None:
    name = "".join(c if c.isalnum() else "-" for c in run.label)
    st.button("Show", key=f"show-{run.number}", on_click=_show, args=[mine, run],
              disabled=run is mine.shown or mine.active is not None, width="stretch")  # fmt: skip
    st.button("Again, same seed", key=f"again-{run.number}", on_click=_again, args=[mine, run],
              disabled=mine.active is not None, width="stretch")  # fmt: skip
    downloads: list[tuple[str, bytes | Callable[[], str], str]] = [
        ("History (CSV)", partial(history_csv, run), "csv"),
        ("Configuration (JSON)", partial(config_json, run), "json"),
        ("Python lines", partial(reproduce_source, run), "py"),
    ]
    if run.checkpoint:
        downloads.insert(0, ("Weights (checkpoint)", run.checkpoint, "safetensors"))
    for label, content, ending in downloads:
        st.download_button(
            label, content, f"{name}.{ending}", key=f"{ending}-{run.number}",
            on_click="ignore", width="stretch",
        )  # fmt: skip
    st.button("Delete", key=f"delete-{run.number}", on_click=mine.remove, args=[run],
              width="stretch")  # fmt: skip


def _overlay(mine: Visitor, run: Run) -> None:
    mine.overlaid ^= {run.number}


def _rename(run: Run) -> None:
    run.label = st.session_state[f"name-{run.number}"].strip() or run.label


def _show(mine: Visitor, run: Run) -> None:
    mine.shown = run


def _again(mine: Visitor, run: Run) -> None:
    if mine.active is None:
        own = run.drawings
        again = server.runner().submit(
            run.model, run.training, owner=mine, weights=run.weights,
            images=own.images if own else None, labels=own.labels if own else None,
        )  # fmt: skip
        mine.add(again, run.label.split(" ", 1)[-1])


def _show_upload(mine: Visitor) -> None:
    with st.expander("Bring a network of your own"):
        file = st.file_uploader(
            "A checkpoint that this app has saved", type="safetensors", key=session.UPLOAD
        )
        if file is None:
            return
        try:
            network = load_checkpoint(file.getvalue())
        except CheckpointError as fault:
            st.error(str(fault))
            return
        mine.uploaded = file.getvalue()
        first, second = network.config.digits
        st.markdown(f"A {network.config.kind} network for {first} and {second}.")
        with st.container(horizontal=True):
            st.page_link("pages/draw/page.py", label="Draw with it", icon=":material/draw:")
            if st.button("Train it on", disabled=mine.active is not None):
                run = server.runner().submit(
                    network.config, TrainConfig(), owner=mine, weights=mine.uploaded
                )
                mine.add(run, file.name.removesuffix(".safetensors")[:LONGEST_NAME])
                st.rerun()
