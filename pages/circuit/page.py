"""The circuit of one angle: what it gives, exactly and with shots."""

import math

import numpy as np
import streamlit as st

from hqnn_core.circuit import Ansatz
from hqnn_core.curves import ExpectationCurve, ShotErrors, expectation_curve, shot_errors
from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.charts import expectation_chart, moving_outcomes_chart, shot_error_chart
from hqnn_core.figures.palette import Palette
from hqnn_core.numbers import angle_text
from hqnn_core.source import openqasm_source, python_source
from hqnn_core.text import expectation_text, shot_error_text
from pages.shared import server, session
from pages.shared.controls import say_typing, shots_control, theta_controls
from pages.shared.pictures import show_svg
from pages.shared.player import STILL, play_button
from pages.shared.theme import palette

GRID = np.linspace(-2 * math.pi, 2 * math.pi, 161)
ERROR_SHOTS = [1, 10, 100, 1_000, 10_000, 100_000]
REPEATS = 200


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        theta = theta_controls("circuit", 330)
        shots = shots_control("circuit", 230)
        hadamard = st.toggle("H gate", True, key=session.HADAMARD, persist_state="session")
        st.button("Run again", on_click=session.count, args=[session.CIRCUIT_RUN])
    say_typing()
    show(theta, shots, hadamard)


def show(theta: float, shots: int, hadamard: bool) -> None:
    ansatz, colours = server.circuit(hadamard), palette()
    number = session.counter(session.CIRCUIT_RUN)
    curve = session.remembered(
        "curve", (hadamard, shots, number),
        lambda: expectation_curve(ansatz, GRID, server.sampler(shots)),
    )  # fmt: skip
    state, outcomes, circuit = st.columns([3, 5, 4], vertical_alignment="center")
    with state:
        st.vega_lite_chart(
            spec=bloch_chart(theta, hadamard, colours),
            width="content",
            alt=f"Bloch sphere: the state at θ = {angle_text(theta)}",
        )
        play_button(theta)
    with outcomes:
        show_outcomes(ansatz, curve, theta, shots, colours)
    with circuit, st.container(key=STILL):
        show_svg(
            server.circuit_picture(hadamard, theta, colours),
            "|0⟩, H, RY(θ), measurement" if hadamard else "|0⟩, RY(θ), measurement",
            "circuit",
        )
    left, right = st.columns([7, 4])
    with left:
        show_curve(curve, theta, colours)
    with right:
        errors = session.remembered(
            "errors", (hadamard, theta, number), lambda: errors_at(ansatz, theta)
        )
        show_errors(errors, theta, shots, colours)
    with st.expander("This circuit as code"):
        python, openqasm = st.columns(2)
        python.code(python_source(ansatz.bound([theta])), language="python")
        openqasm.code(openqasm_source(ansatz.bound([theta])), language="text")


def show_outcomes(
    ansatz: Ansatz, curve: ExpectationCurve, theta: float, shots: int, colours: Palette
) -> None:
    question = (ansatz, theta, shots, session.counter(session.CIRCUIT_RUN))
    measured = session.remembered(
        "measured", question, lambda: server.aer(shots).probabilities(ansatz, [[theta]])[0]
    )
    exact = server.exact().probabilities(ansatz, [[theta]])[0]
    spec = moving_outcomes_chart(
        measured[0] - measured[1], exact[0] - exact[1], curve, theta, colours
    )
    st.vega_lite_chart(
        spec=spec, alt=f"Measured share of 0: {measured[0]:.3g}, of 1: {measured[1]:.3g}"
    )
    with st.container(key=f"{STILL}-words"):
        st.caption(expectation_text(theta, measured, exact, shots))


def show_curve(curve: ExpectationCurve, theta: float, colours: Palette) -> None:
    st.vega_lite_chart(
        spec=expectation_chart(curve, theta, colours),
        alt="⟨Z⟩ over θ: the exact curve, and points measured with the chosen shots",
    )
    st.caption(
        "Line: exact. Dots: one measurement each, with the chosen shots. Band: where 95 % of such "
        "dots fall. The chapter counts outcome 1 as +1 and so shows this curve upside down."
    )


def errors_at(ansatz: Ansatz, theta: float) -> ShotErrors:
    return shot_errors(ansatz, theta, [server.sampler(n) for n in ERROR_SHOTS], REPEATS)


def show_errors(errors: ShotErrors, theta: float, shots: int, colours: Palette) -> None:
    st.vega_lite_chart(
        spec=shot_error_chart(errors, shots, colours),
        alt="Typical error of ⟨Z⟩ over the number of shots, both axes logarithmic",
    )
    st.caption(shot_error_text(errors, theta, shots))


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
