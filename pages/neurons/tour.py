"""The tour: the graph at the left, the step that is brought forward at the right."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from hqnn_core.connections import Connections, connections
from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import hidden_chart, outcomes_chart
from hqnn_core.figures.network import STEPS, network_svg
from hqnn_core.figures.pixels import digit_png, maps_png
from hqnn_core.model import Activations
from hqnn_core.numbers import angle_text
from hqnn_core.tour import step_words
from pages.shared import server, session
from pages.shared.examples import chosen_digit
from pages.shared.pictures import show_png, show_svg
from pages.shared.theme import palette

SHOTS = 1_000


@dataclass(frozen=True)
class Passage:
    """One image's way through the network, measured once."""

    image: Tensor  # (1, 28, 28)
    inside: Activations
    flow: Connections
    measured: list[float]
    exact: list[float]


def passage_of(image: Tensor) -> Passage:
    network = server.pretrained()
    inside = network.activations(image)
    measured = network.measure(inside.theta, server.aer(SHOTS))
    exact = network.measure(inside.theta, server.exact())
    return Passage(
        image=image[0],
        inside=inside,
        flow=connections(network, inside),
        measured=measured.probabilities[0].tolist(),
        exact=exact.probabilities[0].tolist(),
    )


@st.fragment
def show_tour() -> None:
    image = chosen_digit()
    passage = session.remembered("passage", image.numpy().tobytes(), lambda: passage_of(image))
    left, right = st.columns([6, 5], gap="medium")
    with right:
        step = chosen_step()
        st.markdown(
            step_words(
                step, passage.image, passage.inside, passage.flow, passage.measured,
                passage.exact, SHOTS,
            )
        )  # fmt: skip
        show_detail(step, passage)
    with left:
        svg = network_svg(
            passage.image, passage.inside, passage.flow, passage.measured, ["0", "1"], palette(),
            step,
        )  # fmt: skip
        show_svg(svg, alt_text(passage), "network")


def alt_text(passage: Passage) -> str:
    return (
        "The network as a graph from top to bottom: the image, 10 and 20 feature maps, 50 hidden "
        f"neurons, θ = {angle_text(float(passage.inside.theta))}, a qubit with H and RY(θ), and "
        f"the probabilities {passage.measured[0]:.3g} of 0 and {passage.measured[1]:.3g} of 1"
    )


def chosen_step() -> int:
    with st.container(horizontal=True, vertical_alignment="center"):
        name = st.segmented_control(
            "Step", STEPS, default=STEPS[0], required=True, label_visibility="collapsed",
            key=session.TOUR_STEP, persist_state="session",
        )  # fmt: skip
        st.button("Next step", on_click=go_on, disabled=name == STEPS[-1])
    return STEPS.index(name)


def go_on() -> None:
    after = STEPS.index(st.session_state[session.TOUR_STEP]) + 1
    st.session_state[session.TOUR_STEP] = STEPS[min(after, len(STEPS) - 1)]


def show_detail(step: int, passage: Passage) -> None:
    """The step's own picture, large."""
    inside, colours = passage.inside, palette()
    theta = float(inside.theta)
    match STEPS[step]:
        case "image":
            show_png(digit_png(passage.image), "The handwritten digit", "digit", 300)
        case "maps":
            show_png(maps_png(inside.conv1[0], 5, 8), "The 10 feature maps", "maps-1")
            show_png(maps_png(inside.conv2[0], 10, 12), "The 20 feature maps", "maps-2")
        case "hidden":
            chart = hidden_chart(inside.hidden[0].tolist(), colours)
            st.vega_lite_chart(spec=chart, alt="The values of the 50 hidden neurons, as bars")
        case "θ":
            parts = passage.flow.hidden_to_theta.tolist()
            chart = hidden_chart(parts, colours, "what each adds to θ (radians)", signed=True)
            st.vega_lite_chart(spec=chart, alt="What each hidden neuron adds to θ, as bars")
        case "qubit":
            circuit = server.circuit_picture(True, theta, colours)
            show_svg(circuit, "|0⟩, H, RY(θ), measurement", "circuit")
            st.vega_lite_chart(
                spec=bloch_chart(theta, True, colours),
                width="content",
                alt=f"The state's direction at θ = {angle_text(theta)}",
            )
        case "answer":
            chart = outcomes_chart(passage.measured, passage.exact, ["0", "1"], colours)
            st.vega_lite_chart(spec=chart, alt="Share of the shots that gave 0 and 1")
