"""Why do deep circuits stop learning? The slope's variance over the number of qubits."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures.plateau import plateau_chart
from hqnn_core.quantum import analysis
from hqnn_core.words import PLATEAU_ANSWERS, plateau_answer, plateau_text
from pages.beyond.prediction import ask, result_of, show_outcome
from pages.frame import session
from pages.frame.settings import control, number
from pages.frame.theme import palette


def show() -> None:
    st.markdown(
        "Training follows the slope. Here are the slopes of ⟨Z⟩ at 200 random settings of a "
        "circuit's weights: how far do they scatter around 0? If hardly at all, the landscape is "
        "flat nearly everywhere: a *barren plateau*."
    )
    left, right = st.columns([4, 7], gap="large")
    with left:
        largest = number(session.PLATEAU_QUBITS, 4, 8, 6)
        st.slider("Qubits, up to", 4, 8, **control(session.PLATEAU_QUBITS, largest))
        prediction = ask(
            "plateau", "What happens to the slope's variance in the deep circuit?", PLATEAU_ANSWERS
        )
        found = result_of(
            "plateau", "Measure the slopes", analysis.deep_and_shallow, (largest,), prediction
        )
        if found is not None:
            show_outcome("plateau", plateau_answer(found[0]))
            st.markdown(plateau_text(*found))
    with right:
        if found is not None:
            st.vega_lite_chart(
                spec=plateau_chart(*found, palette()),
                alt="The variance of slopes over the number of qubits: deep and shallow circuits",
            )
            st.caption(
                "Line: the theory for circuits that scramble their qubits. Deep: 6 layers for each "
                "qubit. Shallow: 2 layers, the qubits in a line. Bars: twice the standard error."
            )
    st.caption(
        "Sources: J. McClean and others, Nature Communications 9, 4812 (2018); M. Cerezo and "
        "others, Nature Communications 12, 1791 (2021), for shallow circuits."
    )
