"""The whole way of one drawing, from its pixels to the counts."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import Spec, outcomes_chart
from hqnn_core.figures.drawing_charts import drawing_chart
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.judgement import Judgement
from hqnn_core.numbers import angle_text
from pages.draw.answer import Answer
from pages.shared import server, session
from pages.shared.theme import palette

CLASSICAL, QUANTUM = ":gray-background[classical]", ":violet-background[quantum]"
WIDTHS = [3, 3, 5]
HEAD_START = 0.08  # seconds, of the answer before its pictures


@dataclass(frozen=True)
class Pictures:
    """What a measurement does not change: made once for a drawing and a network."""

    seen: bytes
    first_maps: bytes
    second_maps: bytes
    curve: Spec


def give_head_start(image: Tensor) -> None:
    """Pause once for a new drawing, so that the browser shows its answer, sent before.

    Given all at once, it would draw the pictures first, and the answer would be seen 20 to
    100 ms later.
    """
    session.remembered("head start", image.numpy().tobytes(), _paused)


def _paused() -> bool:
    time.sleep(HEAD_START)
    return True


def show_way(answer: Answer, place: int) -> None:
    """Step by step; `place` tells the networks apart that answer side by side."""
    question = (answer.judgement.image.numpy().tobytes(), answer.network.content, palette())
    pictures = session.remembered(f"way-{place}", question, lambda: _pictures(answer))
    _show_classical(answer.judgement, pictures)
    if answer.judgement.config.kind == "hybrid":
        _show_quantum(answer)


def _pictures(answer: Answer) -> Pictures:
    judgement = answer.judgement
    cloud = server.example_angles(answer.network.content)
    return Pictures(
        seen=digit_png(judgement.image[0]),
        first_maps=maps_png(strongest(judgement.inside.conv1[0], 4), 4, 6),
        second_maps=maps_png(strongest(judgement.inside.conv2[0], 10), 5, 12),
        curve=drawing_chart(judgement.theta, judgement.config, palette(), cloud),
    )


def _show_classical(judgement: Judgement, pictures: Pictures) -> None:
    seen, found, angle = st.columns(WIDTHS, border=True)
    with seen:
        st.markdown(f"{CLASSICAL}  **1  What the network sees**")
        st.image(pictures.seen, width=224, alt="The drawing in 28 by 28 pixels")
        st.caption("Cropped, centred and brought to 28 × 28 pixels, as its training images were.")
    with found:
        st.markdown(f"{CLASSICAL}  **2  What it finds**")
        st.image(pictures.first_maps, width=306, alt="The 4 strongest of 10 feature maps")
        st.image(pictures.second_maps, width=288, alt="The 10 strongest of 20 feature maps")
        st.caption("The strongest feature maps after the first and the second convolution.")
    with angle:
        st.markdown(f"{CLASSICAL}  **3  One number is left: θ = {angle_text(judgement.theta)}**")
        st.vega_lite_chart(
            spec=pictures.curve, alt=f"P({judgement.config.digits[1]}) over θ, with the drawing's θ"
        )
        st.caption("Ringed: this drawing. The faint cloud: 200 real digits.")


def _show_quantum(answer: Answer) -> None:
    judgement, colours = answer.judgement, palette()
    names = [str(digit) for digit in judgement.config.digits]
    dial, circuit, counts = st.columns(WIDTHS, border=True)
    with counts:
        st.markdown(f"{QUANTUM}  **6  It is measured**")
        st.vega_lite_chart(
            spec=outcomes_chart(answer.last.shares, judgement.exact, names, colours),
            alt=f"Share of the shots that gave {names[0]} and {names[1]}",
        )
        st.caption("Bars: what was measured. Lines across: the exact probabilities.")
    with dial:
        st.markdown(f"{QUANTUM}  **4  θ turns the qubit**")
        st.vega_lite_chart(
            spec=bloch_chart(judgement.theta, judgement.config.hadamard, colours),
            width="content",
            alt=f"The state's direction at θ = {angle_text(judgement.theta)}",
        )
    with circuit:
        st.markdown(f"{QUANTUM}  **5  The circuit**")
        st.image(
            server.circuit_picture(judgement.config.hadamard, judgement.theta, colours),
            width="stretch",
            alt="The circuit: |0⟩, its gates with θ, a measurement",
        )
        st.caption("Qiskit's own picture of what has been run, θ in it.")
