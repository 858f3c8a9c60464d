"""The challenge: ten digits in random order, the class draws them."""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from hqnn_core.board.entries import ChallengeSent, cut
from hqnn_core.drawing import N_DIGITS, Challenge, measurements, new_challenge, predict
from hqnn_core.figures.pixels import challenge_strip
from hqnn_core.language import gettext, ngettext, pgettext
from hqnn_core.words.drawing import attempt_text
from hqnn_core.words.numbers import a_digit, one_of_digits
from pages.draw.answer import show_letter
from pages.draw.layout import Layout
from pages.draw.networks import chosen_networks, offer_newest
from pages.draw.samples import clear
from pages.frame import resources
from pages.frame.asking import ask_button
from pages.frame.messages import literal, show_note
from pages.frame.theme import palette
from pages.visit.studio import Game
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn

SHOTS = 1_000


def challenge_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    game = visitor().studio.game
    with layout.answer:
        if game is None:
            _offer(canvas)
        elif game.challenge.is_over:
            challenge = game.challenge
            st.subheader(
                gettext(
                    "Score: {right} of {n} correct",
                    right=challenge.n_right,
                    n=len(challenge.attempts),
                )
            )
            _show_worst(challenge)
            _start_button(canvas, gettext("Another ten"))
        else:
            _ask(canvas, drawn, game)
    if game is not None:
        with layout.passage:
            st.html(challenge_strip(game.challenge, palette()))
            st.caption(
                gettext(
                    "Read by “{name}”. Asked for → answer: ✓ correct, ✗ wrong, ? not {digits}.",
                    name=literal(game.network.name),
                    digits=one_of_digits(game.network.digits),
                )
            )


def _offer(canvas: Canvas) -> None:
    name = literal(chosen_networks()[0].name)
    st.markdown(
        ngettext(
            "Draw {digits} digits in random order. After each one, press **Next** to see the "
            "answer. “{name}” reads them, with {n} shot each.",
            "Draw {digits} digits in random order. After each one, press **Next** to see the "
            "answer. “{name}” reads them, with {n} shots each.",
            SHOTS,
            digits=N_DIGITS,
            name=name,
        )
    )
    offer_newest()
    _start_button(canvas, pgettext("button", "Start"))


def _start_button(canvas: Canvas, label: str) -> None:
    st.button(label, type="primary", on_click=_start, args=[canvas])


def _start(canvas: Canvas) -> None:
    network = chosen_networks()[0]
    visitor().studio.game = Game(new_challenge(network.digits, secrets.choice), network)
    clear(canvas)


def _ask(canvas: Canvas, drawn: Drawn, game: Game) -> None:
    challenge = game.challenge
    number = len(challenge.attempts) + 1
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        digits = game.network.digits
        colour = palette().of_class(digits.index(challenge.next), len(digits))
        show_letter(str(challenge.next), "asked", colour)
        with st.container():
            st.markdown(
                gettext(
                    "**Draw {digit}**, number {number} of {n}.",
                    digit=a_digit(challenge.next),
                    number=number,
                    n=len(challenge.asked),
                )
            )
            st.markdown(_last_answer(game) if challenge.attempts else gettext("No score yet."))
    with st.container(horizontal=True):
        st.button(
            pgettext("button", "Next"), type="primary", disabled=drawn.image is None,
            on_click=_read_drawing, args=[canvas, drawn, number],
        )  # fmt: skip
        ask_button(
            gettext("Give up"),
            ngettext(
                "This ends the challenge after {n} digit.",
                "This ends the challenge after {n} digits.",
                number - 1,
            ),
            gettext("Yes, give up"), _give_up,
        )  # fmt: skip
    if drawn.fault:
        show_note(drawn.fault)


def _give_up() -> None:
    visitor().studio.game = None


def _last_answer(game: Game) -> str:
    last = game.challenge.attempts[-1]
    name = literal(game.network.name)
    asked = gettext("The last digit was {digit}.", digit=a_digit(last.asked))
    if last.is_neither:
        digits = one_of_digits(game.network.digits)
        answer = gettext("“{name}” says: this is not {digits}.", name=name, digits=digits)
    else:
        answer = gettext("“{name}” reads {digit}.", name=name, digit=a_digit(last.answer))
    return f"{asked} {answer}"


def _read_drawing(canvas: Canvas, drawn: Drawn, number: int) -> None:
    """Read the drawing and keep the answer.

    The second click of a double click still has the old number and does nothing.
    """
    game = visitor().studio.game
    if game is None or drawn.image is None or len(game.challenge.attempts) + 1 != number:
        return
    prediction = predict(drawn.image, game.network.model, resources.novelty(game.network.digits))
    found = measurements(prediction, resources.aer(SHOTS))[0]
    game = replace(game, challenge=game.challenge.with_answer(prediction, found))
    visitor().studio.game = game
    if game.challenge.is_over:
        visitor().classroom.note(f"challenge {game.id}", _sent(game))
    clear(canvas)


def _sent(game: Game) -> ChallengeSent:
    """The board entry of a finished game."""
    right, asked = game.challenge.n_right, len(game.challenge.asked)
    return ChallengeSent(right, asked, cut(game.network.name) or "network")


def _show_worst(challenge: Challenge) -> None:
    worst = challenge.worst()
    if not worst:
        st.markdown(gettext("All were read correctly, each with a chance of at least 90 %."))
    for number, attempt in worst:
        st.markdown(attempt_text(number, attempt))
