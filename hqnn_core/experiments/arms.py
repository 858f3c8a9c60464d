"""Ablation of entanglement: networks that differ only between their angles and the last layer."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from hqnn_core.comparison.contrasts import Contrast, contrasts
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.experiments import Experiment
from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Truth,
    mean_truth,
    named_dots,
    named_guess,
)
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import build_model
from hqnn_core.runs import Grid, Sweep
from hqnn_core.words.beyond import differences_text
from hqnn_core.words.chance import chance_rule
from hqnn_core.words.numbers import duration_text, whole_text, with_spread

Arm = Literal["entangled", "separable", "mlp"]
ARMS: dict[Arm, str] = {
    "entangled": N_("Entangled circuit"),
    "separable": N_("Circuit without entanglers"),
    "mlp": N_("Dense layer"),
}
"""With entangling gates; the same circuit without them; a dense layer and tanh instead."""
Shares = Mapping[Arm, Sequence[float]]
"""Test accuracies by arm."""
N_QUBITS = 4
N_LAYERS = N_QUBITS + 1
"""A layer has a weight a qubit: so the circuit has as many as a dense layer from n to n."""


@cache
def arms_grid() -> Grid:
    """The three networks, with `N_SEEDS` seeds each: ten digits, 100 images of each, 15 epochs."""
    model = ModelConfig(
        digits=tuple(range(10)), qubits=N_QUBITS, layers=N_LAYERS,
        engine="statevector", shots=None, rule="exact",
    )  # fmt: skip
    training = TrainConfig(epochs=15, batch_size=16, learning_rate=3e-3)
    axes = {"kind": ("hybrid", "classical"), "entangled": (True, False), "seed": range(N_SEEDS)}
    return Grid(axes, model, training)


def arm_of(values: Mapping[str, Any]) -> Arm:
    """The arm of a run with these values of the grid's settings."""
    if values["kind"] == "classical":
        return "mlp"
    return "entangled" if values["entangled"] else "separable"


def models(grid: Grid) -> dict[Arm, ModelConfig]:
    """The network of each arm with the first seed, the axis that varies last."""
    return {arm_of(grid.values(i)): grid.settings(i)[0] for i in range(len(ARMS))}


@cache
def n_parameters(model: ModelConfig) -> int:
    return sum(parameter.numel() for parameter in build_model(model).parameters())


def arm_contrasts(sweep: Sweep) -> list[Contrast] | None:
    """The difference between each pair of arms once all runs are done; None before that."""
    if sweep.state != "done":
        return None
    shares = {ARMS[arm]: each for arm, each in shares_of(sweep).items()}
    return contrasts(shares, list(itertools.combinations(shares, 2)))


def shares_of(sweep: Sweep) -> dict[Arm, list[float]]:
    """The test accuracies of the runs that have ended with a network, by arm and seed."""
    found: dict[Arm, list[float]] = {arm: [] for arm in ARMS}
    for index, outcome in sorted(sweep.outcomes.copy().items()):
        if outcome.test_accuracy is not None:
            found[arm_of(sweep.grid.values(index))].append(outcome.test_accuracy)
    return found


def text(sweep: Sweep, found: Sequence[Contrast] | None) -> str:
    """How far the runs are, and once all are done, how their seeds compare each pair, Markdown."""
    if found is None:
        return _progress_text(sweep)
    means = ", ".join(
        f"{gettext(ARMS[arm])} **{_mean_text(shares)} %**"
        for arm, shares in shares_of(sweep).items()
    )
    read = gettext("Test images read, mean and spread of the seeds: {means}.", means=means)
    more = N_("“{higher}” reads {number} of 100 images more than “{lower}” ({chance}).")
    compared = differences_text(found, more, 100, gettext)
    return f"{read} {compared} {chance_rule(len(found), 'pair', 'networks')}"


def _progress_text(sweep: Sweep) -> str:
    done = ngettext(
        "**{done} of {n} network trained.**", "**{done} of {n} networks trained.**",
        len(sweep), done=sweep.n_done,
    )  # fmt: skip
    if sweep.state != "running":
        return f"{done} " + gettext("Press the button to train the others.")
    left = sweep.seconds_left
    return f"{done} " + gettext("About {time} left.", time=duration_text(left)) if left else done


def _mean_text(shares: Sequence[float]) -> str:
    percent = [100 * share for share in shares]
    return with_spread(statistics.fmean(percent), statistics.stdev(percent), (0, 100))


def guess(shares: Shares) -> Guess:
    """The mean accuracy of each arm; the axis has room for all `shares`."""
    least = min((share for row in shares.values() for share in row), default=1.0)
    low = min(50.0, 10 * (100 * least // 10))
    ticks = [(t, str(t)) for t in range(int(low), 101, 10)]
    return named_guess(
        gettext("How many of 100 test images will each network read?"),
        Axis(gettext("test images read (%)"), low, 100.0, ticks, step=1.0, unit=" %"),
        list(map(gettext, ARMS.values())),
        (low + 100) / 2,
    )


def truth(sweep: Sweep) -> Truth:
    """A dot for each network; the truth is the mean of each arm, once all runs are done."""
    shares = shares_of(sweep)
    rows = [[100 * share for share in shares[arm]] for arm in ARMS]
    dots = named_dots(rows, 0.15)
    marks = [Mark("dots", dots, "first", gettext("one network"))] if dots else []
    return mean_truth(rows, marks) if sweep.state == "done" else Truth([], [], marks)


def introduction(grid: Grid) -> str:
    """The three networks in words, Markdown."""
    model = grid.model
    return gettext(
        "Three networks read ten digits. Only the middle differs. Each network learns {parameters} "
        "numbers, {middle} of them in the middle.",
        parameters=whole_text(n_parameters(model)), middle=model.qubits * model.layers,
    )  # fmt: skip


def arm_text(arm: Arm, model: ModelConfig) -> str:
    """An arm and its part between the angles and the last layer, Markdown."""
    middle = (
        gettext(
            "{n} × {n} weights and {n} biases, then tanh: a small classical network",
            n=model.qubits,
        )
        if arm == "mlp"
        else ngettext("{n} layer like this one", "{n} layers like this one", model.layers)
    )
    return f"**{gettext(ARMS[arm])}**  \n{middle}"


EXPERIMENT = Experiment(
    guess=guess,
    truth=truth,
    source=lambda: gettext(
        "Each dot is a network trained from another seed. Without entanglers, each qubit gives a "
        "sine of its angle: nobody needs a quantum computer for that. Source: J. Bowles, S. Ahmed, "
        "M. Schuld, *Better than classical?* (2024). They found that circuits often do as well "
        "without entanglement."
    ),
)
