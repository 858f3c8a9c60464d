"""A run as it goes: its numbers, loss, accuracy, and the angles walking apart."""

from __future__ import annotations

import streamlit as st

from hqnn_core.config import LossName
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.result_charts import angles_chart
from hqnn_core.figures.training_charts import Overlay, accuracy_chart, loss_chart
from hqnn_core.numbers import duration_text
from hqnn_core.recorded import recorded_runs
from hqnn_core.run import Run
from hqnn_core.text import training_text
from hqnn_core.training import probe_classes
from pages.shared import server, session
from pages.shared.messages import show_fault, show_note
from pages.shared.theme import palette
from pages.shared.visitors import visitor

LIVE_SECONDS = 0.2


def live(n_epochs: int, was_active: bool) -> None:
    """The charts of the run that is shown; redrawn a few times a second while one is active."""
    mine = visitor()
    if was_active and (mine.active is None or mine.active is not mine.shown):
        mine.shown = mine.active or mine.shown
        st.rerun()  # the buttons change
    run = mine.shown
    st.markdown(training_text(run, server.place(run)))
    if run is not None:
        for notice in run.notices[-1:]:
            show_note(notice)
        if run.state in ("diverged", "failed"):
            show_fault(run.message)
    show_charts(run, n_epochs)
    show_effort(run)


def show_charts(run: Run | None, n_epochs: int) -> None:
    mine, colours = visitor(), palette()
    measure: LossName = st.session_state.get(session.MEASURE) or "chapter"
    smooth = bool(st.session_state.get(session.SMOOTH))
    batches, epochs = (run.batches, run.epochs) if run else ([], [])
    others = mine.beside
    overlays = [Overlay(one.label, one.epochs) for one in others]
    n_epochs = max([n_epochs, *(one.training.epochs for one in others)])
    left, right = st.columns([3, 2])
    with left:
        spec = loss_chart(
            batches, epochs, n_epochs, recorded_runs(), measure, colours, overlays, smooth
        )
        st.vega_lite_chart(
            spec=spec, alt="Loss over epochs: batches, training, test, the chapter's"
        )
        show_accuracy(run, n_epochs, overlays, colours)
    with right:
        show_angles(run, colours)


def show_accuracy(
    run: Run | None, n_epochs: int, overlays: list[Overlay], colours: Palette
) -> None:
    st.vega_lite_chart(
        spec=accuracy_chart(run.epochs if run else [], n_epochs, colours, overlays),
        alt="Share of test images right, over epochs",
    )


def show_angles(run: Run | None, colours: Palette) -> None:
    """The probe images on the curve, of the last epoch or of the one that is chosen."""
    if run is None or not run.epochs:
        st.caption("After the first epoch, twenty test images will stand here at their angles.")
        return
    number = len(run.epochs)
    if not run.is_active and number > 1:
        number = st.slider(
            "Epoch", 1, number, number, key=f"{session.EPOCH_SHOWN}-{run.number}-{number}"
        )
    thetas = run.epochs[number - 1].probe_thetas
    classes = probe_classes(len(thetas))
    st.vega_lite_chart(
        spec=angles_chart(thetas, classes, run.model, colours, height=420),
        alt=f"Angles of {len(thetas)} test images after epoch {number}, on the P(1) curve",
    )
    st.caption(
        f"After epoch {number}: each dot is a test image at its θ, in the colour of what it truly "
        "is. Training walks them to the ends of the curve."
    )


def show_effort(run: Run | None) -> None:
    """What it costs, all of it measured."""
    if run is None or not run.batches:
        return
    speed, left, circuits = run.samples_per_second(), run.remaining_seconds(), run.batches[-1]
    columns = st.columns(4)
    columns[0].metric("Images a second", f"{speed:,.0f}" if speed else "–")
    columns[1].metric("Circuits run", f"{(run.finished or circuits).circuits:,}")
    if run.is_active:
        columns[2].metric("Time left", duration_text(left))
    else:
        columns[2].metric("Time taken", duration_text(run.seconds))
    per_image = server.chapter_probe().seconds_per_image
    n_images = run.images_passed
    is_hybrid = run.model.kind == "hybrid"
    columns[3].metric(
        "The chapter's way", duration_text(per_image * n_images if per_image else None),
        help="One circuit a job, transpiled anew each time: measured on this machine while nothing "
        "trains, times the images so far.",
    ) if is_hybrid else columns[3].metric("The chapter's way", "no circuits")  # fmt: skip
