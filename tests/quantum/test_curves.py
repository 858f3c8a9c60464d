import math

import numpy as np
import pytest

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.quantum import outcome_probabilities, shot_error


def test_probabilities_of_an_expectation_are_those_of_the_circuit():
    engine, theta = StatevectorEngine(), np.linspace(-7, 7, 29)[:, None]
    zero, one = outcome_probabilities(engine.expectations(ry_circuit(), theta)[:, 0])
    exact = engine.probabilities(ry_circuit(), theta)
    np.testing.assert_allclose(np.stack((zero, one), axis=1), exact, atol=1e-12)
    np.testing.assert_allclose(zero - one, -np.sin(theta[:, 0]), atol=1e-12)


def test_shot_error_is_the_spread_of_measured_means():
    engine = StatevectorEngine(50, seed=1)
    measured = engine.expectations(ry_circuit(), np.full((4_000, 1), 0.8))
    assert measured.std() == pytest.approx(float(shot_error(-math.sin(0.8), 50)), rel=0.05)
    np.testing.assert_allclose(shot_error(0.6, [1, 4, 16]), [0.8, 0.4, 0.2])


@pytest.mark.parametrize("theta", [math.pi / 2, 7.5 * math.pi])
def test_certain_outcome_has_no_shot_error_at_all(theta):
    exact = StatevectorEngine().expectations(ry_circuit(), [[theta]])[0, 0]
    assert shot_error(exact, 1) == shot_error(1.0, 100) == 0
    assert shot_error(math.cos(1e-5), 1) == pytest.approx(1e-5)
