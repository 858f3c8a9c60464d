"""The slope of the curve from two shifted circuits, by four rules."""

import math

import numpy as np
import streamlit as st

from hqnn_core.config import Rule
from hqnn_core.curves import ExpectationCurve, expectation_curve
from hqnn_core.figures.slope_charts import error_chart, secant_chart
from hqnn_core.slopes import Slope, slope, trials
from hqnn_core.text import rule_formulas, shift_sentence, trials_table
from pages.shared import server, session
from pages.shared.theme import palette

SHOTS = [1, 10, 100, 1_000, 10_000]
SHIFTS = np.linspace(0.04, 3.1, 77)
GRID = np.linspace(-2 * math.pi, 2 * math.pi, 161)
REPEATS = 300


@st.cache_data(show_spinner=False)
def exact_curve() -> ExpectationCurve:
    return expectation_curve(server.circuit(True), GRID)


@st.cache_data(show_spinner=False, max_entries=300)
def over_shifts(rule: Rule, theta: float, shots: int) -> list[Slope]:
    """What a rule says at every shift."""
    ansatz = server.circuit(True)
    return [slope(ansatz, theta, float(s), rule, shots) for s in SHIFTS]


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shift = st.slider(
            "Shift s (radians)", 0.05, 3.09, 1.57, 0.01,
            key=session.LAB_SHIFT, persist_state="session", width=340,
        )  # fmt: skip
        theta = st.slider(
            "Angle θ (radians)", -3.14, 3.14, 0.8, 0.01,
            key=session.LAB_THETA, persist_state="session", width=340,
        )  # fmt: skip
        shots = st.select_slider(
            "Shots", SHOTS, 100, format_func="{:,}".format,
            key=session.LAB_SHOTS, persist_state="session", width=240,
        )  # fmt: skip
        st.button("Run again", on_click=session.count, args=[session.LAB_RUN])
    found = trials(server.circuit(True), theta, shift, server.sampler(shots), REPEATS)
    exact, colours = found[0].slope, palette()
    st.markdown(shift_sentence(shift, shots, found))
    left, right = st.columns([3, 2])
    with left:
        st.vega_lite_chart(
            spec=secant_chart(exact_curve(), theta, shift, exact, colours),
            alt="The expectation curve with the two shifted circuits, their secant, the tangent",
        )
        st.caption(
            "Dashed: the line through the two shifted circuits. Bold: the true slope at θ. The "
            "rule divides by 2 sin s, not by the distance 2s, and so gets the true slope exactly."
        )
    with right:
        st.vega_lite_chart(
            spec=error_chart(
                SHIFTS.tolist(),
                over_shifts("parameter-shift", theta, shots),
                over_shifts("finite-difference", theta, shots),
                shift,
                colours,
            ),
            alt="Bias and scatter of the slope over the shift, for two rules",
        )
        st.caption(
            "Solid: how far a rule is off on average; for the exact rule that is 0 everywhere. "
            "Dashed: how much one estimate with the chosen shots scatters."
        )
    st.markdown(trials_table(found, REPEATS))


st.title("A slope from two circuits")
st.markdown(
    "A circuit cannot be differentiated by looking inside, but it can be run at θ + s and θ − s. "
    "Make the shift **s** tiny and see what the shots do to the slope; make it large and see "
    "which rule stays right."
)
laboratory()
with st.expander("Why is it exact?"):
    st.markdown(
        "The curve is a sine, and for a sine E(θ + s) − E(θ − s) = 2 sin s · E′(θ), whatever s "
        "is. A finite difference divides by 2s instead and is right for tiny s only, where the "
        "two values lie so close together that shots cannot tell them apart. The chapter prints "
        "the rule without its divisor; its code shifts one list in place, so that its second "
        "circuit runs at θ itself.\n\n" + rule_formulas()
    )
