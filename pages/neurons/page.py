"""The network as a graph, with the numbers of one digit and weights that can be changed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from torch import Tensor

from hqnn_core.figures.neurons_stage import STEPS, neurons_stage
from hqnn_core.language import gettext
from hqnn_core.network import passage_of
from hqnn_core.words.links import LinkFault
from pages.frame import resources, session
from pages.frame.address import asked, note_fault, tell
from pages.frame.lesson.course import look
from pages.frame.settings import control, option, stored
from pages.frame.theme import palette
from pages.widgets.stage import look_of, sent, stage

SHOTS = 1_000
STAGE = "neurons-stage"

_show = stage(STAGE, Path(__file__).parent, "network", "graph", "sums")


@st.fragment
def show_network() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(gettext("Every neuron at work"), width="content")
        image = _chosen_digit()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(
            gettext("Click any neuron. Change its weights: does the answer hold?"), width="content"
        )
        step = _chosen_step()
    network, colours = resources.pretrained(), palette()
    passage = session.cached(
        "passage", image.numpy().tobytes(),
        lambda: passage_of(image, network, resources.aer(SHOTS)),
    )  # fmt: skip
    look_now = look_of(colours)
    with st.container(key="graph"):
        _show(
            key=STAGE,
            data={
                **look_now,
                **neurons_stage(network, passage, resources.exact_curve(True)),
                **resources.circuit_to_move(True, passage.theta, colours),
                "colours": {**look_now["colours"], "classical": colours.classical},
                "step": step,
            },
            on_step_change=lambda: _show_step(sent(STAGE, "step", str)),
        )
    look("neurons")


def _chosen_digit() -> Tensor:
    """Show the widgets and return the image (1, 1, 28, 28); the network was not trained on it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        digit = option(session.EXAMPLE_DIGIT, [0, 1], 0)
        st.segmented_control(
            gettext("Digit"), [0, 1], required=True, label_visibility="collapsed",
            **control(session.EXAMPLE_DIGIT, digit, argument="default"),
        )  # fmt: skip
        st.button(
            gettext("Another image"), key=session.ANOTHER_IMAGE,
            on_click=session.count, args=[session.EXAMPLE_NUMBER],
        )  # fmt: skip
    examples = resources.example_digits()
    of_digit = examples.test_images[examples.test_labels == digit]
    return of_digit[[_image_number() % len(of_digit)]]


def _image_number() -> int:
    given = asked(session.EXAMPLE_NUMBER)
    if given and given.isdecimal() and len(given) < 9:
        st.session_state[session.EXAMPLE_NUMBER] = int(given)
    elif given is not None:
        note_fault(LinkFault(session.EXAMPLE_NUMBER, given, "0"))
    number = session.counter(session.EXAMPLE_NUMBER)
    tell(session.EXAMPLE_NUMBER, number, 0)
    return number


def _chosen_step() -> str:
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="steps"):
        step = option(session.PASSAGE_STEP, STEPS, STEPS[0])
        st.segmented_control(
            gettext("Step"), STEPS, format_func=gettext, required=True,
            label_visibility="collapsed",
            **control(session.PASSAGE_STEP, step, argument="default"),
        )  # fmt: skip
        following = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
        st.button(
            gettext("Next step"), on_click=_show_step, args=[following], disabled=step == STEPS[-1]
        )
    return step


def _show_step(step: str | None) -> None:
    if step in STEPS:
        stored()[session.PASSAGE_STEP] = step


show_network()
