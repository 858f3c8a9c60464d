"""Does entanglement help? Three networks that differ only between their angles and their head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import build_model
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.pairs import N_SEEDS
from hqnn_core.runs.sweep import Sweep
from hqnn_core.runs.sweep_tables import best_settings

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
class Verdict:
    """Which arm has the best mean accuracy, and which others are not told apart from it."""

    best: Arm
    alike: tuple[Arm, ...]

    @property
    def is_clear(self) -> bool:
        return not self.alike


def verdict(sweep: Sweep) -> Verdict | None:
    """What the seeds tell once all runs are done, pair by pair; None before that."""
    found = best_settings(sweep, "test_accuracy") if sweep.state == "done" else None
    if found is None:
        return None
    best, alike = found
    return Verdict(arm_of(best.values), tuple(arm_of(other.values) for other in alike))


def accuracies(sweep: Sweep) -> list[tuple[Arm, int, float]]:
    """(arm, seed, test accuracy) of each run that has ended with a network."""
    found = []
    for index, outcome in sorted(sweep.outcomes.copy().items()):
        if outcome.test_accuracy is not None:
            values = sweep.grid.values(index)
            found.append((arm_of(values), values["seed"], outcome.test_accuracy))
    return found
