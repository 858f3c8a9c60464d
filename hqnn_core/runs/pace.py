"""How fast a run is trained, and how long it still takes."""

from __future__ import annotations

from hqnn_core.runs.run import Run

PACE_BATCHES = 50
"""The remaining time is judged by so many batches: two epochs of the first settings, so that the
evaluations between epochs are in it."""


def remaining_seconds(run: Run) -> float | None:
    """Seconds of training left, estimated from the last batches; None before any batch."""
    recent = run.batches[-PACE_BATCHES - 1 :]
    if not recent:
        return None
    left = run.training.epochs * run.n_batches_per_epoch - recent[-1].step
    if len(recent) == 1:
        return left * recent[0].seconds
    n_steps = recent[-1].step - recent[0].step
    return left * (recent[-1].seconds - recent[0].seconds) / n_steps


def samples_per_second(run: Run) -> float | None:
    """Images per second in the last second of training, None before two batches are done."""
    batches = run.batches
    first = last = len(batches) - 1
    while first > 0 and batches[last].seconds - batches[first].seconds < 1.0:
        first -= 1
    if last < 1 or batches[last].seconds <= batches[first].seconds:
        return None
    passed = batches[last].seconds - batches[first].seconds
    per_batch = run.n_images / run.n_batches_per_epoch
    return (batches[last].step - batches[first].step) * per_batch / passed


def images_passed(run: Run) -> int:
    """Training images used in gradient steps so far; an epoch's last batch may be smaller."""
    if not run.batches:
        return 0
    last = run.batches[-1]
    in_epoch = min(last.batch * run.training.batch_size, run.n_images)
    return (last.epoch - 1) * run.n_images + in_epoch
