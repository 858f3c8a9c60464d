"""A real digit's way through the network, step by step, with the network's own numbers."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import outcomes_chart
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.model import Activations, HybridNet
from hqnn_core.numbers import angle_text
from hqnn_core.text import measured_share_text
from pages.shared import server
from pages.shared.examples import chosen_digit
from pages.shared.theme import palette

SHOTS = 1_000


def show_walk() -> None:
    network, image = server.pretrained(), chosen_digit()
    inside = network.activations(image)
    with st.container(horizontal=True):
        st.page_link("pages/neurons/page.py", label="See every neuron")
        st.page_link("pages/train/page.py", label="Train it yourself")
        st.page_link("pages/draw/page.py", label="Draw your own")
    columns = st.columns([3, 5, 4, 5], border=True)
    with columns[0]:
        _show_image(image)
    with columns[1]:
        _show_maps(inside)
    with columns[2]:
        _show_angle(float(inside.theta), network.config.hadamard)
    with columns[3]:
        _show_measurement(inside.theta, network)
    _explain(network)
    server.runner()  # its first process starts now, to be ready for the Train page


def _show_image(image: Tensor) -> None:
    st.markdown(":gray-background[classical]  **1 Image**")
    st.image(digit_png(image[0]), width="stretch", alt="A handwritten digit, 28 by 28 pixels")
    st.caption("28 × 28 pixels, written by hand; the network was not trained on it.")


def _show_maps(inside: Activations) -> None:
    first, second = inside.conv1[0], inside.conv2[0]
    st.markdown(":gray-background[classical]  **2 Convolutions**")
    st.image(maps_png(strongest(first, 8), 4, 9), width="stretch", alt="Eight feature maps")
    st.image(maps_png(strongest(second, 16), 8, 13), width="stretch", alt="Sixteen feature maps")
    st.caption(
        f"The strongest of {len(first)} and {len(second)} feature maps: bright where a filter "
        f"found its stroke. {inside.hidden.shape[1]} dense values follow."
    )


def _show_angle(theta: float, hadamard: bool) -> None:
    st.markdown(":violet-background[quantum]  **3 Angle**")
    st.vega_lite_chart(
        spec=bloch_chart(theta, hadamard, palette()),
        width="content",
        alt=f"The state's direction at θ = {angle_text(theta)}",
    )
    st.caption(
        f"θ = {angle_text(theta)}. H lays the qubit's state on the horizontal; RY(θ) turns it on, "
        "up to 0 or down to 1."
    )


def _show_measurement(theta: Tensor, network: HybridNet) -> None:
    answer = network.measure(theta, server.aer(SHOTS))
    exact = network.measure(theta, server.exact())
    measured, colours = answer.probabilities[0].tolist(), palette()
    circuit = server.circuit_picture(network.config.hadamard, float(theta), colours)
    st.markdown(":violet-background[quantum]  **4 Circuit and answer**")
    st.image(circuit, width="stretch", alt="|0⟩, H, RY(θ), measurement")
    st.vega_lite_chart(
        spec=outcomes_chart(measured, exact.probabilities[0].tolist(), ["0", "1"], colours),
        alt="Share of the shots that gave 0 and 1",
    )
    st.markdown(f"**It says {int(answer.labels)}**: " + measured_share_text(max(measured), SHOTS))


def _explain(network: HybridNet) -> None:
    n_weights = sum(parameter.numel() for parameter in network.parameters())
    with st.expander("What is hybrid about it?"):
        st.markdown(
            f"Steps 1 and 2 are an ordinary convolutional network with {n_weights:,} numbers that "
            "training adjusts. Steps 3 and 4 are a quantum circuit of one qubit, run by Qiskit "
            "Aer, that gives 0 or 1 with probabilities that depend on θ: P(1) = (1 + sin θ)/2. To "
            "train the whole, one needs the slope of that probability, and a circuit cannot be "
            "differentiated by looking inside. The **parameter-shift rule** finds it from "
            "outside: run the circuit at θ + s and at θ − s, take the difference, divide by "
            "2 sin s. For this circuit that is the exact slope, for every s."
        )
