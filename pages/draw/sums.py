"""The sums behind an answer: a pixel, a hidden neuron, the last numbers, the probability."""

from __future__ import annotations

import streamlit as st

from hqnn_core.drawing import Prediction
from hqnn_core.language import N_, gettext
from hqnn_core.words.computation import last_number_name
from pages.draw.answer import Answer
from pages.frame import session
from pages.widgets.sums import Sums

PIXEL, HIDDEN, LAST, ANSWER = (
    N_("A pixel"), N_("A hidden neuron"), N_("The last number"), N_("The answer"),
)  # fmt: skip
_PARTS = {"pixel": PIXEL, "hidden": HIDDEN, "angle": LAST, "answer": ANSWER}


def show_chosen_sums(answers: list[Answer]) -> None:
    """Open the sums of the station that was clicked, over the page."""
    place, station = st.session_state.pop(session.OPEN_SUMS, (0, None))
    if station is not None and place < len(answers):
        st.session_state[f"sum-of-{place}"] = _PARTS[station]
        dialog = st.dialog(gettext("How each number is computed"), width="large")
        dialog(_show_sums)(answers[place], place)


def _show_sums(answer: Answer, place: int) -> None:
    """Show how single numbers of the passage are computed; `place` counts the networks."""
    prediction = answer.prediction
    part = st.segmented_control(
        gettext("Number"),
        [PIXEL, HIDDEN, LAST, *([ANSWER] if prediction.config.has_one_angle else [])],
        required=True, label_visibility="collapsed", key=f"sum-of-{place}", format_func=gettext,
    )  # fmt: skip
    sums = Sums(f"draw-{place}", prediction.network, prediction.image[0], prediction.inside)
    if part == PIXEL:
        sums.show_maps()
    elif part == HIDDEN:
        sums.show_hidden()
    elif part == LAST:
        _show_last(sums, prediction)
    else:
        sums.show_one()


def sums_button(place: int) -> None:
    """A button that opens the sums of a network without a stage."""
    st.button(
        gettext("How each number is computed"), key=f"sums-{place}", icon=":material/functions:",
        on_click=_open, args=[place],
    )  # fmt: skip


def _open(place: int) -> None:
    st.session_state[session.OPEN_SUMS] = (place, "pixel")


def _show_last(sums: Sums, prediction: Prediction) -> None:
    n, qubit = len(prediction.thetas), 0
    if n > 1:
        qubit = st.segmented_control(
            gettext("Which number"), range(n), default=0, required=True, key=f"last-{sums.name}",
            format_func=lambda i: last_number_name(prediction.config, i),
            label_visibility="collapsed",
        )  # fmt: skip
    sums.show_angle(qubit)
