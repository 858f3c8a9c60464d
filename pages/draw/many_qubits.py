"""A drawing's way through a network with many qubits: angles, circuit, probabilities."""

from __future__ import annotations

import streamlit as st

from hqnn_core.drawing import Prediction
from hqnn_core.figures.charts import Spec
from hqnn_core.figures.many_qubits import dials_chart, expectations_chart
from hqnn_core.figures.measurement_charts import probabilities_chart
from hqnn_core.words.numbers import angle_text, share_text
from pages.draw.answer import Answer
from pages.frame import resources
from pages.frame.theme import palette

CLASSICAL, QUANTUM = ":gray-background[classical]", ":violet-background[quantum]"


def last_numbers(prediction: Prediction) -> Spec:
    """The classical part's outputs: dials for angles, or bars for a twin's numbers."""
    if prediction.config.kind == "hybrid":
        return dials_chart(prediction.thetas, palette())
    values = prediction.exact_expectations
    return expectations_chart(values, values, palette(), "tanh")


def show_last_numbers(prediction: Prediction, picture: Spec) -> None:
    n = len(prediction.thetas)
    if prediction.config.kind == "hybrid":
        st.markdown(f"{CLASSICAL}  \n**3  The last numbers: {n} angles**")
        named = ", ".join(f"q{i}: {angle_text(t)}" for i, t in enumerate(prediction.thetas))
        st.vega_lite_chart(spec=picture, width="content", alt=f"The angles of the qubits: {named}")
        st.caption("H and RY(θ) rotate each qubit to its arrow. |0⟩ is up, |1⟩ is down.")
    else:
        st.markdown(f"{CLASSICAL}  \n**3  The last numbers: {n}**")
        st.vega_lite_chart(spec=picture, alt="The numbers of the last hidden layer, after tanh")
        st.caption("After a dense layer and tanh, in the place of the circuit.")


def show_many_qubits(answer: Answer) -> None:
    """Show the circuit with its measured values, and the probabilities of all digits."""
    prediction, colours = answer.prediction, palette()
    config, is_hybrid = prediction.config, prediction.config.kind == "hybrid"
    if is_hybrid:
        with st.container(border=True):
            st.markdown(f"{QUANTUM}  **4  The circuit**")
            st.image(
                resources.network_circuit_picture(config, colours),
                width="stretch",
                alt=f"The circuit of {config.qubits} qubits: H, RY of each angle, then its layers",
            )
            st.caption(
                "x: the angles of this drawing. w: the weights of the circuit, learned in training."
            )
    names = [str(digit) for digit in config.digits]
    left, right = st.columns(2) if is_hybrid else (None, st.container())
    if left is not None:
        with left, st.container(border=True):
            st.markdown(f"{QUANTUM}  **5  Measurement**")
            st.vega_lite_chart(
                spec=expectations_chart(
                    answer.last.expectations, prediction.exact_expectations, colours, "⟨Z⟩"
                ),
                alt="⟨Z⟩ of each qubit: " + ", ".join(map(share_text, answer.last.expectations)),
            )
            st.caption("Bars: measured. Lines: exact values.")
    with right, st.container(border=True):
        st.markdown(f"{CLASSICAL}  **{6 if is_hybrid else 4}  The answer**")
        st.vega_lite_chart(
            spec=probabilities_chart(answer.last.shares, prediction.exact, names, colours),
            alt="The probability of each digit",
        )
        st.caption("A dense layer and a softmax turn the numbers into probabilities.")
