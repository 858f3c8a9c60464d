"""The graph on the left, the chosen layer on the right."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.measurement_charts import outcomes_chart
from hqnn_core.figures.network_graph import STEPS, network_svg
from hqnn_core.figures.pixels import digit_png
from hqnn_core.network import Passage, passage_of
from hqnn_core.quantum import exact_engine
from hqnn_core.words import graph_text, picture_text, step_words
from pages.frame import resources, session
from pages.frame.lesson.course import look
from pages.frame.settings import control, option, stored
from pages.frame.theme import palette
from pages.widgets.examples import chosen_digit
from pages.widgets.pictures import save_button
from pages.widgets.sums import Sums

SHOTS = 1_000


@st.fragment
def show_passage() -> None:
    digits, steps = st.columns([1, 2])
    with digits:
        image = chosen_digit()
    with steps:
        step = chosen_step()
    passage = session.cached(
        "passage", image.numpy().tobytes(),
        lambda: passage_of(image, resources.pretrained(), resources.aer(SHOTS), exact_engine()),
    )  # fmt: skip
    svg = graph(step, passage)
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="graph"):
        st.image(svg, width="stretch", alt=graph_text(passage))
    with right:
        show_detail(step, passage)
        st.markdown(step_words(step, passage))
    save_button(svg, "network")
    look("neurons")


def graph(step: int, passage: Passage) -> str:
    colours = palette()
    circuit = resources.circuit_picture(True, passage.theta, colours)
    return network_svg(
        passage.image, passage.inside, passage.flow, circuit, passage.counts, ["0", "1"], colours,
        step,
    )  # fmt: skip


def chosen_step() -> int:
    with st.container(horizontal=True, vertical_alignment="center", key="steps"):
        name = option(session.PASSAGE_STEP, STEPS, STEPS[0])
        st.segmented_control(
            "Step", STEPS, required=True, label_visibility="collapsed",
            **control(session.PASSAGE_STEP, name, argument="default"),
        )  # fmt: skip
        step = STEPS.index(name)
        st.button("Next step", on_click=show_step, args=[step + 1], disabled=name == STEPS[-1])
    return step


def show_step(step: int) -> None:
    stored()[session.PASSAGE_STEP] = STEPS[min(step, len(STEPS) - 1)]


def show_detail(step: int, passage: Passage) -> None:
    """The step's own picture, large."""
    colours = palette()
    sums = Sums("neurons", resources.pretrained(), passage.image, passage.inside)
    match STEPS[step]:
        case "image":
            st.image(digit_png(passage.image), width=250, alt=picture_text(step, passage))
        case "maps":
            sums.show_maps()
        case "hidden":
            sums.show_hidden()
        case "θ":
            sums.show_angle()
        case "qubit":
            st.vega_lite_chart(
                spec=bloch_chart(passage.theta, True, colours),
                width="content",
                alt=picture_text(step, passage),
            )
        case "answer":
            chart = outcomes_chart(passage.shares, passage.exact, ["0", "1"], colours)
            st.vega_lite_chart(spec=chart, alt=picture_text(step, passage))
            sums.show_one()
