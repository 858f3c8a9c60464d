"""A drawing's way through a network, from pixels to counts."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import Prediction
from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import Spec
from hqnn_core.figures.measurement_charts import outcomes_chart
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.figures.result_charts import drawing_chart
from hqnn_core.words import curve_alt, drawing_chart_text, last_number_text
from pages.draw.answer import Answer, show_novelty
from pages.draw.many_qubits import (
    CLASSICAL,
    QUANTUM,
    last_numbers,
    show_last_numbers,
    show_many_qubits,
)
from pages.draw.sums import show_sums
from pages.frame import resources, session
from pages.frame.messages import literal
from pages.frame.theme import palette

WIDTHS = [4, 5, 9]
HEAD_START = 0.08  # seconds between the answer and its pictures


@dataclass(frozen=True)
class Pictures:
    """The pictures that a new measurement does not change, for one drawing and one network."""

    seen: bytes
    first_maps: bytes
    second_maps: bytes
    last: Spec


def pause_for_answer(image: Tensor) -> None:
    """Wait once for each new drawing, so that the browser shows the answer before the pictures.

    If both came at once, the browser would draw the pictures first and show the answer 20 to
    100 ms later.
    """
    pixels = image.numpy().tobytes()
    if st.session_state.get(session.PAUSED_FOR) != pixels:
        st.session_state[session.PAUSED_FOR] = pixels
        time.sleep(HEAD_START)


def show_passages(answers: list[Answer]) -> None:
    """Show the drawing's way through each network, and whether it is a digit at all."""
    for place, answer in enumerate(answers):
        if len(answers) > 1:
            st.subheader(literal(answer.network.name))
        _show_passage(answer, place)
    for answer in answers[:1]:
        show_novelty(answer)


def _show_passage(answer: Answer, place: int) -> None:
    """Show the way through one network; `place` is its number on the page."""
    pixels = answer.prediction.image.numpy().tobytes()
    inputs = (pixels, answer.network.content, palette(), resources.example_source())
    pictures = session.cached(f"passage-{place}", inputs, lambda: _pictures(answer))
    _show_classical(answer.prediction, pictures)
    if not answer.prediction.config.has_one_angle:
        show_many_qubits(answer)
    elif answer.prediction.config.kind == "hybrid":
        _show_quantum(answer)
    show_sums(answer, place)


def _pictures(answer: Answer) -> Pictures:
    prediction = answer.prediction
    if prediction.config.has_one_angle:
        cloud = resources.example_angles(answer.network.content)
        last = drawing_chart(prediction.theta, prediction.config, palette(), cloud)
    else:
        last = last_numbers(prediction)
    return Pictures(
        seen=digit_png(prediction.image[0]),
        first_maps=maps_png(strongest(prediction.inside.conv1[0], 4), 2, 6),
        second_maps=maps_png(strongest(prediction.inside.conv2[0], 10), 5, 12),
        last=last,
    )


def _show_classical(prediction: Prediction, pictures: Pictures) -> None:
    seen, found, last = st.columns(WIDTHS, border=True)
    with seen:
        st.markdown(f"{CLASSICAL}  \n**1  Image**")
        st.image(pictures.seen, width="stretch", alt="The drawing in 28 by 28 pixels")
        st.caption("28 × 28 pixels, cropped and centred.")
    with found:
        st.markdown(f"{CLASSICAL}  \n**2  Convolutions**")
        st.image(pictures.first_maps, width="stretch", alt="The 4 strongest of 10 feature maps")
        st.image(pictures.second_maps, width="stretch", alt="The 10 strongest of 20 feature maps")
        st.caption("The strongest feature maps of both convolutions. All are below.")
    with last:
        if prediction.config.has_one_angle:
            number = last_number_text(prediction.config, prediction.theta)
            st.markdown(f"{CLASSICAL}  **3  The last number:**  \n**{number}**")
            st.vega_lite_chart(spec=pictures.last, alt=curve_alt(prediction.config))
            others = resources.example_digits(prediction.config.digits)
            st.caption(
                drawing_chart_text(prediction.config, len(others.test_labels), others.source)
            )
        else:
            show_last_numbers(prediction, pictures.last)


def _show_quantum(answer: Answer) -> None:
    prediction, colours = answer.prediction, palette()
    names = [str(digit) for digit in prediction.config.digits]
    dial, right = st.columns([9, 9])
    with dial, st.container(border=True):
        st.markdown(f"{QUANTUM}  **4  θ rotates the qubit**")
        st.vega_lite_chart(
            spec=bloch_chart(prediction.theta, prediction.config.hadamard, colours),
            width="content",
            alt=f"The state's direction at {last_number_text(prediction.config, prediction.theta)}",
        )
    with right:
        with st.container(border=True):
            st.markdown(f"{QUANTUM}  **5  The circuit**")
            st.image(
                resources.circuit_picture(prediction.config.hadamard, prediction.theta, colours),
                width="stretch",
                alt="The circuit: |0⟩, its gates with θ, a measurement",
            )
        with st.container(border=True):
            st.markdown(f"{QUANTUM}  **6  Measurement**")
            st.vega_lite_chart(
                spec=outcomes_chart(answer.last.shares, prediction.exact, names, colours),
                alt=f"Share of the shots that gave {names[0]} and {names[1]}",
            )
            st.caption("Bars: measured. Lines: the exact probabilities.")
