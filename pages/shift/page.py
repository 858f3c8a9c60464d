"""The slope of the curve from two shifted circuits, by four rules."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from hqnn_core.figures.shift_stage import shift_stage
from hqnn_core.figures.slope_charts import error_chart
from hqnn_core.language import gettext
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
from hqnn_core.words.circuit import source_text
from hqnn_core.words.settings import RULES
from hqnn_core.words.slopes import (
    errors_text,
    least_scatter_sentence,
    rule_formulas,
    rule_name,
    trials_table,
)
from pages.frame import resources, session
from pages.frame.lesson.course import look
from pages.frame.settings import control, option, switch
from pages.frame.theme import palette
from pages.widgets.controls import (
    SMALLEST_SHIFT,
    angle_values,
    keep_sent,
    read_typed_angle,
    shift_now,
    shots_now,
    shots_steps,
)
from pages.widgets.stage import look_of, sent, stage

SHIFTS = shift_grid(SMALLEST_SHIFT, 91)
REPEATS = 300
FIRST_RULES: tuple[Rule, ...] = ("parameter-shift", "finite-difference")
STAGE = "shift-stage"

_show = stage(STAGE, Path(__file__).parent)


@st.cache_data(show_spinner=False, max_entries=300)
def over_shifts(rule: Rule, theta: float, shots: int) -> list[Slope]:
    """The slope that a rule gives at every shift of `SHIFTS`."""
    return slopes(resources.circuit(True), theta, SHIFTS, rule, shots)


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(gettext("A slope from two circuits"), width="content")
        rules = _shown_rules()
        chosen = _chosen_rule(rules)
    st.markdown(
        gettext(
            "Measure left and right of θ: how steep is the curve between? Drag the three points."
        )
    )
    angle, shift, shots = angle_values(), shift_now(), shots_now()
    theta = angle["theta"]
    inputs = (theta, shift, shots, session.counter(session.LAB_RUN))
    found = session.cached("trials", inputs, lambda: _trials(theta, shift, shots))
    trial = next(each for each in found if each.slope.rule == chosen)
    curve, colours = resources.exact_curve(True), palette()
    look_now = look_of(colours)
    up, down, by = colours.others[3], colours.others[0], colours.others[1]
    _show(
        key=STAGE,
        data={
            **look_now,
            **shift_stage(curve, trial, shift, shots, shots_steps(shots)),
            **angle,
            "colours": {**look_now["colours"], "up": up, "down": down, "by": by},
        },
        on_rested_change=lambda: keep_sent(sent(STAGE, "rested", dict)),
        on_typed_change=_type,
        on_again_change=lambda: session.count(session.LAB_RUN),
    )
    title = gettext("Which shift and which rule are best?")
    with st.expander(title), st.container(key="errors"):
        shown = [each for each in found if each.slope.rule in rules]
        _show_errors(theta, shift, shots, shown)
        st.markdown(trials_table(shown))
    look("shift")


def _trials(theta: float, shift: float, shots: int) -> list[Trial]:
    found = trials(resources.circuit(True), theta, shift, resources.sampler(shots), REPEATS)
    return [each.negated() for each in found]


def _shown_rules() -> tuple[Rule, ...]:
    shows_chapter = switch(session.CHAPTER_RULES)
    label = gettext("The chapter's rules too")
    st.toggle(label, **control(session.CHAPTER_RULES, shows_chapter))
    return tuple(RULES) if shows_chapter else FIRST_RULES


def _chosen_rule(rules: tuple[Rule, ...]) -> Rule:
    chosen: Rule = option(session.SHOWN_RULE, rules, rules[0], RULES.__getitem__)
    st.pills(
        gettext("Rule"), rules, format_func=rule_name, required=True, wrap=True,
        label_visibility="collapsed", **control(session.SHOWN_RULE, chosen, argument="default"),
    )  # fmt: skip
    return chosen


def _type() -> None:
    text = sent(STAGE, "typed", str)
    if text is not None:
        read_typed_angle(text)


def _show_errors(theta: float, shift: float, shots: int, found: list[Trial]) -> None:
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
    lines = gettext(
        "Dashed: the scatter of one measured slope. Solid: the error of a rule on average; "
        "parameter shift has none, so it has no solid line."
    )
    st.caption(f"{lines} {least_scatter_sentence(best)}")


laboratory()
with st.expander(gettext("Why is it exact?")):
    exact = gettext(
        "The curve is a sine. For a sine, E(θ + s) − E(θ − s) = 2 sin s · E′(θ) at every s. "
        "**Parameter shift** divides by 2 sin s, so it is exact at every s. A **finite "
        "difference** divides by 2s, so it is accurate only when s is small. But then the two "
        "values are so close that shots cannot tell them apart."
    )
    chapter = gettext(
        "The chapter prints the rule without the divisor. Its code of 2020 shifts one list in "
        "place, so its second circuit runs at θ, not at θ − s. Its code of 2023 runs both circuits."
    )
    st.markdown(f"{exact}\n\n{source_text()} {chapter}\n\n{rule_formulas()}")
