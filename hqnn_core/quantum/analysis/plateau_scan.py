"""How the slope's variance changes with the number of qubits, for circuits that differ in depth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hqnn_core.quantum.analysis.plateau import random_gradients
from hqnn_core.quantum.circuit import Ansatz, entangled_circuit
from hqnn_core.quantum.progress import Report, part_of, unreported

DRAWS = 200


@dataclass(frozen=True)
class VariancePoint:
    """The variance of a slope for circuits of so many qubits, with the error of its estimate."""

    n_qubits: int
    variance: float
    error: float


def deep_circuit(n_qubits: int) -> Ansatz:
    """A circuit deep enough to scramble its qubits: 6 n layers of RY, RZ and a ring of CX."""
    return entangled_circuit(n_qubits, 6 * n_qubits, "ring", "ry-rz", "cx")


def shallow_circuit(n_qubits: int) -> Ansatz:
    """Two layers of RY and RZ with a line of CX, however many qubits there are."""
    return entangled_circuit(n_qubits, 2, "line", "ry-rz", "cx")


def scrambled_variance(n_qubits: int) -> float:
    """The theory's variance for a Pauli string and a rotation inside a scrambling circuit.

    d**2 / (2 (d**2 - 1) (d + 1)) with d = 2**n, from the averages over two unitary 2-designs, one
    before and one behind the rotation; see `plateau`.
    """
    d = 2**n_qubits
    return d**2 / (2 * (d**2 - 1) * (d + 1))


def shots_for_slope(n_qubits: int) -> float:
    """Shots of both shifted circuits after which a slope's shot error is as large as the slope.

    The slope is a typical one of a scrambling circuit: its square is v = `scrambled_variance`. With
    N shots for each of the two circuits, parameter shift by pi/2 has the variance 1 / (2 N) where
    <Z> is near 0; so N = 1 / (2 v), and both take 1 / v.
    """
    return 1 / scrambled_variance(n_qubits)


def variance_points(
    make: Callable[[int], Ansatz], sizes: Sequence[int], draws: int = DRAWS, seed: int = 0
) -> list[VariancePoint]:
    """The mean square of the slopes of <Z> of the first qubit, for each number of qubits.

    Averaged over the weights of that qubit in the middle third of the circuit, whose mean slope is
    0, and over `draws` random angles; the error is the standard error over the draws.
    """
    return _points([make(n) for n in sizes], draws, seed)


def deep_and_shallow(
    largest: int, report: Report = unreported
) -> tuple[list[VariancePoint], list[VariancePoint]]:
    """`variance_points` of deep and of shallow circuits of 2 to `largest` qubits.

    Reports slopes: a larger circuit has more of them.
    """
    sizes = range(2, largest + 1)
    circuits = [make(n) for make in (deep_circuit, shallow_circuit) for n in sizes]
    points = _points(circuits, DRAWS, 0, report)
    return points[: len(sizes)], points[len(sizes) :]


def _points(
    circuits: Sequence[Ansatz], draws: int, seed: int, report: Report = unreported
) -> list[VariancePoint]:
    points: list[VariancePoint] = []
    done, total = 0, draws * sum(len(ansatz.parameters) for ansatz in circuits)
    for ansatz in circuits:
        n, n_slopes = ansatz.n_qubits, len(ansatz.parameters)
        part = part_of(report, done, total, n_slopes)
        gradients = random_gradients(ansatz, "I" * (n - 1) + "Z", draws, seed, part)
        slopes, done = gradients[:, n::n], done + draws * n_slopes  # of its weights
        third = slopes.shape[1] // 3
        each = (slopes[:, third : slopes.shape[1] - third] ** 2).mean(axis=1)
        points.append(
            VariancePoint(n, float(each.mean()), float(each.std(ddof=1)) / math.sqrt(draws))
        )
    return points
