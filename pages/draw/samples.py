"""Real handwriting to pick instead of drawing, also by keyboard."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.figures.pixels import data_url, digit_png
from hqnn_core.judgement import BLANK
from pages.shared import server, session
from pages.shared.canvas import Canvas, Drawn

N_SAMPLES = 6


def sample(number: int, digits: tuple[int, ...]) -> tuple[Tensor, int]:
    """One of the samples, an image (1, 1, 28, 28) that no network was trained on, and its digit.

    Their digits take turns.
    """
    examples = server.example_digits(digits)
    label = number % len(digits)
    of_label = examples.test_images[examples.test_labels == label]
    return of_label[[7 * number % len(of_label)]], digits[label]


def show_samples(canvas: Canvas, digits: tuple[int, ...]) -> None:
    """Buttons with thumbnails."""
    st.caption("Or take one that somebody wrote:")
    with st.container(horizontal=True, gap="small", key="samples"):
        for number in range(N_SAMPLES):
            image, digit = sample(number, digits)
            st.button(
                f"![a {digit} that somebody wrote]({data_url(digit_png(image[0], 2))})",
                key=f"sample-{number}", on_click=_take, args=[canvas, number],
            )  # fmt: skip


def shown_image(drawn: Drawn, digits: tuple[int, ...]) -> tuple[Tensor, str]:
    """The image (1, 1, 28, 28) that is to be read, and what it is: the drawing, else the sample
    that was taken, else nothing."""
    first, second = digits
    if drawn.image is not None:
        st.session_state[session.SAMPLE] = None
        return drawn.image, "**Your drawing**"
    number = st.session_state.get(session.SAMPLE, 0)
    if drawn.was_touched or number is None:
        return BLANK, f"**Nothing yet.** Draw a {first} or a {second}."
    return sample(number, digits)[0], f"**An example.** Draw a {first} or a {second}."


def clear(canvas: Canvas) -> None:
    """Empty the canvas, and take no sample for it; for `on_click`."""
    canvas.clear()
    st.session_state[session.SAMPLE] = None


def _take(canvas: Canvas, number: int) -> None:
    canvas.clear()
    st.session_state[session.SAMPLE] = number
