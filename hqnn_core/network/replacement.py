"""The trained circuit replaced by a formula from three runs, and what that changes.

Shapes: N test images, K angles of a curve, R repeats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.network.checkpoint import load_pretrained
from hqnn_core.network.data import load_digits
from hqnn_core.network.evaluation import EVALUATION_BATCH
from hqnn_core.network.model import HybridNet
from hqnn_core.quantum import (
    AerEngine,
    Report,
    analysis,
    exact_engine,
    outcome_probabilities,
    unreported,
)

N_CURVE = 121
REPEATS = 5


@dataclass(frozen=True)
class Replacement:
    """A network of one angle beside `REPEATS` surrogates, each made from three measured runs.

    Attributes:
        shots: of each of the three runs.
        runs: angles at which they were measured, (3,), radians.
        grid: angles of the curves, (K,), radians.
        exact_curve: exact P(measuring 1) of the circuit, (K,).
        curves: of the surrogates, (R, K); shots may leave them outside [0, 1].
        measured: what the three runs gave, P(measuring 1), (R, 3).
        thetas: of the test images, (N,).
        labels: their true classes, (N,).
        circuit: their classes by the exact circuit, (N,).
        surrogates: their classes by each surrogate, (R, N).
    """

    shots: int
    runs: NDArray[np.floating]
    grid: NDArray[np.floating]
    exact_curve: NDArray[np.floating]
    curves: NDArray[np.floating]
    measured: NDArray[np.floating]
    thetas: NDArray[np.floating]
    labels: NDArray[np.integer]
    circuit: NDArray[np.integer]
    surrogates: NDArray[np.integer]

    @property
    def n_changed(self) -> list[int]:
        """For each surrogate: the test images to which it gives another class."""
        return (self.surrogates != self.circuit).sum(1).tolist()

    @property
    def n_answers(self) -> int:
        """Answers of all surrogates together."""
        return self.surrogates.size

    @property
    def n_kept(self) -> int:
        """Answers of the surrogates that are those of the circuit."""
        return self.n_answers - sum(self.n_changed)

    @property
    def share_kept(self) -> float:
        return self.n_kept / self.n_answers

    @property
    def n_right(self) -> tuple[int, list[int]]:
        """Test images read correctly by the circuit, and by each surrogate."""
        circuit = int((self.circuit == self.labels).sum())
        return circuit, (self.surrogates == self.labels).sum(1).tolist()


def replaced_circuit(
    network: HybridNet,
    images: Tensor,
    labels: Tensor,
    shots: int,
    seed: int | None = None,
    report: Report = unreported,
) -> Replacement:
    """Replace the circuit of a network with one angle; `images` (N, 1, 28, 28) are test images.

    Reports surrogates made, and batches of images read.
    """
    ansatz, grid = network.quantum.ansatz, np.linspace(-math.pi, math.pi, N_CURVE)
    engine = AerEngine(shots, seed)
    made: list[analysis.Surrogate] = []
    parts: list[Tensor] = []
    batches = images.split(EVALUATION_BATCH)
    total = REPEATS + len(batches)
    for _ in range(REPEATS):
        report(len(made), total)
        made.append(analysis.surrogate(ansatz, engine))
    for batch in batches:
        report(REPEATS + len(parts), total)
        parts.append(network.activations(batch).theta)
    report(total, total)
    thetas = torch.cat(parts).double()
    runs = made[0].harmonics[0].grid
    return Replacement(
        shots=shots,
        runs=runs,
        grid=grid,
        exact_curve=_p_one(exact_engine().expectations(ansatz, grid[:, None])[:, 0]),
        curves=np.stack([_curve(each, grid) for each in made]),
        measured=np.stack([_curve(each, runs) for each in made]),
        thetas=thetas[:, 0].numpy(),
        labels=labels.numpy(),
        circuit=network.measure(thetas, exact_engine()).labels.numpy(),
        surrogates=np.stack([_classes(each, thetas) for each in made]),
    )


def pretrained_replaced(shots: int, report: Report = unreported) -> Replacement:
    """`replaced_circuit` of the pretrained network for 0 and 1, with their test images."""
    network, digits = load_pretrained("zero-one"), load_digits((0, 1), 1, "auto")
    return replaced_circuit(network, digits.test_images, digits.test_labels, shots, report=report)


def _curve(made: analysis.Surrogate, angles: NDArray[np.floating]) -> NDArray[np.floating]:
    return _p_one(made(torch.from_numpy(angles)[:, None])[:, 0].numpy())


def _classes(made: analysis.Surrogate, thetas: Tensor) -> NDArray[np.integer]:
    """Even odds give class 0, as the network's own answers."""
    return (made(thetas)[:, 0] < 0).long().numpy()


def _p_one(expectation: NDArray[np.floating]) -> NDArray[np.floating]:
    return outcome_probabilities(expectation)[1]
