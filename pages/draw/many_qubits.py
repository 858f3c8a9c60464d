"""A drawing's way through a network with many qubits: angles, circuit, probabilities."""

from __future__ import annotations

import streamlit as st

from hqnn_core.drawing import Prediction
from hqnn_core.figures.charts import Spec
from hqnn_core.figures.many_qubits import dials_chart, expectations_chart
from hqnn_core.figures.measurement_charts import probabilities_chart
from hqnn_core.language import gettext
from hqnn_core.words.numbers import angle_text, share_text
from pages.draw.answer import Answer
from pages.frame import resources
from pages.frame.theme import palette


def show_title(number: int, title: str, is_quantum: bool = False) -> None:
    """Show the title of a step: whether it is classical, its number, its name."""
    kind, colour = gettext("classical"), "gray"
    if is_quantum:
        kind, colour = gettext("quantum"), "violet"
    st.markdown(f":{colour}-background[{kind}]  \n**{number}  {title}**")


def last_numbers(prediction: Prediction) -> Spec:
    """The classical part's outputs: dials for angles, or bars for a twin's numbers."""
    if prediction.config.kind == "hybrid":
        return dials_chart(prediction.thetas, palette())
    values = prediction.exact_expectations
    return expectations_chart(values, values, palette(), "tanh")


def show_last_numbers(prediction: Prediction, picture: Spec) -> None:
    n = len(prediction.thetas)
    if prediction.config.kind == "hybrid":
        show_title(3, gettext("The last numbers. Angles: {n}", n=n))
        named = ", ".join(f"q{i}: {angle_text(t)}" for i, t in enumerate(prediction.thetas))
        alt = gettext("The angles of the qubits: {angles}", angles=named)
        st.vega_lite_chart(spec=picture, width="content", alt=alt)
        st.caption(gettext("H and RY(θ) turn each qubit's arrow. Up is 0, down is 1."))
    else:
        show_title(3, gettext("The last numbers: {n}", n=n))
        alt = gettext("The numbers of the last hidden layer, after tanh")
        st.vega_lite_chart(spec=picture, alt=alt)
        st.caption(gettext("A dense layer and tanh stand in the place of the circuit."))


def show_many_qubits(answer: Answer) -> None:
    """Show the circuit with its measured values, and the probabilities of all digits."""
    prediction, colours = answer.prediction, palette()
    config, is_hybrid = prediction.config, prediction.config.kind == "hybrid"
    if is_hybrid:
        with st.container(border=True):
            show_title(4, gettext("The circuit"), is_quantum=True)
            st.image(
                resources.network_circuit_picture(config, colours),
                width="stretch",
                alt=gettext(
                    "The circuit. Qubits: {n}. First H, then RY of each angle, then its layers.",
                    n=config.qubits,
                ),
            )
            st.caption(
                gettext("x: the angles of this drawing. w: the weights, learned in training.")
            )
    names = [str(digit) for digit in config.digits]
    left, right = st.columns(2) if is_hybrid else (None, st.container())
    if left is not None:
        expectations = answer.last.expectations, prediction.exact_expectations
        means, exact = ([-z for z in each] for each in expectations)  # E = -<Z>
        with left, st.container(border=True):
            show_title(5, gettext("Measurement"), is_quantum=True)
            st.vega_lite_chart(
                spec=expectations_chart(means, exact, colours, "E = P(1) − P(0)"),
                alt=gettext("E of each qubit: {values}", values=", ".join(map(share_text, means))),
            )
            st.caption(gettext("Bars: measured. Lines: exact values."))
    with right, st.container(border=True):
        show_title(6 if is_hybrid else 4, gettext("The answer"))
        st.vega_lite_chart(
            spec=probabilities_chart(answer.last.shares, prediction.exact, names, colours),
            alt=gettext("The probability of each digit"),
        )
        st.caption(gettext("A dense layer and a softmax turn the numbers into probabilities."))
