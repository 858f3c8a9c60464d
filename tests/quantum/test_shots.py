import math

import numpy as np
import pytest

from hqnn_core import AerEngine, entangled_circuit, ry_circuit
from hqnn_core.quantum import running_mean

NONE = np.array([], int)


def test_single_shots_are_bits_with_the_probability_of_the_circuit():
    bits = AerEngine(2_000, seed=4).outcomes(ry_circuit(), [[0.8]])[0]
    assert bits.shape == (2_000,)
    assert set(bits.tolist()) == {0, 1}
    p = (1 + math.sin(0.8)) / 2
    assert bits.mean() == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / 2_000))
    assert abs(np.corrcoef(bits[1:], bits[:-1])[0, 1]) < 0.09  # one does not know of another


def test_shots_in_their_order_are_those_that_are_counted():
    ansatz, values = entangled_circuit(2), [[0.8, 2.1, 0.1, 0.4], [-0.3, 1.0, 0.2, 0.7]]
    shots = AerEngine(50, seed=4).outcomes(ansatz, values)
    counts = AerEngine(50, seed=4).counts(ansatz, values)
    for row, counted in zip(shots, counts, strict=True):
        assert np.bincount(row, minlength=4).tolist() == counted.tolist()
    assert AerEngine(50).outcomes(ry_circuit(), np.zeros((0, 1))).shape == (0, 50)


def test_running_mean_is_the_mean_of_the_first_shots():
    shots = running_mean(ry_circuit(), 0.5, np.array([1, 0, 0, 1]))
    np.testing.assert_allclose(shots.mean, [-1, 0, 1 / 3, 0])
    assert shots.exact == pytest.approx(-math.sin(0.5))
    assert shots.n_ones == 2
    assert running_mean(ry_circuit(False), 0.5, NONE).mean.size == 0
