"""The slope of the curve from two shifted circuits, by four rules."""

import math
from typing import get_args

import numpy as np
import streamlit as st

from hqnn_core.config import Rule
from hqnn_core.curves import ExpectationCurve, expectation_curve
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.slope_charts import error_chart, secant_chart
from hqnn_core.slopes import Slope, Trial, slopes, trials
from hqnn_core.text import rule_formulas, shift_sentence, trials_table
from pages.shared import server, session
from pages.shared.controls import say_typing, shift_control, shots_control, theta_controls
from pages.shared.theme import palette

SHIFTS = np.linspace(0.04, 3.1, 77)
GRID = np.linspace(-2 * math.pi, 2 * math.pi, 161)
REPEATS = 300
RULES = get_args(Rule)


@st.cache_data(show_spinner=False)
def exact_curve() -> ExpectationCurve:
    return expectation_curve(server.circuit(True), GRID)


@st.cache_data(show_spinner=False, max_entries=300)
def over_shifts(rule: Rule, theta: float, shots: int) -> list[Slope]:
    """What a rule says at every shift."""
    return slopes(server.circuit(True), theta, SHIFTS.tolist(), rule, shots)


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shift = shift_control("shift", 300)
        theta = theta_controls("shift", 300)
        shots = shots_control("shift", 220)
        st.button("Run again", on_click=session.count, args=[session.LAB_RUN])
    say_typing()
    question = (theta, shift, shots, session.counter(session.LAB_RUN))
    found = session.remembered("trials", question, lambda: tried(theta, shift, shots))
    show(theta, shift, shots, found)


def tried(theta: float, shift: float, shots: int) -> list[Trial]:
    return trials(server.circuit(True), theta, shift, server.sampler(shots), REPEATS)


def show(theta: float, shift: float, shots: int, found: list[Trial]) -> None:
    exact, colours = found[0].slope, palette()
    st.markdown(shift_sentence(shift, shots, found))
    left, right = st.columns(2)
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
        show_errors(theta, shift, shots, colours)
    st.markdown(trials_table(found, REPEATS))


def show_errors(theta: float, shift: float, shots: int, colours: Palette) -> None:
    rules: dict[Rule, list[Slope]] = {rule: over_shifts(rule, theta, shots) for rule in RULES}
    st.vega_lite_chart(
        spec=error_chart(SHIFTS.tolist(), rules, shift, colours),
        alt="Bias and scatter of the slope over the shift, for each rule",
    )
    st.caption(
        "Solid: how far a rule is off on average; for the exact rule that is 0 everywhere. "
        "Dashed: how much one estimate with the chosen shots scatters. Press a name to "
        "see that rule alone."
    )


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
