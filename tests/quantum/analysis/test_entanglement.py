import math

import numpy as np
import pytest
from qiskit.quantum_info import DensityMatrix, partial_trace, random_statevector

from hqnn_core.quantum.analysis import meyer_wallach, sim_circuit, states_at_random


def haar_random(n_qubits: int, count: int) -> np.ndarray:
    random = np.random.default_rng(n_qubits)
    real, imaginary = random.normal(size=(2, count, 2**n_qubits))
    vectors = real + 1j * imaginary
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_product_states_have_none():
    states = states_at_random(sim_circuit(1, 5), 100)
    np.testing.assert_allclose(meyer_wallach(states), 0, atol=1e-12)


@pytest.mark.parametrize("n_qubits", [2, 3, 6])
def test_ghz_states_have_1(n_qubits):
    ghz = np.zeros(2**n_qubits)
    ghz[[0, -1]] = math.sqrt(0.5)
    assert meyer_wallach(ghz) == pytest.approx(1)


def test_a_bell_pair_and_a_lone_qubit_have_two_thirds():
    pair = np.array([1, 0, 0, 1]) / math.sqrt(2)
    assert meyer_wallach(np.kron([0.6, 0.8j], pair)) == pytest.approx(2 / 3)


@pytest.mark.parametrize("n_qubits", [2, 3, 4, 6])
def test_mean_over_haar_random_states_is_the_closed_form(n_qubits):
    found = meyer_wallach(haar_random(n_qubits, 4_000))
    expected = (2**n_qubits - 2) / (2**n_qubits + 1)
    assert abs(found.mean() - expected) < 5 * found.std() / math.sqrt(4_000)


def test_it_is_2_minus_twice_qiskits_mean_purity():
    states = [random_statevector(8, seed=seed) for seed in range(5)]
    purities = [
        [
            partial_trace(DensityMatrix(s), [b for b in range(3) if b != k]).purity().real
            for k in range(3)
        ]
        for s in states
    ]
    expected = 2 - 2 * np.mean(purities, axis=1)
    np.testing.assert_allclose(meyer_wallach(np.array([s.data for s in states])), expected)


@pytest.mark.parametrize("states", [np.ones(3), np.ones((4, 6)), np.ones(1), np.float64(1)])
def test_lengths_that_no_qubits_have_are_refused(states):
    with pytest.raises(ValueError, match=r"an amplitude for each outcome of n qubits; got \("):
        meyer_wallach(states)


@pytest.mark.parametrize("states", [np.ones(4), np.array([math.nan, 0]), np.zeros((2, 4))])
def test_states_that_are_not_normalised_are_refused(states):
    with pytest.raises(ValueError, match="must add up to 1: divide each state by its norm"):
        meyer_wallach(states)
