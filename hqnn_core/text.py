"""Sentences made of numbers: what a page says of a measurement, a slope, a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hqnn_core.config import LossName, ModelConfig, Rule
from hqnn_core.data import SOURCES
from hqnn_core.numbers import (
    NEGLIGIBLE,
    angle_text,
    count_text,
    duration_text,
    number_text,
    percent_text,
    plural,
    spread_text,
    with_spread,
)
from hqnn_core.setting_names import LOSS_NAMES, RULES
from hqnn_core.training import PSEUDO_PROBABILITY

if TYPE_CHECKING:
    from hqnn_core.curves import ExpectationCurve, ShotErrors
    from hqnn_core.run import Probe
    from hqnn_core.runner import Run
    from hqnn_core.running_mean import RunningMean
    from hqnn_core.slopes import Slope, Trial

CHAPTER = "the Qiskit textbook's *Hybrid quantum-classical Neural Networks with PyTorch and Qiskit*"
RULE_FORMULAS: dict[Rule, str] = {
    "parameter-shift": "[E(θ+s) − E(θ−s)] / (2 sin s)",
    "finite-difference": "[E(θ+s) − E(θ−s)] / (2s)",
    "chapter": "E(θ+s) − E(θ−s)",
    "chapter-aliased": "E(θ+s) − E(θ)",
}
RECENT_BATCHES = 25  # what the loss in the line of text is the mean of


def measured_share_text(share: float, shots: int | None) -> str:
    """A probability as measured: "963 of 1,000 shots, 96.3 % (...)", or exact without shots."""
    if shots is None:
        return f"{percent_text(share)}."
    return f"{count_text(round(share * shots), shots)}."


def expectation_text(theta: float, shots: RunningMean) -> str:
    """What the shots made so far say of <Z>, beside the exact value."""
    n, exact = len(shots.bits), number_text(shots.exact)
    if n == 0:
        return f"At θ = {angle_text(theta)}, ⟨Z⟩ is {exact}. Nothing is measured yet."
    found = with_spread(float(shots.mean[-1]), shots.deviation(n))
    return (
        f"At θ = {angle_text(theta)}, {shots.n_ones:,} of {plural(n, 'shot')} gave 1, so ⟨Z⟩ = "
        f"{found}; exact is {exact}."
    )


def sampled_curve_text(curve: ExpectationCurve, shots: int) -> str:
    """What the dots of a sampled curve are, and how many of them lie in the band."""
    return (
        f"Dots: one measurement each, with {plural(shots, 'shot')}. Band: two standard deviations, "
        f"±2√((1 − ⟨Z⟩²)/shots); {curve.n_in_band} of {len(curve.theta)} dots lie in it."
    )


def shot_error_text(errors: ShotErrors, theta: float, shots: int) -> str:
    """What the error-over-shots picture shows at this angle."""
    spread = errors.theory[0] * math.sqrt(errors.shots[0])  # of a single shot
    if spread < 1e-6:
        return f"At θ = {angle_text(theta)} the outcome is certain: there is nothing to scatter."
    return (
        f"Dots: the error of {errors.repeats} measurements each. Solid: √((1 − ⟨Z⟩²)/shots). "
        f"{plural(shots, 'shot')} leave ± {spread_text(spread / math.sqrt(shots))}; for a tenth of "
        f"that it takes {100 * shots:,}."
    )


def training_text(run: Run | None, place: int = 0) -> str:
    """How a run stands, one line of Markdown; see `training_lines`."""
    return " · ".join(training_lines(run, place))


def training_lines(
    run: Run | None, place: int = 0, measure: LossName = "chapter"
) -> tuple[str, str]:
    """How a run stands, two lines: how far it is, in Markdown, and what is or was done, plain.

    `place` is its place in the queue, if any; `measure` is the loss that is shown.
    """
    if run is None:
        return "**Untrained**", "Press Train and watch the two colours move apart."
    if not run.batches:
        if place:
            return f"**Waiting** for a free processor, place {place} in the queue", run.label
        if run.is_active:
            return "**Untrained**", "Starting a process and reading the images."
        return "**Not trained**", _outcome(run)
    last = run.batches[-1]
    parts = [f"**Epoch {last.epoch:,} of {run.training.epochs:,}**", _recent_loss(run, measure)]
    if run.epochs and run.finished is None:  # the last message says it of all test images
        parts.append(
            f"{run.epochs[-1].test_accuracy:.1%} of {run.epochs[-1].n_test:,} test images right"
        )
    return " · ".join(parts), f"Waiting, place {place} in the queue." if place else _outcome(run)


def _recent_loss(run: Run, measure: LossName) -> str:
    recent = run.batches[-RECENT_BATCHES:]
    losses = [b.nll if measure == "nll" else 1 + b.chapter_loss for b in recent]
    batches = "last batch" if len(losses) == 1 else f"mean of the last {len(losses)} batches"
    return f"{LOSS_NAMES[measure]} {sum(losses) / len(losses):.3f}, {batches}"


def _outcome(run: Run) -> str:
    """How it ended or what it does, and what else its owner should know."""
    doing = {"paused": "Paused; the network so far is kept."}.get(run.state, "Training")
    if run.is_active and run.source is not None:
        doing = f"Training on {SOURCES.get(run.source, run.source)}."
    return " ".join([run.message or doing, *run.notices[-1:]])


def moment_text(probe: Probe) -> str:
    """When the angles were so: "untrained", "epoch 1, batch 4", "epoch 3"."""
    if not probe.step:
        return "untrained"
    epoch = f"epoch {probe.epoch:,}"
    return f"{epoch}, batch {probe.batch:,}" if probe.batch else epoch


def angles_text(config: ModelConfig) -> str:
    """How to read the images' angles: which ones are best, for the circuit as it is."""
    zero, one = config.digits
    if config.kind == "classical":
        return (
            f"Each dot is a test image at its logit z; the twin has no angle, and P({one}) = "
            f"1/(1 + e⁻ᶻ). Best is a z far to the left for a {zero} and far to the right for a "
            f"{one}; beyond the axis a dot stands at its edge."
        )
    best = "−π/2", "π/2"
    if not config.hadamard:
        best = "0", "π or −π"
    return (
        f"Each dot is a test image at its angle θ. Best is θ = {best[0]} for a {zero} and "
        f"θ = {best[1]} for a {one}: there P({one}) is 0 and 1. P({one}) = (1 − ⟨Z⟩)/2 rises where "
        "⟨Z⟩ on the Circuit page falls."
    )


