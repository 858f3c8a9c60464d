"""The networks' answers to one drawing, in large letters."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import Measurement, Prediction, measurements, predict
from hqnn_core.figures.pixels import answers_strip
from hqnn_core.language import gettext
from hqnn_core.words.drawing import answer_text, answers_text, novelty_text
from pages.frame import resources, session
from pages.frame.messages import literal
from pages.frame.theme import palette
from pages.visit.studio import Network

N_ANSWERS = 20
"""The number of last answers that are shown."""


@dataclass(frozen=True)
class Answer:
    """A network's prediction for the drawing, and its last measurements, the newest at the end."""

    network: Network
    prediction: Prediction
    found: list[Measurement]

    @property
    def last(self) -> Measurement:
        return self.found[-1]

    @property
    def letter(self) -> str:
        if self.prediction.is_neither:
            return "?"
        return str(self.prediction.config.digits[self.last.label])

    @property
    def colour(self) -> str:
        """The colour of the answer's class; a "?" has none."""
        colours = palette()
        return (
            colours.faint
            if self.prediction.is_neither
            else colours.of_class(self.last.label, self.prediction.config.n_classes)
        )


def answers_to(image: Tensor | None, networks: list[Network], shots: int) -> list[Answer]:
    """Each network's answer, in the order of the networks; none without an image.

    It stays until the image, the network or the shots change: a rerun of the page does not
    measure again.
    """
    if image is None:
        session.forget("prediction-0", "found-0")
        return []
    return [_answer(image, network, shots, i) for i, network in enumerate(networks)]


def _answer(image: Tensor, network: Network, shots: int, place: int) -> Answer:
    inputs = (image.numpy().tobytes(), network.content)
    prediction = session.cached(
        f"prediction-{place}",
        inputs,
        lambda: predict(image, network.model, resources.novelty(network.digits)),
    )
    found = session.cached(
        f"found-{place}", (*inputs, shots), lambda: measurements(prediction, resources.aer(shots))
    )
    return Answer(network, prediction, found)


def measure_again(answers: list[Answer], shots: int, times: int) -> None:
    """Repeat the measurement only; for `on_click`."""
    session.count(session.MEASUREMENTS)
    for answer in answers:
        answer.found.extend(measurements(answer.prediction, resources.aer(shots), times))
        del answer.found[:-N_ANSWERS]


def show_answers(answers: list[Answer], said: str) -> None:
    """Show the answers in large letters, side by side; `said` names the image."""
    if not answers:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            show_letter("?", "answer", palette().faint)
            st.markdown(f"**{said}.**")
        return
    places = st.columns(len(answers)) if len(answers) > 1 else [st.container()]
    for i, (place, answer) in enumerate(zip(places, answers, strict=True)):
        name = literal(answer.network.name)
        with place, st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            show_letter(answer.letter, "answer" if i == 0 else f"answer-{i + 1}", answer.colour)
            with st.container(gap="xsmall"):
                reader = gettext("Read by: {name}", name=name)
                st.markdown(f"**{said}.** {reader}")
                st.markdown(answer_text(answer.prediction, answer.last))


def show_letter(letter: str, name: str, colour: str) -> None:
    """Show a large digit over a bar in its colour."""
    st.html(
        f'<div data-testid="{name}" style="font-size:5rem;line-height:1;font-weight:600;'
        f'min-width:4rem;text-align:center;border-bottom:0.5rem solid {colour}">{letter}</div>',
        width="content",
    )


def show_last_answers(answers: list[Answer]) -> None:
    """Show the last answers of each network in a row."""
    for answer in answers:
        digits = answer.prediction.config.digits
        st.html(answers_strip(answer.found, digits, N_ANSWERS, palette()))
        st.caption(answers_text(answer.prediction, answer.found))


def show_novelty(answer: Answer) -> None:
    """Show why the drawing was accepted as a digit, or rejected."""
    st.caption(
        novelty_text(answer.prediction, resources.novelty(answer.prediction.config.digits).limit)
    )
