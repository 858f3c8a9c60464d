"""The slope of the curve from two shifted circuits, by four rules."""

import streamlit as st

from hqnn_core.figures.slope_charts import FAN, error_chart, fan_chart, middle_of_fan
from hqnn_core.quantum import (
    QUARTER_TURN,
    Rule,
    Slope,
    Trial,
    least_scatter,
    shift_grid,
    slopes,
    trials,
)
from hqnn_core.words import (
    CHAPTER,
    RULES,
    errors_text,
    fan_text,
    least_scatter_sentence,
    rule_formulas,
    shift_sentence,
    trials_table,
)
from pages.frame import resources, session
from pages.frame.lesson.course import look
from pages.frame.settings import control, option, switch
from pages.frame.theme import palette
from pages.widgets.controls import (
    SMALLEST_SHIFT,
    keep_values,
    say_typing,
    shift_control,
    shots_control,
    theta_controls,
)
from pages.widgets.hold import STILL, take_hold

SHIFTS = shift_grid(SMALLEST_SHIFT, 91)
REPEATS = 300
FIRST_RULES: tuple[Rule, ...] = ("parameter-shift", "finite-difference")


@st.cache_data(show_spinner=False, max_entries=300)
def over_shifts(rule: Rule, theta: float, shots: int) -> list[Slope]:
    """The slope that a rule gives at every shift of `SHIFTS`."""
    return slopes(resources.circuit(True), theta, SHIFTS, rule, shots)


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="knobs"):
        shift = shift_control(230)
        shots = shots_control(200)
        theta = theta_controls("shift", 230)
        st.button(
            "Measure again", key=session.MEASURE_AGAIN,
            on_click=session.count, args=[session.LAB_RUN],
        )  # fmt: skip
    say_typing()
    inputs = (theta, shift, shots, session.counter(session.LAB_RUN))
    found = session.cached("trials", inputs, lambda: tried(theta, shift, shots))
    left, right = st.columns([7, 5])
    with right:
        rules = shown_rules()
        with st.container(key="errors"):
            show_errors(theta, shift, shots, [t for t in found if t.slope.rule in rules])
    with left:
        chosen = chosen_rule(rules)
        show_fan(theta, shift, shots, next(t for t in found if t.slope.rule == chosen))
        with st.container(key=f"{STILL}-words"):
            st.markdown(shift_sentence(shift, shots, found))
        st.caption(
            f"Thin: {FAN} measured slopes. Each comes from two circuits; the dots are their "
            "measured ⟨Z⟩. Bold: the true slope at θ. Dashed: the line through the two exact ⟨Z⟩. "
            "P(1) on the Train and Draw pages rises where ⟨Z⟩ = P(0) − P(1) falls."
        )
    with st.container(key=f"{STILL}-table"):
        st.markdown(trials_table([trial for trial in found if trial.slope.rule in rules]))
    take_hold({session.THETA: theta, session.SHIFT: shift}, keep_values)
    look("shift")


def tried(theta: float, shift: float, shots: int) -> list[Trial]:
    return trials(resources.circuit(True), theta, shift, resources.sampler(shots), REPEATS)


def shown_rules() -> tuple[Rule, ...]:
    shows_chapter = switch(session.CHAPTER_RULES)
    st.toggle("Show the two rules of the chapter", **control(session.CHAPTER_RULES, shows_chapter))
    return tuple(RULES) if shows_chapter else FIRST_RULES


def chosen_rule(rules: tuple[Rule, ...]) -> Rule:
    named = RULES.__getitem__
    chosen: Rule = option(session.SHOWN_RULE, rules, rules[0], named)
    st.pills(
        "Rule", rules, format_func=named, required=True, wrap=True, label_visibility="collapsed",
        **control(session.SHOWN_RULE, chosen, argument="default"),
    )  # fmt: skip
    return chosen


def show_fan(theta: float, shift: float, shots: int, trial: Trial) -> None:
    middle = middle_of_fan(st.session_state.get(session.FAN_MIDDLE, theta), theta, shift)
    st.session_state[session.FAN_MIDDLE] = middle
    st.vega_lite_chart(
        spec=fan_chart(resources.exact_curve(True), trial, middle, palette()),
        alt=fan_text(FAN, shots, trial.slope),
    )


def show_errors(theta: float, shift: float, shots: int, found: list[Trial]) -> None:
    rules: dict[Rule, list[Slope]] = {
        trial.slope.rule: over_shifts(trial.slope.rule, theta, shots) for trial in found
    }
    best = least_scatter(resources.circuit(True), theta, shots, SMALLEST_SHIFT)
    here = [trial.slope for trial in found]
    ring = None if best is None else (QUARTER_TURN, best)
    st.vega_lite_chart(
        spec=error_chart(SHIFTS, rules, (shift, here), ring, palette()),
        alt=errors_text(shift, here),
    )
    st.caption(
        "Dashed: the scatter of one measured slope. Solid: the error of a rule on average; "
        "parameter shift has none, so it has no solid line. " + least_scatter_sentence(best)
    )


st.title("A slope from two circuits")
st.markdown(
    "Circuits at θ + s and θ&nbsp;−&nbsp;s give the slope at θ. Drag the points: what if **s** is "
    "small, or **shots** are few?"
)
laboratory()
with st.expander("Why is it exact?"):
    st.markdown(
        "The curve is a sine. For a sine, E(θ + s) − E(θ − s) = 2 sin s · E′(θ) at every s. "
        "**Parameter shift** divides by 2 sin s, so it is exact at every s. A **finite "
        "difference** divides by 2s, so it is accurate only when s is small. But then the two "
        "values are so close that shots cannot tell them apart.\n\n"
        f"This app follows {CHAPTER}. The chapter prints the rule without the divisor. Its code of "
        "2020 shifts one list in place, so its second circuit runs at θ, not at θ − s; its code of "
        "2023 runs both circuits.\n\n" + rule_formulas()
    )
