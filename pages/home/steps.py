"""A digit's way through the network, step by step, with the network's own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.measurement_charts import moving_outcomes_chart
from hqnn_core.figures.network_graph import STEPS
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.network import HybridNet, Passage, passage_of
from hqnn_core.quantum import exact_engine
from hqnn_core.words import number_text, origin_text, passage_text, picture_text
from pages.frame import resources, session
from pages.frame.lesson.course import start as start_lesson, step_number
from pages.frame.theme import palette
from pages.widgets.examples import chosen_digit
from pages.widgets.hold import STILL, take_hold

SHOTS = 1_000
HINT = "Drag the arrow to any angle."
CLASSICAL, QUANTUM = ":gray-background[classical]", ":violet-background[quantum]"


@st.fragment
def show_passage() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        image = chosen_digit()
        pixels = image.numpy().tobytes()
        asked, own = st.session_state.get(session.OWN_ANGLE, (None, None))
        if asked == pixels:
            st.button("Back to the network's angle", on_click=_forget_angle)
        if not step_number() and st.button("Start the lesson", icon=":material/school:"):
            start_lesson()
            st.rerun()
        st.page_link("pages/neurons/page.py", label="See every neuron")
        st.page_link("pages/train/page.py", label="Train it yourself")
        st.page_link("pages/draw/page.py", label="Draw your own")
    network = resources.pretrained()
    passage = passage_of(
        image, network, resources.aer(SHOTS), exact_engine(), own if asked == pixels else None
    )
    columns = st.columns([3, 5, 4, 5], border=True)
    with columns[0]:
        _show_image(passage)
    with columns[1]:
        _show_maps(passage)
        st.markdown(f"{CLASSICAL} **3 Angle** θ = {number_text(passage.said)} rad")
    with columns[2]:
        _show_rotation(passage, network.config.hadamard, pixels)
    with columns[3]:
        _show_measurement(passage, network.config.hadamard)
    _explain(network)
    resources.runner()  # its first process starts now, to be ready for the Train page


def _show_image(passage: Passage) -> None:
    st.markdown(f"{CLASSICAL} **1 Image**")
    alt = picture_text(STEPS.index("image"), passage)
    st.image(digit_png(passage.image), width="stretch", alt=alt)
    origin = origin_text(resources.example_digits().source)
    st.caption(f"Handwritten, {origin}. The network was not trained on it.")


def _show_maps(passage: Passage) -> None:
    first, second = passage.inside.conv1[0], passage.inside.conv2[0]
    st.markdown(f"{CLASSICAL} **2 Convolutions**")
    for maps, shown, columns, scale in ((first, 8, 4, 9), (second, 16, 8, 13)):
        picture = maps_png(strongest(maps, shown), columns, scale)
        alt = f"The {shown} strongest of {len(maps)} feature maps"
        st.image(picture, width="stretch", alt=alt)
    st.caption(
        f"The strongest of {len(first)} and of {len(second)} feature maps. A map is bright where "
        f"its filter found its pattern. Then come {passage.inside.hidden.shape[1]} hidden neurons."
    )


def _show_rotation(passage: Passage, hadamard: bool, pixels: bytes) -> None:
    st.markdown(f"{QUANTUM} **4 Rotation**")
    with st.container(gap=None):
        st.vega_lite_chart(
            spec=bloch_chart(passage.theta, hadamard, palette(), is_held=True),
            width="content",
            alt=picture_text(STEPS.index("qubit"), passage),
        )
        take_hold({session.THETA: passage.theta}, partial(_keep_angle, pixels), hint=HINT)
        st.caption(
            "H puts the state on the equator: an equal superposition of |0⟩ and |1⟩. RY(θ) rotates "
            "it towards |0⟩ or |1⟩."
        )


def _show_measurement(passage: Passage, hadamard: bool) -> None:
    colours, alt = palette(), picture_text(STEPS.index("answer"), passage)
    circuit = resources.circuit_picture(hadamard, passage.theta, colours)
    st.markdown(f"{QUANTUM} **5 Circuit and answer**")
    with st.container(key=STILL):
        st.image(circuit, width=230, alt=f"|0⟩, H, RY({number_text(passage.theta)}), measurement")
    curve = resources.exact_curve(hadamard)
    st.vega_lite_chart(
        spec=moving_outcomes_chart(passage.counts, curve, passage.theta, colours), alt=alt
    )
    with st.container(key=f"{STILL}-words"):
        st.markdown(passage_text(passage))


def _keep_angle(pixels: bytes, values: Mapping[str, float]) -> None:
    st.session_state[session.OWN_ANGLE] = (pixels, values[session.THETA])


def _forget_angle() -> None:
    st.session_state.pop(session.OWN_ANGLE, None)


def _explain(network: HybridNet) -> None:
    n_weights = sum(parameter.numel() for parameter in network.parameters())
    with st.expander("What is hybrid about it?"):
        st.markdown(
            f"Steps 1 to 3 are an ordinary convolutional network. Training adjusts its "
            f"{n_weights:,} weights and biases; its output is θ. Steps 4 and 5 are a quantum "
            "circuit with one qubit, run by Qiskit Aer. It gives 0 or 1, with probabilities that "
            "depend on θ: P(1) = (1 + sin θ)/2. Training needs the slope of this probability, but "
            "backpropagation cannot look inside a quantum circuit. **Parameter shift** finds the "
            "slope from outside: run the circuit at θ + s and at θ − s, subtract, and divide by "
            "2 sin s. For this circuit the result is the exact slope, for every s."
        )
