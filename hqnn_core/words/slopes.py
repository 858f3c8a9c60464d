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


def shift_sentence(shift: float, shots: int, found: Sequence[Trial]) -> str:
    """Errors of parameter shift and finite difference at this shift and these shots."""
    by_rule = {trial.slope.rule: trial.slope for trial in found}
    exact, finite = by_rule["parameter-shift"], by_rule["finite-difference"]
    hidden = exact.deviation > abs(exact.true) > NEGLIGIBLE
    return (
        f"At s = {angle_text(shift)} with {plural(shots, 'shot')} per circuit, **parameter shift** "
        f"gives a slope of {with_spread(exact.exact, exact.deviation)}. The true slope is "
        f"{number_text(exact.true)}{': the scatter hides it' if hidden else ''}. A **finite "
        f"difference** has an average error of {number_text(abs(finite.bias), 2)} and scatters by "
        f"± {spread_text(finite.deviation)}."
    )


def fan_text(n: int, shots: int, slope: Slope) -> str:
    """Text alternative of the chart of single slopes."""
    return (
        f"The curve of ⟨Z⟩ near θ = {number_text(slope.here[0])} and {n} slopes measured by "
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
