"""A drawing's way through a network, from pixels to counts."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from hqnn_core.drawing import Prediction
from hqnn_core.figures.charts import Spec
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.figures.result_charts import drawing_chart
from hqnn_core.language import gettext, language
from hqnn_core.words.drawing import curve_alt, drawing_chart_text, last_number_text
from hqnn_core.words.pairs import ten_digits_text
from pages.draw.answer import Answer
from pages.draw.many_qubits import last_numbers, show_last_numbers, show_many_qubits, show_title
from pages.draw.sums import sums_button
from pages.frame import resources, session
from pages.frame.messages import literal
from pages.frame.theme import palette

WIDTHS = [4, 5, 9]


@dataclass(frozen=True)
class Pictures:
    """The pictures that a new measurement does not change, for one drawing and one network."""

    seen: bytes
    first_maps: bytes
    second_maps: bytes
    last: Spec


def show_passages(answers: list[Answer]) -> None:
    """Show the drawing's way through each network that has no stage."""
    for place, answer in enumerate(answers):
        if len(answers) > 1:
            st.subheader(literal(answer.network.name))
        _show_passage(answer, place)


def _show_passage(answer: Answer, place: int) -> None:
    """Show the way through one network; `place` is its number on the page."""
    pixels = answer.prediction.image.numpy().tobytes()
    inputs = (
        pixels, answer.network.content, palette(), resources.example_source(), language(),
    )  # fmt: skip
    pictures = session.cached(f"passage-{place}", inputs, lambda: _pictures(answer))
    _show_classical(answer.prediction, pictures)
    if not answer.prediction.config.has_one_angle:
        show_many_qubits(answer)
    if answer.network.content == resources.ten_digits():
        st.caption(ten_digits_text())
    sums_button(place)


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
        show_title(1, gettext("Image"))
        alt = gettext("The drawing in 28 by 28 pixels")
        st.image(pictures.seen, width="stretch", alt=alt)
        st.caption(gettext("28 × 28 pixels, cropped and centred."))
    with found:
        show_title(2, gettext("Convolutions"))
        for picture in (pictures.first_maps, pictures.second_maps):
            st.image(picture, width="stretch", alt=gettext("Feature maps, one tile each"))
        st.caption(gettext("Each tile shows where one pattern was found."))
    with last:
        if prediction.config.has_one_angle:
            number = last_number_text(prediction.config, prediction.theta)
            show_title(3, gettext("The last number: {number}", number=number))
            st.vega_lite_chart(spec=pictures.last, alt=curve_alt(prediction.config))
            others = resources.example_digits(prediction.config.digits)
            st.caption(
                drawing_chart_text(prediction.config, len(others.test_labels), others.source)
            )
        else:
            show_last_numbers(prediction, pictures.last)
