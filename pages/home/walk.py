"""A real digit's way through the network, step by step, with the network's own numbers."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import outcomes_chart
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.model import Activations, HybridNet
from hqnn_core.numbers import angle_text, number_text, plural
from pages.shared import server
from pages.shared.examples import chosen_digit
from pages.shared.theme import palette

SHOTS = 1_000
CLASSICAL, QUANTUM = ":gray-background[classical]", ":violet-background[quantum]"


def show_walk() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        image = chosen_digit()
        st.page_link("pages/neurons/page.py", label="See every neuron")
        st.page_link("pages/train/page.py", label="Train it yourself")
        st.page_link("pages/draw/page.py", label="Draw your own")
    network = server.pretrained()
    inside = network.activations(image)
    columns = st.columns([3, 5, 4, 5], border=True)
    with columns[0]:
        _show_image(image)
    with columns[1]:
        _show_maps(inside)
        _show_angle(float(inside.theta))
    with columns[2]:
        _show_rotation(float(inside.theta), network.config.hadamard)
    with columns[3]:
        _show_measurement(inside.theta, network)
    _explain(network)
    server.runner()  # its first process starts now, to be ready for the Train page


def _show_image(image: Tensor) -> None:
    st.markdown(f"{CLASSICAL} **1 Image**")
    st.image(digit_png(image[0]), width="stretch", alt="A handwritten digit, 28 by 28 pixels")
    st.caption("28 × 28 pixels, written by hand; the network was not trained on it.")


def _show_maps(inside: Activations) -> None:
    first, second = inside.conv1[0], inside.conv2[0]
    st.markdown(f"{CLASSICAL} **2 Convolutions**")
    for maps, shown, columns, scale in ((first, 8, 4, 9), (second, 16, 8, 13)):
        picture = maps_png(strongest(maps, shown), columns, scale)
        alt = f"The {shown} strongest of {len(maps)} feature maps"
        st.image(picture, width="stretch", alt=alt)
    st.caption(
        f"The strongest of {len(first)} and {len(second)} feature maps: bright where a filter "
        f"found its stroke. {inside.hidden.shape[1]} hidden neurons follow."
    )


def _show_angle(theta: float) -> None:
    st.markdown(f"{CLASSICAL} **3 Angle** θ = {number_text(theta)} rad")


def _show_rotation(theta: float, hadamard: bool) -> None:
    st.markdown(f"{QUANTUM} **4 Rotation**")
    st.vega_lite_chart(
        spec=bloch_chart(theta, hadamard, palette()),
        width="content",
        alt=f"Bloch sphere: the state's direction at θ = {angle_text(theta)}",
    )
    st.caption(
        "H puts the state on the equator, an equal superposition of |0⟩ and |1⟩; RY(θ) rotates it "
        "towards |0⟩ or |1⟩."
    )


def _show_measurement(theta: Tensor, network: HybridNet) -> None:
    answer = network.measure(theta, server.aer(SHOTS))
    exact = network.measure(theta, server.exact())
    measured, colours = answer.probabilities[0].tolist(), palette()
    circuit = server.circuit_picture(network.config.hadamard, float(theta), colours)
    label = int(answer.labels)
    share = f"{round(measured[label] * SHOTS):,} of {plural(SHOTS, 'shot')} gave {label}"
    st.markdown(f"{QUANTUM} **5 Circuit and answer**")
    st.image(circuit, width=230, alt=f"|0⟩, H, RY({number_text(float(theta))}), measurement")
    st.vega_lite_chart(
        spec=outcomes_chart(measured, exact.probabilities[0].tolist(), ["0", "1"], colours),
        alt=f"Bars: {share}",
    )
    st.markdown(f"**It says {label}**: {share}.")


def _explain(network: HybridNet) -> None:
    n_weights = sum(parameter.numel() for parameter in network.parameters())
    with st.expander("What is hybrid about it?"):
        st.markdown(
            f"Steps 1 to 3 are an ordinary convolutional network with {n_weights:,} numbers that "
            "training adjusts; its last value is θ. Steps 4 and 5 are a quantum circuit of one "
            "qubit, run by Qiskit Aer, that gives 0 or 1 with probabilities that depend on θ: "
            "P(1) = (1 + sin θ)/2. To train the whole, one needs the slope of that probability, "
            "and a circuit cannot be differentiated by looking inside. **Parameter shift** finds "
            "it from outside: run the circuit at θ + s and at θ − s, take the difference, divide "
            "by 2 sin s. For this circuit that is the exact slope, for every s."
        )
