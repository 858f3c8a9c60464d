"""The challenge: ten digits in random order, the class draws them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.challenge import N_DIGITS, Attempt, Challenge, attempt_text, new_challenge
from hqnn_core.figures.strips import challenge_strip
from hqnn_core.judgement import judge, measurements
from pages.draw.answer import show_letter
from pages.draw.networks import Network, chosen_networks
from pages.draw.samples import clear
from pages.shared import server
from pages.shared.canvas import Canvas, Drawn
from pages.shared.messages import literal
from pages.shared.theme import palette
from pages.shared.visitors import visitor

PLACE = "challenge"  # in the visitor's `kept`
SHOTS = 1_000


@dataclass(frozen=True)
class Game:
    """A challenge and the network that reads it from beginning to end."""

    challenge: Challenge
    network: Network


def challenge_part(canvas: Canvas, drawn: Drawn, right: DeltaGenerator) -> None:
    game: Game | None = visitor().kept.get(PLACE)
    with right:
        if game is None:
            _offer(canvas)
        elif game.challenge.is_over:
            st.subheader(f"Score: {game.challenge.score_text}")
            _show_worst(game.challenge)
            _start_button(canvas, "Another ten")
        else:
            _ask(canvas, drawn, game)
    if game is not None:
        st.html(challenge_strip(game.challenge, palette()))
        st.caption("What was asked for → what the network said, ✓ right or ✗ wrong; ? is neither.")


def _offer(canvas: Canvas) -> None:
    name = literal(chosen_networks()[0].name)
    st.markdown(
        f"The page asks for {N_DIGITS} digits in random order. Draw each, press **Next**, and see "
        f"what the qubit makes of it. The network is “{name}”, each digit is measured with "
        f"{SHOTS:,} shots."
    )
    _start_button(canvas, "Start")


def _start_button(canvas: Canvas, label: str) -> None:
    st.button(label, type="primary", on_click=_start, args=[canvas])


def _start(canvas: Canvas) -> None:
    network = chosen_networks()[0]
    visitor().kept[PLACE] = Game(new_challenge(network.digits, secrets.choice), network)
    clear(canvas)


def _ask(canvas: Canvas, drawn: Drawn, game: Game) -> None:
    challenge = game.challenge
    number = len(challenge.attempts) + 1
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        show_letter(str(challenge.next), "asked")
        with st.container():
            st.markdown(f"**Draw a {challenge.next}**, number {number} of {len(challenge.asked)}.")
            st.markdown(_last(challenge.attempts[-1]) if challenge.attempts else "No score yet.")
    with st.container(horizontal=True):
        st.button(
            "Next", type="primary", disabled=drawn.image is None, on_click=_note,
            args=[canvas, drawn, number],
        )  # fmt: skip
        st.button("Clear", on_click=clear, args=[canvas])
        st.button("Give up", on_click=visitor().kept.pop, args=[PLACE, None])
    if drawn.fault:
        st.info(drawn.fault)


def _last(attempt: Attempt) -> str:
    said = "that it is neither" if attempt.is_neither else f"{attempt.answer}"
    return f"The last one was a {attempt.asked}; the network said {said}."


def _note(canvas: Canvas, drawn: Drawn, number: int) -> None:
    """Have the drawing read; a second click of a double click finds another number and does
    nothing."""
    game: Game | None = visitor().kept.get(PLACE)
    if game is None or drawn.image is None or len(game.challenge.attempts) + 1 != number:
        return
    judgement = judge(drawn.image, game.network.model, server.novelty())
    found = measurements(judgement, server.aer(SHOTS))[0]
    visitor().kept[PLACE] = Game(game.challenge.with_answer(judgement, found), game.network)
    clear(canvas)


def _show_worst(challenge: Challenge) -> None:
    worst = challenge.worst()
    if not worst:
        st.markdown("All of them were read right, each with more than 90 %.")
    for number, attempt in worst:
        st.markdown(attempt_text(number, attempt))
