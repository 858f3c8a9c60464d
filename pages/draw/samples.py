"""Example digits to draw into the canvas instead of drawing, also by keyboard."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import (
    CanvasDrawing,
    example_drawing,
    example_strokes,
    is_example,
    n_examples,
)
from hqnn_core.figures.pixels import data_url, digit_png
from hqnn_core.language import gettext
from hqnn_core.words.drawing import blend_text
from hqnn_core.words.links import LinkFault
from hqnn_core.words.numbers import a_digit
from pages.frame import session
from pages.frame.address import asked, note_fault, tell
from pages.visit.studio import Network
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn

N_SAMPLES = 6
"""At least; of more digits, one of each."""
IN_DOUBT = 10
"""The number of the last sample, a mixture that the network cannot tell."""


def _digit_and_way(number: int, digits: tuple[int, ...]) -> tuple[int, int]:
    """The digits of the samples take turns."""
    digit = digits[number % len(digits)]
    return digit, number // len(digits) % n_examples(digit)


def sample(number: int, network: Network) -> CanvasDrawing:
    """A sample, which no network was trained on."""
    if number == IN_DOUBT:
        return CanvasDrawing([], network.in_doubt.image)
    return example_drawing(*_digit_and_way(number, network.digits))


def ghost(digits: tuple[int, ...]) -> list[list[list[float]]]:
    """The strokes of the first sample, which draws itself on an empty canvas; [] once one draws."""
    if st.session_state.get(session.SAMPLE, 0) != 0 or "draw" in visitor().studio.canvases:
        return []
    return [stroke.tolist() for stroke in example_strokes(*_digit_and_way(0, digits))]


def _sample_number() -> int | None:
    named = asked(session.SAMPLE)
    for number in range(IN_DOUBT + 1):
        if str(number) == named:
            st.session_state[session.SAMPLE] = number
    number = st.session_state.get(session.SAMPLE, 0)
    if named is not None and named != str(number):
        note_fault(LinkFault(session.SAMPLE, named, str(number)))
    tell(session.SAMPLE, number or 0, 0)  # of a drawing, the address says nothing
    return number


def show_samples(canvas: Canvas, network: Network) -> None:
    """Show the samples as buttons with thumbnails."""
    with st.container(horizontal=True, gap="xxsmall", key="samples"):
        for number in [*range(max(N_SAMPLES, len(network.digits))), IN_DOUBT]:
            image = sample(number, network).image
            name = gettext("Example: a mixture of two digits")
            if number != IN_DOUBT:
                digit = a_digit(_digit_and_way(number, network.digits)[0])
                name = gettext("Example {number}: {digit}", number=number + 1, digit=digit)
            st.button(
                f"![{name}]({data_url(digit_png(image[0], 2))})",
                key=f"sample-{number}", on_click=_choose_sample, args=[canvas, number, network],
            )  # fmt: skip
    st.caption(blend_text(network.in_doubt, network.model.config))


def shown_image(drawn: Drawn, network: Network) -> tuple[Tensor | None, str]:
    """The image (1, 1, 28, 28) to classify, and its name.

    It is what is on the canvas, else the sample that was chosen, else None.
    """
    number = _sample_number()
    if drawn.image is not None:
        kept = visitor().studio.canvases.get("draw")
        is_own = kept is None or not is_example(kept)
        return drawn.image, gettext("Your drawing") if is_own else gettext("An example")
    if drawn.was_touched or number is None:
        return None, gettext("Nothing yet")
    name = gettext("A doubtful example") if number == IN_DOUBT else gettext("An example")
    return sample(number, network).image, name


def put_away_sample(drawn: Drawn) -> None:
    """Forget the sample once the visitor draws; call it once per run of the page."""
    if drawn.was_touched:
        st.session_state[session.SAMPLE] = None


def clear(canvas: Canvas) -> None:
    """Empty the canvas and show no sample instead; for `on_click`."""
    canvas.clear()
    st.session_state[session.SAMPLE] = None


def _choose_sample(canvas: Canvas, number: int, network: Network) -> None:
    """Draw a sample into the canvas; the mixture has no strokes."""
    canvas.clear()
    if number != IN_DOUBT:
        visitor().keep_canvas("draw", sample(number, network))
    st.session_state[session.SAMPLE] = number
