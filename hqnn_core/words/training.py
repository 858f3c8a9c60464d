"""Text of the Train page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from hqnn_core.comparison.recorded import RecordedRun, example_run, recorded_runs
from hqnn_core.config import LossName, ModelConfig, TrainConfig
from hqnn_core.language import N_, gettext, language, localized, ngettext, said
from hqnn_core.network import PSEUDO_PROBABILITY, EpochDone, Mistake, batches_per_probe
from hqnn_core.quantum import QUARTER_TURN, certain_angles
from hqnn_core.runs import PRESETS, Preset
from hqnn_core.words.numbers import (
    MINUS,
    a_digit,
    angle_text,
    duration_text,
    number_text,
    percent_text,
    shots_text,
    tie_text,
    whole_text,
)
from hqnn_core.words.settings import LOSS_NAMES, settings_of, value_text

if TYPE_CHECKING:
    from hqnn_core.runs import Probe, Run

LOSS_BATCHES = (
    25  # over which the loss in the line of text is averaged: an epoch of the first settings
)
STATES = {
    "queued": N_("queued"),
    "running": N_("running"),
    "paused": N_("paused"),
    "completed": N_("completed"),
    "diverged": N_("diverged"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
}


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
    if run is None:
        return _example_lines()
    if not run.batches:
        if place:
            waits = gettext("**Queued: {place} of {waiting}**", place=place, waiting=n_waiting)
            return waits, run.label
        if run.is_active:
            return gettext("**Untrained**"), gettext("Starting. The images are loading.")
        return gettext("**Not trained**"), _outcome(run)
    parts = [_epoch_line(run), _recent_loss(run, measure), *_right_text(run)]
    outcome = _outcome(run)
    if place:
        outcome = gettext(
            "Queued: {place} of {waiting}. It resumes by itself.", place=place, waiting=n_waiting
        )
    return " · ".join(parts), outcome


def _epoch_line(run: Run) -> str:
    epoch, epochs = whole_text(run.batches[-1].epoch), whole_text(run.training.epochs)
    return gettext("**Epoch {epoch} of {epochs}**", epoch=epoch, epochs=epochs)


def _right_text(run: Run) -> list[str]:
    """The test images read correctly: all at the end, before that those of the last epoch."""
    if run.finished is not None and not run.finished.n_test:
        return []
    tested = run.finished or (run.epochs[-1] if run.epochs else None)
    if tested is None:
        return []
    share = percent_text(tested.test_accuracy)
    n = tested.n_test
    return [
        ngettext(
            "{share} of {n} test image correct",
            "{share} of {n} test images correct",
            n,
            share=share,
        )
    ]


def date_text(day: date) -> str:
    """A date in words: "30 November 2026"."""
    return format_date(day, "long", locale="en_GB" if language() == "en" else language())


def _example_lines() -> tuple[str, str]:
    """The date and settings of the recorded run, and what to do with it."""
    example = example_run()
    run = example.run
    line = gettext(
        "**A recorded run of this app**, {date}: {epochs} epochs, {images} images ({source}), "
        "{shots} shots",
        date=date_text(example.date),
        epochs=run.training.epochs,
        images=run.n_images,
        source=value_text("source", run.source),
        shots=run.model.shots,
    )
    return line, gettext("Drag the epoch, or press Train.")


def _recent_loss(run: Run, measure: LossName) -> str:
    losses = [batch.loss(measure) for batch in run.batches[-LOSS_BATCHES:]]
    mean = sum(losses) / len(losses)
    if measure == "chapter":
        return gettext("Error now: {error}", error=error_text(mean))
    shown = localized(f"{mean:.3f}") if mean >= 5e-4 else number_text(mean, 1)
    return gettext("{loss} now: {value}", loss=gettext(LOSS_NAMES[measure]), value=shown)


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
    if measure == "chapter":
        return gettext("{moment}: error {error}", moment=name, error=error_text(loss))
    return gettext("{moment}: {value}", moment=name, value=localized(f"{loss:.3f}"))


def _outcome(run: Run) -> str:
    """Outcome or activity of the run, and its notices."""
    if run.message:
        doing = said(run.message)
    elif run.state == "paused":
        doing = gettext("Paused. The network is kept.")
    elif run.is_active and run.source is not None:
        doing = gettext("Training on {images}.", images=value_text("source", run.source))
    else:
        doing = gettext("Training")
    return " ".join([doing, *map(said, run.notices[-1:])])


def watch_text(model: ModelConfig, training: TrainConfig, preset: Preset | None = None) -> str:
    """A hint on what to watch for with these settings, Markdown.

    The words of the preset that has them, or else which settings differ from the `preset`, by
    default from the nearest one.
    """
    ours = settings_of(model, training)
    theirs = {each.name: settings_of(each.model, each.training) for each in PRESETS}
    preset = preset or min(PRESETS, key=lambda each: len(ours.items() ^ theirs[each.name].items()))
    changed = [t for name, t in ours.items() if t != theirs[preset.name].get(name)]
    if not changed:
        return gettext(preset.watch_for)
    changes = ", ".join(f"**{text}**" for text in changed)
    return gettext("“{preset}”, but with {changes}", preset=gettext(preset.name), changes=changes)


def moment_text(probe: Probe) -> str:
    """Position in training: "untrained", "epoch 1, batch 4", "epoch 3"."""
    if not probe.step:
        return gettext("untrained")
    epoch, batch = whole_text(probe.epoch), whole_text(probe.batch)
    if probe.batch:
        return gettext("epoch {epoch}, batch {batch}", epoch=epoch, batch=batch)
    return gettext("epoch {epoch}", epoch=epoch)


def span_text(known: Sequence[Probe]) -> str:
    """The first and the last of some moments: "from untrained to epoch 20"."""
    if len(known) < 2:
        return moment_text(known[0]) if known else gettext("untrained")
    first, last = moment_text(known[0]), moment_text(known[-1])
    return gettext("from {first} to {last}", first=first, last=last)


def replay_label(run: Run, is_slow: bool, is_live: bool) -> str:
    """Label of the bar that replays a run; slowly: its first epoch alone."""
    if not is_slow:
        return gettext("Epoch") if is_live else gettext("Epoch (drag to replay)")
    return ngettext(
        "Replaying the first epoch, a batch at a time",
        "Replaying the first epoch, {n} batches at a time",
        batches_per_probe(run.n_batches_per_epoch),
    )


def angles_text(config: ModelConfig) -> str:
    """Caption of the angles: the ideal ones for this circuit."""
    if not config.has_one_angle:
        return gettext(
            "Each row: test images of one digit. Each column: one answer. The stronger the colour, "
            "the more likely this answer is, without shots. Ideal: full colour on the diagonal, "
            "none beside it."
        )
    zero, one = config.digits
    names = {"zero": a_digit(zero), "one": a_digit(one), "digit": one}
    if config.kind == "classical":
        return gettext(
            "Each dot is a test image. The twin has no angle; it has a number z, the logit. Ideal: "
            "z far to the left for {zero} and far to the right for {one}. Dots beyond the axis "
            "are drawn at its edge.",
            **names,
        )
    best = [_angles_text(found) for found in certain_angles(config.hadamard)]
    return gettext(
        "Each dot is a test image at its angle θ. Best for {zero}: θ = {low}, where P({digit}) = "
        "0. Best for {one}: θ = {high}, where P({digit}) = 1. The curve is that of the Circuit "
        "page: P({digit}) = (1 + E)/2.",
        **names,
        low=best[0],
        high=best[1],
    )


def _angles_text(thetas: Sequence[float]) -> str:
    texts = list(map(_quarters_text, thetas))
    if len(texts) == 1:
        return texts[0]
    return gettext("{one} or {other}", one=texts[0], other=texts[1])


def _quarters_text(theta: float) -> str:
    """An angle of none, one or two quarter turns: "0", "−π/2", "π"."""
    return (MINUS if theta < 0 else "") + ("0", "π/2", "π")[round(abs(theta) / QUARTER_TURN)]


def loss_text(measure: LossName) -> str:
    """Caption of the loss: why training is above test, and the floor for P = 0."""
    text = gettext(
        "Solid: training images. Half the neurons rest while it practises. Dashed: test images "
        "after each epoch, with all neurons at work, so the loss is often lower."
    )
    if measure == "chapter":
        more = ngettext(
            "The error is the probability of a wrong answer. *Error now* is that of the last "
            "batch.",
            "The error is the mean probability of a wrong answer. *Error now* is that of the last "
            "{n} batches.",
            LOSS_BATCHES,
        )
    else:
        more = gettext(
            "A P measured with few shots can be 0, so {added} is added to each P. The axis is a "
            "square-root scale: it shows small and large values together.",
            added=localized(f"{PSEUDO_PROBABILITY:g}"),
        )
    return f"{text} {more}"


def recorded_text() -> str:
    """Origin and settings of the recorded curves, Markdown."""
    networks = (
        gettext("the chapter's network, with the loss −P(correct) and the slope E(θ+s) − E(θ)"),
        gettext(
            "a smaller network with less dropout (6 and 16 maps, 64 hidden neurons, {weights} "
            "weights and biases; the chapter's has {others}), the same loss, and the slope "
            "E(θ+s) − E(θ−s)",
            weights=whole_text(19_085),
            others=whole_text(21_381),
        ),
    )
    start = gettext(
        "Grey: the training loss in each epoch, as recorded in the chapter's notebooks."
    )
    end = gettext("The preset *as the chapter wrote it* trains like the first of them.")
    return "\n\n".join([start, *map(_recorded, recorded_runs(), networks), end])


def _recorded(run: RecordedRun, network: str) -> str:
    made = run.settings
    return gettext(
        "**{name}**: {network}. Epochs: {epochs}. Images of each digit: {images}. Images per step: "
        "{batch}. Shots: {shots}. Learning rate of {optimiser}: {rate}. Final loss: {loss}.",
        name=run.name,
        network=network,
        epochs=made["epochs"],
        images=made["images_per_class"],
        batch=made["batch_size"],
        shots=made["shots"],
        optimiser=made["optimiser"],
        rate=localized(str(made["learning_rate"])),
        loss=number_text(run.shown_losses[-1]),
    )


def result_text(run: Run) -> str:
    """State of a run in a few words, for a table."""
    if run.finished is not None and run.state == "completed":
        right, n = whole_text(run.finished.n_right), whole_text(run.finished.n_test)
        time = duration_text(run.seconds)
        return gettext("{right} of {n} correct, {time}", right=right, n=n, time=time)
    state = gettext(STATES[run.state])
    if not run.batches:
        return state
    return gettext(
        "{state}, epoch {epoch} of {epochs}",
        state=state,
        epoch=whole_text(run.batches[-1].epoch),
        epochs=whole_text(run.training.epochs),
    )


MAX_COUNTED = 5_000
"""Shares are rounded to 4 digits: with more shots than this, they do not tell the exact count."""


def mistakes_text(found: Sequence[Mistake], n_images: int, config: ModelConfig) -> str:
    """Number and order of the misread images, Markdown."""
    if not found:
        return ngettext(
            "The test image is read correctly.",
            "All {n} test images are read correctly.",
            n_images,
        )
    parts = [
        ngettext(
            "**{wrong} of {n} test image** misread.",
            "**{wrong} of {n} test images** misread.",
            n_images,
            wrong=whole_text(len(found)),
        )
    ]
    by_chance = sum(mistake.exact is not None and mistake.exact < 0.5 for mistake in found)
    if by_chance and config.noise == "none":
        parts.append(
            ngettext(
                "For {n} of them, the angle is on the correct side: the shots caused the mistake.",
                "For {n} of them, the angle is on the correct side: the shots caused the mistake.",
                by_chance,
            )
        )
    elif by_chance:
        parts.append(
            ngettext(
                "For {n} of them, the angle is on the correct side: the shots or noise caused the "
                "mistake.",
                "For {n} of them, the angle is on the correct side: the shots or noise caused the "
                "mistake.",
                by_chance,
            )
        )
    return " ".join([*parts, gettext("The clearest mistakes come first:")])


def mistake_text(mistake: Mistake, config: ModelConfig) -> str:
    """Caption of a misread image: answer, measurement, angle."""
    truth, answer = (config.digits[k] for k in (mistake.truth, mistake.answer))
    names = {"truth": truth, "answer": answer}
    if mistake.exact is None or mistake.theta is None:
        share = percent_text(mistake.probability)
        if config.shots is None or config.kind == "classical":
            return gettext("{truth}, read as {answer}: P({answer}) = {share}", **names, share=share)
        return gettext(
            "{truth}, read as {answer}: P({answer}) = {share}, measured", **names, share=share
        )
    exact = {**names, "share": percent_text(mistake.exact)}
    if config.kind == "classical":
        return gettext(
            "{truth}, read as {answer}: P({answer}) = {share} at the logit {logit}",
            **exact,
            logit=number_text(mistake.theta),
        )
    exact["angle"] = angle_text(mistake.theta)
    if config.shots is None:
        return gettext("{truth}, read as {answer}: P({answer}) = {share} at θ = {angle}", **exact)
    parts = [gettext("{truth}, read as {answer}.", **names), _shots_text(mistake, answer, config)]
    if config.noise == "none":
        parts.append(gettext("Without shots: P({answer}) = {share} at θ = {angle}.", **exact))
    else:
        parts.append(
            gettext("Without shots and noise: P({answer}) = {share} at θ = {angle}.", **exact)
        )
    return " ".join(parts)


def _shots_text(mistake: Mistake, answer: int, config: ModelConfig) -> str:
    """The shots that gave the wrong answer; a tie is explained."""
    shots = config.shots or 0
    count = round(mistake.probability * shots)
    is_counted = shots <= MAX_COUNTED
    told = whole_text(count) if is_counted else percent_text(mistake.probability)
    measured = shots_text(shots, told, answer)
    return f"{measured} {tie_text(answer)}" if is_counted and 2 * count == shots else measured
