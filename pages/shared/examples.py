"""A real digit that the visitor picks, on every page that shows one."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from pages.shared import resources, session


def chosen_digit() -> Tensor:
    """Show the widgets and return the image (1, 1, 28, 28); the network was not trained on it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.session_state.setdefault(session.EXAMPLE_DIGIT, 0)
        st.session_state["digit_shown"] = shown
        digit = st.segmented_control(
            "Digit", [0, 1], required=True, label_visibility="collapsed",
            key="digit_shown", on_change=_keep_digit,
        )  # fmt: skip
        st.button("Another image", on_click=session.count, args=[session.EXAMPLE_NUMBER])
    examples = resources.example_digits()
    of_digit = examples.test_images[examples.test_labels == digit]
    return of_digit[[session.counter(session.EXAMPLE_NUMBER) % len(of_digit)]]


def _keep_digit() -> None:
    st.session_state[session.EXAMPLE_DIGIT] = st.session_state["digit_shown"]