def loss_text(measure: LossName) -> str:
    """How to read the loss: why training is above test, and what is done about P = 0."""
    text = (
        "Solid: the training images, while half of the network is switched off at random "
        "(dropout). Dashed: test images after each epoch, with all of it, so often lower."
    )
    if measure == "chapter":
        return text
    return (
        f"{text} {PSEUDO_PROBABILITY:g} is added to each P: measured with few shots it can be 0. "
        "The axis is one of square roots, to hold 0.03 and 7."
    )


def result_text(run: Run) -> str:
    """How a run stands or ended, a few words for a table."""
    if run.finished is not None and run.state == "completed":
        n = run.finished.n_test
        right = round(run.finished.test_accuracy * n)
        return f"{right:,} of {n:,} right, {duration_text(run.seconds)}"
    done = f"epoch {run.batches[-1].epoch} of {run.training.epochs}" if run.batches else ""
    return f"{run.state}, {done}" if done else run.state


def shift_sentence(shift: float, shots: int, found: Sequence[Trial]) -> str:
    """What the present shift and shots mean for parameter shift and the finite difference."""
    by_rule = {trial.slope.rule: trial.slope for trial in found}
    exact, finite = by_rule["parameter-shift"], by_rule["finite-difference"]
    hidden = exact.deviation > abs(exact.true) > NEGLIGIBLE
    return (
        f"At s = {angle_text(shift)} with {plural(shots, 'shot')} a circuit, one slope by "
        f"**parameter shift** is {with_spread(exact.exact, exact.deviation)}; the true slope is "
        f"{number_text(exact.true)}{', which such a scatter hides' if hidden else ''}. A "
        f"**finite difference** is off by {number_text(abs(finite.bias), 2)} on average, and "
        f"scatters by ± {spread_text(finite.deviation)}."
    )


def fan_text(n: int, shots: int, one: Slope) -> str:
    """What the picture of single slopes shows, for those who do not see it."""
    return (
        f"The curve of ⟨Z⟩ near θ = {number_text(one.here[0])} and {n} slopes measured by "
        f"{RULES[one.rule]} with {plural(shots, 'shot')} a circuit: they are "
        f"{with_spread(one.exact, one.deviation)}; the true slope is {number_text(one.true)}"
    )


def errors_text(shift: float, found: Sequence[Slope]) -> str:
    """What the picture of the errors shows at the chosen shift, for those who do not see it."""
    rules = (
        f"{RULES[one.rule]} is off by {number_text(abs(one.bias), 2)} and scatters by "
        f"± {spread_text(one.deviation)}"
        for one in found
    )
    return (
        "The error of the slope over the shift s, on a logarithmic axis. "
        f"At s = {angle_text(shift)}, {'; '.join(rules)}"
    )


def least_scatter_sentence(best: Slope | None) -> str:
    """At which shift parameter shift scatters least, if at any; `best` is its slope there."""
    if best is None:
        return "At this θ parameter shift scatters alike at every s."
    if best.deviation < NEGLIGIBLE:
        return "At s = π/2 parameter shift does not scatter here: both outcomes are certain."
    return (
        f"Ring: parameter shift scatters least at s = π/2, by ± {number_text(best.deviation, 2)}."
    )


def trials_table(found: Sequence[Trial]) -> str:
    """Some rules side by side, a Markdown table."""
    rows = [
        "| | with exact circuits | one measurement: average ± spread of "
        f"{len(found[0].estimates)} |",
        "| --- | ---: | ---: |",
        f"| **true slope** | {number_text(found[0].slope.true)} | |",
    ]
    for trial in found:
        measured = with_spread(trial.mean, trial.spread)
        exact = number_text(trial.slope.exact)
        rows.append(f"| {RULES[trial.slope.rule]} | {exact} | {measured} |")
    return "\n".join(rows)


def rule_formulas() -> str:
    """What each rule computes, a Markdown list."""
    return "\n".join(f"- {RULES[rule]}: {RULE_FORMULAS[rule]}" for rule in RULES)
