"""Do without the quantum computer: three circuit runs replace the trained circuit."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures.replacement import replacement_chart
from hqnn_core.network import pretrained_replaced
from hqnn_core.words import REPLACEMENT_ANSWERS, replacement_answer, replacement_text
from pages.beyond.prediction import ask, result_of, show_outcome
from pages.frame import session
from pages.frame.settings import control, option
from pages.frame.theme import palette

SHOTS = [1, 10, 100, 1_000]


def show() -> None:
    st.markdown(
        "What the chapter's circuit gives is a sine of θ, and three of its values fix a sine. So "
        "the circuit is **measured at three angles**, and a formula answers from then on: a "
        "*surrogate*. It is made five times, to see the spread."
    )
    left, right = st.columns([4, 7], gap="large")
    with left:
        written = "{:,}".format
        shots = option(session.SURROGATE_SHOTS, SHOTS, 100, written)
        st.select_slider(
            "Shots of each run", SHOTS, format_func=written,
            **control(session.SURROGATE_SHOTS, shots),
        )  # fmt: skip
        question = "How many test images get another answer than from the exact circuit?"
        prediction = ask("surrogate", question, REPLACEMENT_ANSWERS)
        found = result_of(
            "surrogate", "Measure at three angles", pretrained_replaced, (shots,), prediction
        )
        if found is not None:
            show_outcome("surrogate", replacement_answer(found))
            st.markdown(replacement_text(found))
    with right:
        if found is not None:
            st.vega_lite_chart(
                spec=replacement_chart(found, palette()),
                alt="P(1) over θ: the exact circuit, five surrogates, and where the images are",
            )
            st.caption(
                "Dark: the exact circuit. Coloured: the five surrogates and their three runs. "
                "Grey bars: the angles of the test images. Crosses: images with another answer."
            )
    st.caption(
        "Source: F. J. Schreiber, J. Eisert, J. J. Meyer, *Classical surrogates for quantum "
        "learning models*, Phys. Rev. Lett. 131, 100803 (2023). It works for any circuit with few "
        "angles: the number of runs grows fast with the angles."
    )
