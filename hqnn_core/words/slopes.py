"""Text of the Shift page."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.language import gettext, ngettext
from hqnn_core.quantum import Rule, Slope, Trial
from hqnn_core.words.numbers import (
    NEGLIGIBLE,
    angle_text,
    number_text,
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


def rule_name(rule: Rule) -> str:
    """The name of a rule, within a sentence."""
    return gettext(RULES[rule])


def _rule_at_start(rule: Rule) -> str:
    """The name of a rule, at the start of a sentence."""
    name = rule_name(rule)
    return name[:1].upper() + name[1:]


def slopes_text(trial: Trial, shots: int) -> str:
    """The slope that a rule gives at this shift and these shots, beside the true one."""
    slope = trial.slope
    if slope.deviation > abs(slope.true) > NEGLIGIBLE:
        verdict = gettext("The scatter hides it.")
    else:
        verdict = _bias_text(slope)
    return f"{_measured_text(slope, shots)} {verdict}".rstrip()


def _measured_text(slope: Slope, shots: int) -> str:
    measured = ngettext(
        "{rule} with {n} shot per circuit: {slope}.",
        "{rule} with {n} shots per circuit: {slope}.",
        shots,
        rule=_rule_at_start(slope.rule),
        slope=with_spread(slope.exact, slope.deviation),
    )
    true = gettext("The true slope is {slope}.", slope=number_text(slope.true))
    return f"{measured} {true}"


def _bias_text(slope: Slope) -> str:
    """How much too flat or too steep a rule is on average; empty for one that is right."""
    off = abs(slope.exact) - abs(slope.true)
    if abs(slope.bias) < NEGLIGIBLE:
        return ""
    if slope.exact * slope.true < 0:
        return gettext("Even its sign is wrong.")
    error = number_text(abs(off), 2)
    if off > 0:
        return gettext("This rule is always {error} too steep.", error=error)
    return gettext("This rule is always {error} too flat.", error=error)


def moving_slopes_text(rule: Rule, n: int) -> str:
    """`slopes_text` while something moves: the browser fills in `{mean}`, `{spread}`, `{true}`."""
    return gettext(
        "{n} slopes by {rule}: {mean} ± {spread}. The true slope is {true}.",
        n=n, rule=rule_name(rule), mean="{mean}", spread="{spread}", true="{true}",
    )  # fmt: skip


def step_names() -> list[str]:
    """The steps from two circuits to the slope; the browser fills in `{factor}`."""
    return [
        gettext("Two circuits"),
        gettext("Line through both"),
        gettext("Tilt it: × {factor}"),
        gettext("Move it to θ"),
    ]


def line_names(rule: Rule, n: int) -> dict[str, str]:
    """The names of the lines, and of the moving one after each step."""
    return {
        "true": gettext("true slope"),
        "fan": gettext("{n} measured slopes", n=n),
        "1": gettext("line through both circuits"),
        "2": gettext("tilted by the divisor"),
        "3": rule_name(rule),
    }


def fan_text(n: int, shots: int, slope: Slope) -> str:
    """Text alternative of the picture of single slopes."""
    curve = gettext(
        "The curve of E near θ = {angle}, with {n} measured slopes.",
        angle=number_text(slope.here[0]),
        n=n,
    )
    return f"{curve} {_measured_text(slope, shots)}"


def errors_text(shift: float, found: Sequence[Slope]) -> str:
    """Text alternative of the chart of errors."""
    title = gettext("The error of the slope over the shift s, on a logarithmic axis.")
    rules = [
        gettext(
            "{rule} at s = {shift}: wrong by {error} on average, scatter ± {spread}.",
            rule=_rule_at_start(slope.rule),
            shift=angle_text(shift),
            error=number_text(abs(slope.bias), 2),
            spread=spread_text(slope.deviation),
        )
        for slope in found
    ]
    return " ".join([title, *rules])


def least_scatter_sentence(best: Slope | None) -> str:
    """The shift with the least scatter of parameter shift, if there is one; `best` is its slope."""
    if best is None:
        return gettext("At this θ parameter shift scatters equally at every s.")
    if best.deviation < NEGLIGIBLE:
        return gettext(
            "At s = π/2 parameter shift does not scatter here: both outcomes are certain."
        )
    return gettext(
        "Ring: parameter shift scatters least at s = π/2, by ± {spread}.",
        spread=number_text(best.deviation, 2),
    )


def trials_table(found: Sequence[Trial]) -> str:
    """Comparison of rules, a Markdown table."""
    exact = gettext("without shot noise")
    measured = gettext("measured: mean ± spread of {n} slopes", n=len(found[0].estimates))
    rows = [
        f"| | {exact} | {measured} |",
        "| --- | ---: | ---: |",
        "| **" + gettext("true slope") + f"** | {number_text(found[0].slope.true)} | |",
    ]
    for trial in found:
        slope, spread = trial.slope, with_spread(trial.mean, trial.spread)
        rows.append(f"| {rule_name(slope.rule)} | {number_text(slope.exact)} | {spread} |")
    return "\n".join(rows)


def rule_formulas() -> str:
    """Formula of each rule, a Markdown list."""
    return "\n".join(f"- {rule_name(rule)}: {RULE_FORMULAS[rule]}" for rule in RULES)
