"""How much entanglement? A circuit gate by gate, with each qubit's own state."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures.many_qubits import vectors_chart
from hqnn_core.figures.matplotlib_svg import circuit_svg
from hqnn_core.quantum import analysis
from hqnn_core.words import (
    LENGTH_ANSWERS,
    entanglement_text,
    length_answer,
    step_text,
    vector_names,
)
from pages.beyond.prediction import ask, result_of, show_outcome
from pages.frame import session
from pages.frame.settings import control, number, option, stored
from pages.frame.theme import palette

DIAL = 105  # pixels


def show() -> None:
    st.markdown(
        "A qubit by itself is an arrow of length 1. An **entangled** qubit has no state of its "
        "own: its arrow gets shorter. Q measures how entangled all qubits are, from 0 to 1."
    )
    left, right = st.columns([4, 7], gap="large")
    with left:
        question = "H on qubit 0, then CX on both: how long is the arrow of qubit 0 afterwards?"
        prediction = ask("entanglement", question, LENGTH_ANSWERS)
        done = [session.STEPS_DONE + name for name in analysis.STEPPED]
        found = result_of(
            "entanglement", "Run the gates", analysis.bell_and_random, (), prediction, done,
            is_quick=True,
        )  # fmt: skip
        if found is not None:
            length, with_, without = found
            show_outcome("entanglement", length_answer(length))
            st.markdown(entanglement_text(with_, without))
    with right:
        if found is not None:
            _show_steps()
    st.caption(
        "Q: D. Meyer, N. Wallach, *Global entanglement in multiparticle systems*, J. Math. Phys. "
        "43, 4273 (2002). The dials show the plane of x and z, |0⟩ up; the numbers are lengths in "
        "all three directions."
    )


@st.fragment
def _show_steps() -> None:
    names = list(analysis.STEPPED)
    name = option(session.STEPPED_CIRCUIT, names, names[0])
    st.segmented_control(
        "Circuit", names, required=True, wrap=True,
        **control(session.STEPPED_CIRCUIT, name, argument="default"),
    )  # fmt: skip
    steps, circuit = _stepped(name), analysis.STEPPED[name]()
    key = session.STEPS_DONE + name
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        last = len(steps) - 1
        done = number(key, 0, last, last)
        st.slider("Gates done", 0, last, **control(key, done))
        st.button(
            "From the start" if done == last else "Next gate", width=190,
            icon=":material/replay:" if done == last else ":material/arrow_forward:",
            key=session.NEXT_GATE, on_click=_show_gates, args=[key, (done + 1) % len(steps)],
        )  # fmt: skip
    step = steps[done]
    st.markdown(step_text(step))
    dials, drawn = st.columns(2, vertical_alignment="center")
    with dials:
        st.vega_lite_chart(
            spec=vectors_chart(step.vectors, vector_names(step), palette(), DIAL), width="content",
            alt="The arrow of each qubit with its length: " + "; ".join(vector_names(step)),
        )  # fmt: skip
    with drawn:
        picture = circuit_svg(analysis.first_gates(circuit, done), palette())
        st.image(
            picture, width=min(130 + 50 * done, 360), alt=f"The first {done} gates of the circuit"
        )


@st.cache_data(show_spinner=False)
def _stepped(name: str) -> list[analysis.Step]:
    return analysis.steps_of(analysis.STEPPED[name]())


def _show_gates(key: str, done: int) -> None:
    stored()[key] = done
