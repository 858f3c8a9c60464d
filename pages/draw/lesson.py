"""The lesson: fine-tuning on the visitor's drawings, live, and the drawings before and after."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from hqnn_core.checkpoint import load_checkpoint
from hqnn_core.drawing_set import DrawingSet
from hqnn_core.figures.pixels import pixels_png
from hqnn_core.figures.result_charts import angles_chart
from hqnn_core.figures.training_charts import loss_chart
from hqnn_core.fine_tuning import (
    Opinion,
    lesson_configs,
    lesson_of,
    lesson_text,
    opinion_of,
)
from hqnn_core.numbers import angle_text
from hqnn_core.run import Run
from hqnn_core.text import training_text
from hqnn_core.training import probe_classes
from pages.draw.networks import Network
from pages.shared import server
from pages.shared.messages import literal, show_fault
from pages.shared.theme import palette
from pages.shared.visitors import visitor

PLACE = "lesson"  # in the visitor's `kept`
LIVE_SECONDS = 0.2


@dataclass(frozen=True)
class Lesson:
    """A run that teaches; `before` is the checkpoint it began with."""

    run: Run
    before: bytes
    drawings: DrawingSet


def show_lesson(network: Network, drawings: DrawingSet) -> None:
    own = drawings.of(network.digits)
    is_active = visitor().active is not None
    st.button(
        "Teach the network", type="primary", icon=":material/school:", on_click=_begin,
        args=[network, own], disabled=is_active or not len(own),
    )  # fmt: skip
    st.caption(
        f"{literal(network.name)} is trained for some seconds on your {len(own)} drawings of "
        f"{network.digits[0]} and {network.digits[1]}, repeated, with as many other people's "
        "digits so that it does not forget them. A new network is made; this one stays as it is."
    )
    lesson: Lesson | None = visitor().kept.get(PLACE)
    if lesson is None:
        if is_active:
            st.caption("Another run of yours is training; it goes first.")
    elif lesson.run.is_active:
        st.fragment(_live, run_every=LIVE_SECONDS)(lesson)
    else:
        _show_charts(lesson.run)
        _show_result(lesson)


def _begin(network: Network, own: DrawingSet) -> None:
    mine = visitor()
    if mine.active is not None or not len(own):
        return
    before = network.checkpoint()
    lesson = lesson_of(own, server.example_digits(network.digits))
    run = server.runner().submit(
        *lesson_configs(network.model.config), owner=mine, weights=before,
        images=lesson.images, labels=lesson.labels,
    )  # fmt: skip
    mine.add(run, "my hand")
    mine.kept[PLACE] = Lesson(run, before, own)


def _live(lesson: Lesson) -> None:
    if not lesson.run.is_active:
        st.rerun()
    _show_charts(lesson.run)


def _show_charts(run: Run) -> None:
    colours = palette()
    st.markdown(training_text(run, server.place(run)))
    if run.state in ("failed", "diverged"):
        show_fault(run.message)
    loss, angles = st.columns(2)
    with loss:
        st.vega_lite_chart(
            spec=loss_chart(run.batches, run.epochs, run.training.epochs, [], "nll", colours),
            alt="Loss over epochs: batches, training, test",
        )
    with angles:
        thetas = run.epochs[-1].probe_thetas if run.epochs else ()
        st.vega_lite_chart(
            spec=angles_chart(thetas, probe_classes(len(thetas)), run.model, colours),
            alt=f"Angles of {len(thetas)} test images on the P(1) curve",
        )
        st.caption("Test images that are not yours, to see that the network does not forget.")


def _show_result(lesson: Lesson) -> None:
    if not lesson.run.checkpoint:
        return
    networks = (lesson.before, lesson.run.checkpoint)
    before, after = (opinion_of(load_checkpoint(one), lesson.drawings) for one in networks)
    st.markdown(f"**Before and after.** {lesson_text(before, after)}")
    sides = zip(st.columns(2, border=True), ("Before", "After"), (before, after), strict=True)
    for place, name, opinion in sides:
        with place:
            _show_side(lesson, name, opinion)


def _show_side(lesson: Lesson, name: str, opinion: Opinion) -> None:
    digits = lesson.run.model.digits
    meant, share = digits[opinion.labels[-1]], opinion.probabilities[-1]
    st.markdown(f"**{name}**")
    with st.container(horizontal=True, vertical_alignment="center"):
        png = pixels_png(lesson.drawings.images[-1], 3)
        st.image(png, width=84, alt="Your last drawing")
        st.markdown(
            f"Your last drawing, meant to be {meant}: {meant} with **{share:.1%}**, at "
            f"θ = {angle_text(opinion.thetas[-1])}"
        )
    st.vega_lite_chart(
        spec=angles_chart(opinion.thetas, opinion.labels, lesson.run.model, palette(), height=240),
        alt=f"{name}: your drawings at their angles on the P(1) curve",
    )
    st.caption("Your drawings at their θ, in the colour of what you meant.")
