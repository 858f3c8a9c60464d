"""Does entanglement help? Three networks that differ only between their angles and their head."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import build_model
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.significance import LEVEL, N_SEEDS, paired_chances, smallest_step
from hqnn_core.runs.sweep import Sweep

Arm = Literal["entangled", "separable", "mlp"]
ARMS: tuple[Arm, ...] = ("entangled", "separable", "mlp")
"""With entangling gates; the same circuit without them; a dense layer and tanh instead."""

N_QUBITS = 4
N_LAYERS = N_QUBITS + 1
"""A layer has a weight a qubit: so the circuit has as many as a dense layer from n to n."""


def arms_grid() -> Grid:
    """The three networks, with `N_SEEDS` seeds each: ten digits, 100 images of each, 15 epochs."""
    model = ModelConfig(
        digits=tuple(range(10)),
        qubits=N_QUBITS,
        layers=N_LAYERS,
        engine="statevector",
        shots=None,
        rule="exact",
    )
    training = TrainConfig(epochs=15, batch_size=16, learning_rate=3e-3)
    axes = {"kind": ("hybrid", "classical"), "entangled": (True, False), "seed": range(N_SEEDS)}
    return Grid(axes, model, training)


def arm_of(values: Mapping[str, Any]) -> Arm:
    """The arm of a run with these values of the grid's settings."""
    if values["kind"] == "classical":
        return "mlp"
    return "entangled" if values["entangled"] else "separable"


def n_parameters(grid: Grid) -> dict[Arm, int]:
    """How many parameters each network has in all."""
    counts: dict[Arm, int] = {}
    for index in range(len(grid)):
        arm = arm_of(grid.values(index))
        if arm not in counts:
            network = build_model(grid.settings(index)[0])
            counts[arm] = sum(parameter.numel() for parameter in network.parameters())
    return counts


@dataclass(frozen=True)
class Contrast:
    """Two arms: by how much the mean accuracy of the better one is higher.

    `chance` is the p-value, corrected for all pairs of arms, see `paired_chances`.
    """

    better: Arm
    worse: Arm
    difference: float
    chance: float

    @property
    def is_clear(self) -> bool:
        return self.chance < LEVEL


def contrasts(sweep: Sweep) -> list[Contrast] | None:
    """What the seeds tell of each pair of arms once all runs are done; None before that."""
    if sweep.state != "done":
        return None
    by_arm = {arm: [share for each, _, share in accuracies(sweep) if each == arm] for arm in ARMS}
    ordered = sorted(ARMS, key=lambda arm: -statistics.fmean(by_arm[arm]))
    pairs = list(itertools.combinations(ordered, 2))
    found = [
        [ours - theirs for ours, theirs in zip(by_arm[better], by_arm[worse], strict=True)]
        for better, worse in pairs
    ]
    chances = paired_chances(found, smallest_step(list(by_arm.values()))).tolist()
    return [
        Contrast(*pair, statistics.fmean(each), chance)
        for pair, each, chance in zip(pairs, found, chances, strict=True)
    ]


def winner(found: Sequence[Contrast]) -> Arm | None:
    """The arm that is better than both others by more than chance."""
    clear = [each.better for each in found if each.is_clear]
    return next((arm for arm in ARMS if clear.count(arm) == len(ARMS) - 1), None)


def accuracies(sweep: Sweep) -> list[tuple[Arm, int, float]]:
    """(arm, seed, test accuracy) of each run that has ended with a network."""
    found = []
    for index, outcome in sorted(sweep.outcomes.copy().items()):
        if outcome.test_accuracy is not None:
            values = sweep.grid.values(index)
            found.append((arm_of(values), values["seed"], outcome.test_accuracy))
    return found
