"""Training speed: images per second, time left, and the limit on slow batches."""

from __future__ import annotations

from functools import lru_cache

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import InputError
from hqnn_core.language import gettext, localized
from hqnn_core.network import HybridNet, build_model
from hqnn_core.quantum import cost
from hqnn_core.runs.run import Run

LONGEST_BATCH = 5.0
"""Seconds. A run can be paused after a batch only, so a longer one is not begun."""

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


class SlowBatchError(InputError):
    """Settings whose batches would take too long."""


def check_batch(model: ModelConfig, training: TrainConfig, n_images: int | None = None) -> None:
    """Raises `SlowBatchError` where a batch would take more than `LONGEST_BATCH`, by estimate.

    `n_images` are trained on, those of the digits if None: a batch is no larger.
    """
    if n_images is None:
        n_images = training.n_images(model.n_classes)
    batch_size = min(training.batch_size, n_images)
    seconds = batch_seconds(model, batch_size)
    if seconds > LONGEST_BATCH:
        ways = {
            gettext("a smaller batch"): batch_size > 1,
            gettext("fewer shots"): model.engine == "aer",
            gettext("fewer qubits or layers"): model.qubits > 1,
            gettext("no noise"): model.noise != "none",
        }
        effort = {
            "seconds": localized(f"{seconds:,.0f}"),
            "circuits": localized(f"{batch_size * _circuits_per_image(model):,}"),
            "shots": localized(f"{model.shots:,}") if model.shots else "",
        }
        start = gettext("One batch would take about {seconds} s: {circuits} circuits.", **effort)
        if model.shots:
            start = gettext(
                "One batch would take about {seconds} s: {circuits} circuits, each with {shots} "
                "shots.",
                **effort,
            )
        end = gettext(
            "At most {most} s are allowed: a run can pause only between batches. What helps: "
            "{ways}.",
            most=round(LONGEST_BATCH),
            ways=", ".join(way for way, helps in ways.items() if helps),
        )
        raise SlowBatchError(f"{start} {end}")


def batch_seconds(model: ModelConfig, batch_size: int) -> float:
    """About how long the circuits of a gradient step take on one core of a server of 2024.

    `python -m tests.benchmarks.batch` measures what the numbers below are fitted to.
    """
    n, shots = model.qubits, model.shots or 0
    n_gates = n * (model.layers + 1)
    if model.engine == "statevector":
        a_circuit = 2e-5 + 4e-9 * n_gates * 2**n
    elif model.noise == "none":
        a_circuit = 2e-4 + (0.03 + 0.06 * n) * 1e-6 * shots
    else:
        a_circuit = 3e-4 + (0.35 + 0.1 * n) * 1e-6 * shots + 6e-9 * n_gates * 4**n
    return batch_size * _circuits_per_image(model) * a_circuit


@lru_cache(maxsize=256)
def _circuits_per_image(model: ModelConfig) -> int:
    network = build_model(model)
    return cost(network.quantum, 1).circuits if isinstance(network, HybridNet) else 0
