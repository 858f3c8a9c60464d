"""The circuit of one angle: what it gives, exactly and with shots."""

import math

import numpy as np
import streamlit as st

from hqnn_core.curves import ExpectationCurve, expectation_curve
from hqnn_core.figures.charts import dial_chart, expectation_chart, outcomes_chart
from hqnn_core.figures.circuit import circuit_svg
from hqnn_core.source import openqasm_source, python_source
from hqnn_core.text import angle_text, expectation_text
from pages.shared import server, session
from pages.shared.theme import palette

SHOTS = [1, 10, 100, 1_000, 10_000, 100_000]
GRID = np.linspace(-2 * math.pi, 2 * math.pi, 161)


@st.cache_data(show_spinner=False, max_entries=200)
def curve_of(hadamard: bool, shots: int, number: int) -> ExpectationCurve:
    """The curve and its samples: measured anew for each `number` only."""
    return expectation_curve(server.circuit(hadamard), GRID, server.sampler(shots))


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        theta = st.slider(
            "Angle θ (radians)", -6.28, 6.28, 0.8, 0.01,
            key=session.THETA, persist_state="session", width=420,
        )  # fmt: skip
        shots = st.select_slider(
            "Shots", SHOTS, 100, format_func="{:,}".format,
            key=session.CIRCUIT_SHOTS, persist_state="session", width=260,
        )  # fmt: skip
        hadamard = st.toggle("H gate", True, key=session.HADAMARD, persist_state="session")
        st.button("Run again", on_click=session.count, args=[session.CIRCUIT_RUN])
    show(theta, shots, hadamard)


def show(theta: float, shots: int, hadamard: bool) -> None:
    ansatz, colours = server.circuit(hadamard), palette()
    measured = server.aer(shots).probabilities(ansatz, [[theta]])[0]
    exact = server.exact().probabilities(ansatz, [[theta]])[0]
    picture, dial, outcomes = st.columns([4, 3, 5], vertical_alignment="center")
    picture.image(
        circuit_svg(ansatz.bound([theta]), colours),
        width="stretch",
        alt="|0⟩, H, RY(θ), measurement" if hadamard else "|0⟩, RY(θ), measurement",
    )
    with dial:
        st.vega_lite_chart(
            spec=dial_chart(theta, hadamard, colours),
            width="content",
            alt=f"The state's direction at θ = {angle_text(theta)}",
        )
    with outcomes:
        st.vega_lite_chart(
            spec=outcomes_chart(measured.tolist(), exact.tolist(), ["0", "1"], colours),
            alt=f"Measured share of 0: {measured[0]:.3g}, of 1: {measured[1]:.3g}",
        )
        st.caption(expectation_text(theta, measured, exact, shots))
    curve = curve_of(hadamard, shots, session.counter(session.CIRCUIT_RUN))
    st.vega_lite_chart(
        spec=expectation_chart(curve, theta, colours),
        alt="⟨Z⟩ over θ: the exact curve, and points measured with the chosen shots",
    )
    st.caption(
        "Line: exact. Dots: one measurement each, with the chosen shots. Band: where 95 % of such "
        "dots fall. The chapter counts outcome 1 as +1 and so shows this curve upside down."
    )

    with st.expander("This circuit as code"):
        python, openqasm = st.columns(2)
        python.code(python_source(ansatz.bound([theta])), language="python")
        openqasm.code(openqasm_source(ansatz.bound([theta])), language="text")


st.title("From an angle to a probability")
st.markdown(
    "Turn **θ** and see what the qubit gives. Then lower the shots to 1: the answer becomes a "
    "coin toss, and only the average of many follows the curve."
)
laboratory()
with st.expander("Why is there an H in front?"):
    st.markdown(
        "Without H the curve is cos θ, which is flat at θ = 0, where an untrained network starts: "
        "there training has no slope to follow. H turns the qubit by a quarter, so that the "
        "curve becomes −sin θ and is steepest right where training starts."
    )
