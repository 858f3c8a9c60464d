"""Game: turn the network's answer by changing as few pixels of a digit as possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from hqnn_core.board.entries import FooledSent
from hqnn_core.drawing import (
    PUZZLES,
    Fooling,
    changed_image,
    fooling,
    n_among_most,
    puzzle_image,
    sensitivity,
)
from hqnn_core.figures.grid_stage import grid_stage
from hqnn_core.language import gettext, language
from hqnn_core.words.games import best_text, fooling_text
from hqnn_core.words.numbers import a_digit
from pages.frame import resources, session
from pages.frame.settings import control, option
from pages.frame.theme import palette
from pages.visit.visitors import visitor
from pages.widgets.stage import look_of, sent, stage

STAGE = "grid-stage"
N_PIXELS = 784

show_grid = stage(STAGE, Path(__file__).parent / "grid")


def fewest_part() -> None:
    digits = list(PUZZLES)
    digit = option(session.PUZZLE, digits, digits[0])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            gettext("Start with"), digits, format_func=a_digit, required=True,
            label_visibility="collapsed",
            **control(session.PUZZLE, digit, argument="default"),
        )  # fmt: skip
        st.markdown(
            gettext(
                "Make the network read {digit}. A click turns a black pixel white, and a white one "
                "black. The fewest pixels win.",
                digit=a_digit(1 - digit),
            )
        )
    changed = visitor().studio.changed.get(digit, frozenset())
    data, found, among = session.cached(
        "fewest", (digit, changed, language()), lambda: _read(digit, changed)
    )
    if found.is_fooled:
        _note_best(found, among)
    show_grid(
        key=STAGE, data={**look_of(palette()), **data}, on_changed_change=lambda: _change(digit)
    )
    rules = gettext(
        "Everybody starts from the same digit. The network “Pretrained” reads it, without chance."
    )
    st.caption(f"{rules} {best_text(visitor().studio.fewest.get(digit))}")


def _read(digit: int, changed: frozenset[int]) -> tuple[dict[str, Any], Fooling, int]:
    """The data of the stage, the reading, and how many pixels are among the most sensitive."""
    network = resources.pretrained()
    found = fooling(network, digit, changed)
    image = puzzle_image(digit)
    p_one = found.probability if digit else 1 - found.probability
    slopes, among = None, 0
    if found.is_fooled:
        slopes = sensitivity(network, changed_image(image, changed), 1)
        among = n_among_most(slopes, changed)
    letter = str(1 - digit if found.is_fooled else digit)
    words = fooling_text(found, among)
    return grid_stage(image, p_one, letter, words, changed, slopes, digit), found, among


def _note_best(found: Fooling, among: int) -> None:
    """Keep a solution with fewer pixels than before, and send it to the board."""
    best, n = visitor().studio.fewest, len(found.changed)
    if n < best.get(found.digit, N_PIXELS + 1):
        best[found.digit] = n
    if n == best[found.digit]:
        room = visitor().classroom
        room.note(f"fewest {found.digit} {n}", FooledSent(found.digit, n, among))


def _change(digit: int) -> None:
    """Take the changed pixels that the browser has sent."""
    given = sent(STAGE, "changed", dict) or {}
    pixels = given.get("pixels")
    if given.get("digit") == digit and isinstance(pixels, list) and len(pixels) <= N_PIXELS:
        visitor().studio.changed[digit] = frozenset(
            pixel for pixel in pixels if type(pixel) is int and 0 <= pixel < N_PIXELS
        )
