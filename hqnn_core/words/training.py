"""Text of the Train page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hqnn_core.comparison.recorded import RecordedRun, example_run, recorded_runs
from hqnn_core.config import LossName, ModelConfig, TrainConfig
from hqnn_core.network import PSEUDO_PROBABILITY, EpochDone, Mistake, batches_per_probe
from hqnn_core.quantum import QUARTER_TURN, certain_angles
from hqnn_core.runs import PRESETS, Preset
from hqnn_core.words.circuit import probability_formula
from hqnn_core.words.numbers import (
    MINUS,
    a_digit,
    angle_text,
    duration_text,
    number_text,
    percent_text,
    plural,
    tie_text,
)
from hqnn_core.words.settings import LOSS_NAMES, settings_of, value_text

if TYPE_CHECKING:
    from hqnn_core.runs import Probe, Run

RECORDED_NETWORKS = (
    "the chapter's network, with the loss −P(correct) and the slope E(θ+s) − E(θ)",
    "a smaller network with less dropout (6 and 16 maps, 64 hidden neurons, 19,085 weights and "
    "biases; the chapter's has 21,381), the same loss, and the slope E(θ+s) − E(θ−s)",
)
LOSS_BATCHES = (
    25  # over which the loss in the line of text is averaged: an epoch of the first settings
)


def training_text(run: Run, turn: tuple[int, int], measure: LossName) -> str:
    """State of a run, one line of Markdown; see `training_lines`."""
    return " · ".join(training_lines(run, turn, measure))


def training_lines(
    run: Run | None, turn: tuple[int, int] = (0, 0), measure: LossName = "chapter"
) -> tuple[str, str]:
    """The state of a run in two lines: progress, Markdown, and outcome, plain.

    `turn` is its place in the queue, 0 if it does not wait, and how many runs are in the queue;
    `measure` is the loss that is shown.
    """
    place, n_waiting = turn
    waits = f"Waits its turn: place {place} of {n_waiting}"

    if run is None:
        return _example_lines()
    if not run.batches:
        if place:
            return f"**{waits}**", run.label
        if run.is_active:
            return "**Untrained**", "Starting a process and loading the images."
        return "**Not trained**", _outcome(run)
    last = run.batches[-1]
    parts = [f"**Epoch {last.epoch:,} of {run.training.epochs:,}**", _recent_loss(run, measure)]
    if run.epochs and run.finished is None:  # the last message gives it for all test images
        parts.append(
            f"{percent_text(run.epochs[-1].test_accuracy)} of {run.epochs[-1].n_test:,} test "
            "images correct"
        )
    return " · ".join(parts), f"{waits}. It resumes by itself." if place else _outcome(run)


def _example_lines() -> tuple[str, str]:
    """The date and settings of the recorded run, and what to do with it."""
    example = example_run()
    run, when = example.run, f"{example.date.day} {example.date:%B %Y}"
    source = value_text("source", run.source)
    epochs, shots = run.training.epochs, run.model.shots
    made = f"{epochs} epochs, {run.n_images} images ({source}), {shots} shots"
    return f"**A recorded run of this app**, {when}: {made}", "Drag the epoch, or press Train."


def _recent_loss(run: Run, measure: LossName) -> str:
    losses = [batch.loss(measure) for batch in run.batches[-LOSS_BATCHES:]]
    mean = sum(losses) / len(losses)
    if measure == "chapter":
        return f"Error now: {error_text(mean)}"
    shown = f"{mean:.3f}" if mean >= 5e-4 else number_text(mean, 1)
    return f"{LOSS_NAMES[measure]} now: {shown}"


def error_text(error: float) -> str:
    """1 - P(correct) in percent: "6 %", "0.4 %"."""
    percent = 100 * error
    return f"{percent:.0f} %" if percent >= 1 else f"{number_text(percent, 1)} %"


def replay_text(probe: Probe, epochs: Sequence[EpochDone], measure: LossName) -> str:
    """Label of a moment in the chart of the loss: "epoch 3: error 6 %"."""
    name = moment_text(probe)
    if probe.batch or not 0 < probe.epoch <= len(epochs):
        return name
    loss = epochs[probe.epoch - 1].test_loss(measure)
    return f"{name}: error {error_text(loss)}" if measure == "chapter" else f"{name}: {loss:.3f}"


def _outcome(run: Run) -> str:
    """Outcome or activity of the run, and its notices."""
    doing = {"paused": "Paused. The network is kept."}.get(run.state, "Training")
    if run.is_active and run.source is not None:
        doing = f"Training on {value_text('source', run.source)}."
    return " ".join([run.message or doing, *run.notices[-1:]])


def watch_text(model: ModelConfig, training: TrainConfig, preset: Preset | None = None) -> str:
    """A hint on what to watch for with these settings, Markdown.

    The words of the preset that has them, or else which settings differ from the `preset`, by
    default from the nearest one.
    """
    ours = settings_of(model, training)
    theirs = {each.name: settings_of(each.model, each.training) for each in PRESETS}
    preset = preset or min(PRESETS, key=lambda each: len(ours.items() ^ theirs[each.name].items()))
    changed = [t for name, t in ours.items() if t != theirs[preset.name].get(name)]
    if changed:
        return f"“{preset.name}”, but with " + ", ".join(f"**{text}**" for text in changed)
    return preset.watch_for


def moment_text(probe: Probe) -> str:
    """Position in training: "untrained", "epoch 1, batch 4", "epoch 3"."""
    if not probe.step:
        return "untrained"
    epoch = f"epoch {probe.epoch:,}"
    return f"{epoch}, batch {probe.batch:,}" if probe.batch else epoch


def span_text(known: Sequence[Probe]) -> str:
    """The first and the last of some moments: "from untrained to epoch 20"."""
    if len(known) < 2:
        return moment_text(known[0]) if known else "untrained"
    return f"from {moment_text(known[0])} to {moment_text(known[-1])}"


def replay_label(run: Run, is_slow: bool, is_live: bool) -> str:
    """Label of the bar that replays a run; slowly: its first epoch alone."""
    if not is_slow:
        return "Epoch" if is_live else "Epoch (drag to replay)"
    n = batches_per_probe(run.n_batches_per_epoch)
    return f"Replaying the first epoch, {'a batch' if n == 1 else f'{n} batches'} at a time"


def angles_text(config: ModelConfig) -> str:
    """Caption of the angles: the ideal ones for this circuit."""
    if not config.has_one_angle:
        return (
            "Each row: some test images of one digit. Each column: one answer. The stronger the "
            "colour, the more probable this answer is for them, without shots. Ideal: full colour "
            "on the diagonal, none beside it."
        )
    zero, one = config.digits
    if config.kind == "classical":
        return (
            f"Each dot is a test image at its logit z. The twin has no angle: P({one}) = "
            f"1/(1 + e⁻ᶻ). Ideal: z far to the left for {a_digit(zero)} and far to the right for "
            f"{a_digit(one)}. A dot beyond the axis is drawn at its edge."
        )
    best = [" or ".join(map(_quarters_text, found)) for found in certain_angles(config.hadamard)]
    return (
        f"Each dot is a test image at its angle θ. Ideal: θ = {best[0]} for {a_digit(zero)}, where "
        f"P({one}) = 0, and θ = {best[1]} for {a_digit(one)}, where P({one}) = 1. "
        f"{probability_formula(one)} rises where ⟨Z⟩ on the Circuit page falls."
    )


def _quarters_text(theta: float) -> str:
    """An angle of none, one or two quarter turns: "0", "−π/2", "π"."""
    return (MINUS if theta < 0 else "") + ("0", "π/2", "π")[round(abs(theta) / QUARTER_TURN)]


def loss_text(measure: LossName) -> str:
    """Caption of the loss: why training is above test, and the floor for P = 0."""
    text = (
        "Solid: training images, while dropout switches off half of the second feature maps and of "
        "the hidden neurons at random. Dashed: test images after each epoch, without dropout, so "
        "the loss is often lower."
    )
    if measure == "chapter":
        return (
            f"{text} The error is 1 − P(correct), what the network gives to wrong digits; *Error "
            f"now* is its mean over the last {LOSS_BATCHES} batches."
        )
    return (
        f"{text} {PSEUDO_PROBABILITY:g} is added to each P, because a P measured with few shots "
        "can be 0. The axis is a square-root scale: it shows 0.03 and 7 together."
    )


def recorded_text() -> str:
    """Origin and settings of the recorded curves, Markdown."""
    runs = "; ".join(map(_recorded, recorded_runs(), RECORDED_NETWORKS))
    return (
        "Grey: the training loss in each epoch, as recorded in the chapter's notebooks. "
        f"{runs}. The preset *as the chapter wrote it* trains like the first of them."
    )


def _recorded(run: RecordedRun, network: str) -> str:
    made = run.settings
    return (
        f"**{run.name}**: {network}; {plural(made['epochs'], 'epoch')}, "
        f"{made['images_per_class']} images of each digit, {plural(made['batch_size'], 'image')} "
        f"per step, {made['shots']} shots, {made['optimiser']}, learning rate "
        f"{made['learning_rate']}; final loss {number_text(run.shown_losses[-1])}"
    )


def result_text(run: Run) -> str:
    """State of a run in a few words, for a table."""
    if run.finished is not None and run.state == "completed":
        right, n = run.finished.n_right, run.finished.n_test
        return f"{right:,} of {n:,} correct, {duration_text(run.seconds)}"
    done = f"epoch {run.batches[-1].epoch} of {run.training.epochs}" if run.batches else ""
    return f"{run.state}, {done}" if done else run.state


MAX_COUNTED = 5_000
"""Shares are rounded to 4 digits: with more shots than this, they do not tell the exact count."""


def mistakes_text(found: Sequence[Mistake], n_images: int, config: ModelConfig) -> str:
    """Number and order of the misread images, Markdown."""
    if not found:
        return f"All {plural(n_images, 'test image')} are read correctly."
    start = f"**{len(found):,} of {plural(n_images, 'test image')}** misread."
    by_chance = sum(mistake.exact is not None and mistake.exact < 0.5 for mistake in found)
    if not by_chance:
        return f"{start} The clearest mistakes come first:"
    cause = "shots" if config.noise == "none" else "shots or noise"
    return (
        f"{start} For {by_chance:,} of them, the angle is on the correct side: the {cause} caused "
        "the mistake. The clearest mistakes come first:"
    )


def mistake_text(mistake: Mistake, config: ModelConfig) -> str:
    """Caption of a misread image: answer, measurement, angle."""
    truth, answer = (config.digits[k] for k in (mistake.truth, mistake.answer))
    if mistake.exact is None or mistake.theta is None:
        over = "" if config.shots is None or config.kind == "classical" else ", measured"
        return f"{truth}, read as {answer}: P({answer}) = {percent_text(mistake.probability)}{over}"
    exact = f"P({answer}) = {percent_text(mistake.exact)} at"
    if config.kind == "classical":
        return f"{truth}, read as {answer}: {exact} the logit {number_text(mistake.theta)}"
    exact = f"{exact} θ = {angle_text(mistake.theta)}"
    if config.shots is None:
        return f"{truth}, read as {answer}: {exact}"
    if config.shots <= MAX_COUNTED:
        count = round(mistake.probability * config.shots)
        measured = f"{count:,} of {plural(config.shots, 'shot')}"
        tie = f". {tie_text(answer)}" if 2 * count == config.shots else ""
    else:
        measured, tie = f"{percent_text(mistake.probability)} of {plural(config.shots, 'shot')}", ""
    without = "" if config.noise == "none" else " without noise"
    return f"{truth}, read as {answer} by {measured}; {exact}{without}{tie}"
