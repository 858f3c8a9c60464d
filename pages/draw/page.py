"""First page: draw a digit, and see the answer and every step to it."""

import streamlit as st

from pages.draw.parts import offer_lesson, show_part
from pages.frame import session
from pages.frame.settings import control, option

DRAW, TEACH, CHALLENGE = PARTS = "Draw", "Teach it your handwriting", "Challenge"


@st.fragment
def studio() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("A neural network that ends in a qubit", width="content")
        part = option(session.PART, PARTS, DRAW)
        st.segmented_control(
            "Part", PARTS, required=True, label_visibility="collapsed",
            **control(session.PART, part, argument="default"),
        )  # fmt: skip
        offer_lesson()
    st.markdown(
        "Draw a **0** or a **1**. A small network turns your ink into one angle, **θ**. A qubit is "
        "turned by θ and measured many times: the more frequent outcome is the answer."
    )
    show_part(PARTS.index(part))


studio()
