"""The variance of slopes: on the theory's line in deep circuits, constant in shallow ones."""

import math

import numpy as np
import pytest

from hqnn_core.experiments import plateau
from hqnn_core.quantum import exact_engine
from hqnn_core.quantum.analysis import random_angles
from hqnn_core.quantum.curves import outcome_variance


def test_deep_circuits_are_on_the_line_of_the_theory():
    for point in plateau.variance_points([plateau.deep_circuit(n) for n in (2, 3, 4, 5)], seed=1):
        assert abs(point.variance - plateau.scrambled_variance(point.n_qubits)) < 5 * point.error
        assert point.error < point.variance / 10


def test_shallow_circuits_keep_their_slopes():
    two, ten = plateau.variance_points([plateau.shallow_circuit(2), plateau.shallow_circuit(10)])
    assert ten.variance > 0.8 * two.variance
    assert ten.variance > 200 * plateau.scrambled_variance(10)


def made(*variances: float) -> list[plateau.VariancePoint]:
    return [
        plateau.VariancePoint(n + 2, variance, variance / 20)
        for n, variance in enumerate(variances)
    ]


@pytest.mark.parametrize("n_qubits", [2, 5])
def test_after_these_shots_the_shot_error_is_as_large_as_a_typical_slope(n_qubits):
    ansatz, draws = plateau.deep_circuit(n_qubits), 200
    values = random_angles(ansatz, draws, seed=2)
    column = len(ansatz.parameters) // 2 // n_qubits * n_qubits  # a middle weight of qubit 0
    shifted = np.repeat(values[None], 2, axis=0)
    shifted[0, :, column] += math.pi / 2
    shifted[1, :, column] -= math.pi / 2
    ends = exact_engine().expectations(ansatz, shifted.reshape(2 * draws, -1))[:, 0]
    upper, lower = ends.reshape(2, draws)
    each = plateau.shots_for_slope(n_qubits) / 2
    error = (outcome_variance(upper) + outcome_variance(lower)) / (4 * each)
    assert error.mean() == pytest.approx(((upper - lower) ** 2 / 4).mean(), rel=0.5)


def test_truth_is_at_the_places_of_the_guess_beside_the_theory():
    deep = made(0.1, 0.05, 0.02, 0.01, 0.005)
    found = plateau.truth((deep, made(0.15, 0.16, 0.15, 0.15, 0.15)))
    places = [x for x, _ in plateau.guess(6).places]
    assert places == [2, 4, 6]
    assert found.values == [0.1, 0.02, 0.005]
    assert found.errors == pytest.approx([0.005, 0.001, 0.00025])
    theory, shallow, dots = found.marks
    assert theory.points == [(n, plateau.scrambled_variance(n)) for n in range(2, 7)]
    assert [y for _, y in dots.points] == [0.1, 0.05, 0.02, 0.01, 0.005]
    assert dots.spreads[0] == pytest.approx(0.01)
    assert shallow.name == "shallow circuit, 2 layers"
