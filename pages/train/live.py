"""Live view of a run: angles, loss, accuracy, cost."""

from __future__ import annotations

import streamlit as st

from hqnn_core.comparison.recorded import recorded_runs
from hqnn_core.config import LossName
from hqnn_core.figures.charts import aligned
from hqnn_core.figures.training_charts import Overlay, accuracy_chart, loss_chart
from hqnn_core.runs import (
    Run,
    images_passed,
    remaining_seconds,
    samples_per_second,
)
from hqnn_core.words import LOSS_NAMES, duration_text, loss_text, training_lines
from pages.frame import resources, session
from pages.frame.messages import literal
from pages.frame.notices import show_notices
from pages.frame.settings import control, option, switch
from pages.frame.theme import palette
from pages.train.angles import show_angles
from pages.train.settings import Chosen
from pages.visit.visitors import visitor

LOSS_HEIGHT, ACCURACY_HEIGHT = 205, 107


def live(chosen: Chosen, was_active: bool) -> None:
    """Show the run and its faults; repeated while it is active."""
    mine = visitor()
    mine.follow()
    if was_active and (mine.active is None or mine.active is not mine.shown):
        mine.shown = mine.active or mine.shown
        st.rerun()  # the buttons change
    show_notices()
    run = mine.shown
    measure: LossName = option(session.MEASURE, LOSS_NAMES, "chapter", LOSS_NAMES.__getitem__)
    _show_words(run, chosen, measure)
    left, right = st.columns([6, 5])
    with left:
        show_angles(run, chosen)
    with right:
        _show_losses(run, chosen, measure)
    _show_effort(run)


def _show_words(run: Run | None, chosen: Chosen, measure: LossName) -> None:
    """Show progress and message: always two lines, so that nothing moves."""
    stands, outcome = training_lines(run, resources.turn(run), measure)
    is_wrong = chosen.fault or (run is not None and run.state in ("diverged", "failed"))
    mark = ":material/error: " if is_wrong else ""
    with st.container(horizontal=True, vertical_alignment="center", key="train-words"):
        st.markdown(f"{stands}  \n{mark}{literal(chosen.fault or outcome)}", width="stretch")
        if run is not None and not run.is_active and run.checkpoint:
            st.page_link(
                "pages/draw/page.py", label="Draw with it", icon=":material/draw:",
                query_params={"network": str(run.number)},
            )  # fmt: skip


def _show_losses(run: Run | None, chosen: Chosen, measure: LossName) -> None:
    mine, colours = visitor(), palette()
    smooth = switch(session.SMOOTH)
    batches, epochs = (run.batches, run.epochs) if run else ([], [])
    others = mine.beside
    overlays = [Overlay(other.label, other.epochs) for other in others]
    n_epochs = (run.training if run else chosen.training).epochs
    n_epochs = max([n_epochs, *(other.training.epochs for other in others)])
    is_chapters = (run.model if run else chosen.model).has_one_angle
    recorded = recorded_runs() if is_chapters else []  # of no other network
    spec = loss_chart(
        batches, epochs, n_epochs, recorded, measure, colours, overlays, smooth, LOSS_HEIGHT
    )
    st.vega_lite_chart(
        spec=aligned(spec, extent=40),
        alt="Loss over epochs: batches, training, test"
        + (", and the chapter's curves" if is_chapters else ""),
    )
    height = round(ACCURACY_HEIGHT * colours.letters)
    accuracy = accuracy_chart(epochs, n_epochs, colours, overlays, height)
    st.vega_lite_chart(
        spec=aligned(accuracy, extent=40),
        alt="Accuracy on the test images, over epochs",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Loss shown", list(LOSS_NAMES), format_func=LOSS_NAMES.__getitem__, required=True,
            label_visibility="collapsed", **control(session.MEASURE, measure, argument="default"),
        )  # fmt: skip
        st.toggle("Smooth", **control(session.SMOOTH, smooth))
    st.caption(loss_text(measure))


def _show_effort(run: Run | None) -> None:
    """Show the run's measured cost."""
    columns = st.columns(4)
    if run is None or not run.batches:
        for column, name in zip(columns, _EFFORT, strict=True):
            column.metric(name, "–")
        return
    speed, left, circuits = samples_per_second(run), remaining_seconds(run), run.batches[-1]
    columns[0].metric(_EFFORT[0], f"{speed:,.0f}" if speed else "–")
    columns[1].metric(_EFFORT[1], f"{(run.finished or circuits).circuits:,}")
    time_name = "Time left" if run.is_active else "Time taken"
    columns[2].metric(time_name, duration_text(left if run.is_active else run.seconds))
    if run.model.kind == "classical":
        columns[3].metric(_EFFORT[3], "no circuits")
        return
    per_image = resources.chapter_probe().seconds_per_image
    known = per_image if run.model.has_one_angle else None
    columns[3].metric(
        _EFFORT[3], duration_text(known * images_passed(run) if known else None),
        help="How long the chapter's method would take: one circuit per job, transpiled each time. "
        "The time per image is measured by a training process, then multiplied by the images so "
        "far. It is known for the chapter's circuit of one qubit only.",
    )  # fmt: skip


_EFFORT = ("Images per second", "Circuits run", "Time left", "With the chapter's method")
