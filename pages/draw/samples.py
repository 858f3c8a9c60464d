"""Example digits to pick instead of drawing, also by keyboard."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.figures.pixels import data_url, digit_png
from hqnn_core.words import LinkFault, blend_text, one_of_digits, origin_text
from pages.frame import resources, session
from pages.frame.address import asked, note_fault, tell
from pages.visit.studio import Network
from pages.widgets.canvas import Canvas, Drawn

N_SAMPLES = 6
"""At least; of more digits, one of each."""
IN_DOUBT = 10
"""The number of the last sample, a mixture that the network cannot tell."""


def sample(number: int, network: Network) -> tuple[Tensor, str]:
    """A sample, an image (1, 1, 28, 28) that no network was trained on, and its description.

    Their digits take turns.
    """
    if number == IN_DOUBT:
        return network.in_doubt.image, "a mixture of two digits"
    digits = network.digits
    examples = resources.example_digits(digits)
    label = number % len(digits)
    of_label = examples.test_images[examples.test_labels == label]
    image = of_label[[7 * number % len(of_label)]]
    return image, f"a handwritten {digits[label]}"


def _sample_number() -> int | None:
    named = asked(session.SAMPLE)
    for number in range(IN_DOUBT + 1):
        if str(number) == named:
            st.session_state[session.SAMPLE] = number
    number = st.session_state.get(session.SAMPLE, 0)
    if named is not None and named != str(number):
        note_fault(LinkFault(session.SAMPLE, named, str(number)))
    tell(session.SAMPLE, number, 0)
    return number


def show_samples(canvas: Canvas, network: Network) -> None:
    """Show the samples as buttons with thumbnails."""
    origin = origin_text(resources.example_digits(network.digits).source)
    st.caption(f"Or choose an example {origin}:")
    with st.container(horizontal=True, gap="xxsmall", key="samples"):
        for number in [*range(max(N_SAMPLES, len(network.digits))), IN_DOUBT]:
            image, what = sample(number, network)
            name = f"Example {number + 1}: {what}" if number != IN_DOUBT else f"Example: {what}"
            st.button(
                f"![{name}]({data_url(digit_png(image[0], 2))})",
                key=f"sample-{number}", on_click=_choose_sample, args=[canvas, number],
            )  # fmt: skip
    st.caption(blend_text(network.in_doubt, network.model.config))


def shown_image(drawn: Drawn, network: Network) -> tuple[Tensor | None, str]:
    """The image (1, 1, 28, 28) to classify, and its description, Markdown.

    It is the drawing, else the sample that was chosen, else None.
    """
    asked = f"Draw {one_of_digits(network.digits)}."
    if drawn.image is not None:
        return drawn.image, "**Your drawing**"
    number = _sample_number()
    if drawn.was_touched or number is None:
        return None, f"**Nothing yet.** {asked}"
    name = "A doubtful example" if number == IN_DOUBT else "An example"
    return sample(number, network)[0], f"**{name}.** {asked}"


def put_away_sample(drawn: Drawn) -> None:
    """Remove the sample once the visitor draws; call it once per run of the page."""
    if drawn.was_touched:
        st.session_state[session.SAMPLE] = None


def clear(canvas: Canvas) -> None:
    """Empty the canvas and show no sample instead; for `on_click`."""
    canvas.clear()
    st.session_state[session.SAMPLE] = None


def _choose_sample(canvas: Canvas, number: int) -> None:
    canvas.clear()
    st.session_state[session.SAMPLE] = number
