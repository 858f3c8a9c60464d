"""Text of the Shift page."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.quantum import Rule, Slope, Trial
from hqnn_core.words.numbers import (
    NEGLIGIBLE,
    angle_text,
    number_text,
    plural,
    spread_text,
    with_spread,
)
from hqnn_core.words.settings import RULES

RULE_FORMULAS: dict[Rule, str] = {
    "parameter-shift": "[E(θ+s) − E(θ−s)] / (2 sin s)",
    "finite-difference": "[E(θ+s) − E(θ−s)] / (2s)",
    "chapter": "E(θ+s) − E(θ−s)",
    "chapter-aliased": "E(θ+s) − E(θ)",
}


def slopes_text(trial: Trial, shots: int) -> str:
    """The slope that a rule gives at this shift and these shots, beside the true one."""
    slope = trial.slope
    measured = with_spread(slope.exact, slope.deviation)
    said = f"{RULES[slope.rule].capitalize()} with {plural(shots, 'shot')} per circuit: {measured}."
    true = f" The true slope is {number_text(slope.true)}."
    if slope.deviation > abs(slope.true) > NEGLIGIBLE:
        return f"{said}{true} The scatter hides it."
    return said + true + _bias_text(slope)


def _bias_text(slope: Slope) -> str:
    """How much too flat or too steep a rule is on average; empty for one that is right."""
    off = abs(slope.exact) - abs(slope.true)
    if abs(slope.bias) < NEGLIGIBLE:
        return ""
    if slope.exact * slope.true < 0:
        return " Even its sign is wrong."
    return f" This rule is always {number_text(abs(off), 2)} too {'steep' if off > 0 else 'flat'}."


def moving_slopes_text(rule: Rule, n: int) -> str:
    """`slopes_text` while something moves: the browser fills in `{mean}`, `{spread}`, `{true}`."""
    return f"{n} slopes by {RULES[rule]}: {{mean}} ± {{spread}}. The true slope is {{true}}."


def step_names() -> list[str]:
    """The steps from two circuits to the slope; the browser fills in `{factor}`."""
    return ["Two circuits", "Line through both", "Tilt it: × {factor}", "Move it to θ"]


def line_names(rule: Rule, n: int) -> dict[str, str]:
    """The names of the lines, and of the moving one after each step."""
    return {
        "true": "true slope",
        "fan": f"{n} measured slopes",
        "1": "line through both circuits",
        "2": "tilted by the divisor",
        "3": f"{RULES[rule]}",
    }


def fan_text(n: int, shots: int, slope: Slope) -> str:
    """Text alternative of the picture of single slopes."""
    return (
        f"The curve of E near θ = {number_text(slope.here[0])} and {n} slopes measured by "
        f"{RULES[slope.rule]} with {plural(shots, 'shot')} per circuit: they are "
        f"{with_spread(slope.exact, slope.deviation)}; the true slope is {number_text(slope.true)}"
    )


def errors_text(shift: float, found: Sequence[Slope]) -> str:
    """Text alternative of the chart of errors."""
    rules = (
        f"{RULES[slope.rule]} has an average error of {number_text(abs(slope.bias), 2)} and "
        f"scatters by ± {spread_text(slope.deviation)}"
        for slope in found
    )
    return (
        "The error of the slope over the shift s, on a logarithmic axis. "
        f"At s = {angle_text(shift)}, {'; '.join(rules)}"
    )


def least_scatter_sentence(best: Slope | None) -> str:
    """The shift with the least scatter of parameter shift, if there is one; `best` is its slope."""
    if best is None:
        return "At this θ parameter shift scatters equally at every s."
    if best.deviation < NEGLIGIBLE:
        return "At s = π/2 parameter shift does not scatter here: both outcomes are certain."
    return (
        f"Ring: parameter shift scatters least at s = π/2, by ± {number_text(best.deviation, 2)}."
    )


def trials_table(found: Sequence[Trial]) -> str:
    """Comparison of rules, a Markdown table."""
    rows = [
        f"| | without shot noise | measured: mean ± spread of {len(found[0].estimates)} slopes |",
        "| --- | ---: | ---: |",
        f"| **true slope** | {number_text(found[0].slope.true)} | |",
    ]
    for trial in found:
        measured = with_spread(trial.mean, trial.spread)
        exact = number_text(trial.slope.exact)
        rows.append(f"| {RULES[trial.slope.rule]} | {exact} | {measured} |")
    return "\n".join(rows)


def rule_formulas() -> str:
    """Formula of each rule, a Markdown list."""
    return "\n".join(f"- {RULES[rule]}: {RULE_FORMULAS[rule]}" for rule in RULES)
