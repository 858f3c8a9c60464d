"""First page: draw a digit, and see the answer and every step to it."""

import streamlit as st

from hqnn_core.language import N_, gettext
from hqnn_core.words.drawing import way_text
from pages.draw.networks import chosen_networks, settle_choice
from pages.draw.parts import offer_lesson, show_part
from pages.frame import session
from pages.frame.settings import control, option

DRAW, TEACH, CHALLENGE = PARTS = N_("Draw"), N_("Teach it your handwriting"), N_("Challenge")


@st.fragment
def studio() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(gettext("A neural network that ends in a qubit"), width="content")
        part = option(session.PART, PARTS, DRAW)
        st.segmented_control(
            gettext("Part"), PARTS, required=True, label_visibility="collapsed",
            format_func=gettext,
            **control(session.PART, part, argument="default"),
        )  # fmt: skip
        offer_lesson()
    settle_choice()
    st.markdown(way_text(chosen_networks()[0].model.config))
    show_part(PARTS.index(part))


studio()
