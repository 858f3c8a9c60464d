"""Choice of an example digit."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.language import gettext
from hqnn_core.words.links import LinkFault
from pages.frame import resources, session
from pages.frame.address import asked, note_fault, tell
from pages.frame.settings import control, option


def chosen_digit() -> Tensor:
    """Show the widgets and return the image (1, 1, 28, 28); the network was not trained on it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        digit = option(session.EXAMPLE_DIGIT, [0, 1], 0)
        st.segmented_control(
            gettext("Digit"), [0, 1], required=True, label_visibility="collapsed",
            **control(session.EXAMPLE_DIGIT, digit, argument="default"),
        )  # fmt: skip
        st.button(
            gettext("Another image"), key=session.ANOTHER_IMAGE,
            on_click=session.count, args=[session.EXAMPLE_NUMBER],
        )  # fmt: skip
    examples = resources.example_digits()
    of_digit = examples.test_images[examples.test_labels == digit]
    return of_digit[[_image_number() % len(of_digit)]]


def _image_number() -> int:
    given = asked(session.EXAMPLE_NUMBER)
    if given and given.isdecimal() and len(given) < 9:
        st.session_state[session.EXAMPLE_NUMBER] = int(given)
    elif given is not None:
        note_fault(LinkFault(session.EXAMPLE_NUMBER, given, "0"))
    number = session.counter(session.EXAMPLE_NUMBER)
    tell(session.EXAMPLE_NUMBER, number, 0)
    return number
