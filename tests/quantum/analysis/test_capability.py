import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import Statevector

from hqnn_core import Ansatz, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.analysis import (
    SIM_CIRCUITS,
    expressibility,
    fidelities,
    random_angles,
    sim_circuit,
    states_at_random,
)
from hqnn_core.quantum.analysis.capability import haar_log_shares

ONE_LAYER = {1: 0.300, 2: 0.286, 4: 0.134, 9: 0.677, 15: 0.189, 18: 0.234, 19: 0.081}
THREE_LAYERS = {1: 0.208, 2: 0.008, 4: 0.011, 9: 0.032, 15: 0.115, 18: 0.022, 19: 0.004}


def unchanged(n_qubits: int) -> Ansatz:
    """A circuit whose angle turns nothing but the phase of its state."""
    circuit, angle = QuantumCircuit(n_qubits), Parameter("a")
    circuit.rz(angle, 0)
    return Ansatz(circuit, (angle,))


@pytest.mark.parametrize("number", SIM_CIRCUITS)
def test_expressibility_of_one_and_three_layers_is_that_of_the_paper(number):
    assert expressibility(sim_circuit(number)) == pytest.approx(ONE_LAYER[number], abs=0.03)
    three = expressibility(sim_circuit(number, layers=3))
    assert three == pytest.approx(THREE_LAYERS[number], abs=0.03)


def test_expressibility_of_the_chapter_circuit_is_that_of_the_arcsine_law():
    """F = cos(difference / 2)**2 with a uniform difference, against a uniform F."""
    below = 2 / math.pi * np.arcsin(np.sqrt(np.linspace(0, 1, 76)))
    share = np.diff(below)
    expected = (share * np.log(share * 75)).sum()
    assert expressibility(ry_circuit(), 100_000) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("n_qubits", [1, 3])
def test_circuit_whose_state_never_changes_has_the_largest_divergence(n_qubits):
    found = expressibility(unchanged(n_qubits))
    assert found == pytest.approx((2**n_qubits - 1) * math.log(75))


def test_fidelities_are_those_of_pairs_of_the_random_states():
    ansatz = sim_circuit(19, 3)
    states = states_at_random(ansatz, 2_000, seed=4).numpy()
    overlaps = (states[::2].conj() * states[1::2]).sum(axis=1)
    np.testing.assert_allclose(fidelities(ansatz, 1_000, seed=4), np.abs(overlaps) ** 2)


def test_random_states_are_those_of_qiskit_at_the_random_angles():
    ansatz = sim_circuit(15, 3, layers=2)
    found = states_at_random(ansatz, 3, seed=2).numpy()
    for state, angles in zip(found, random_angles(ansatz, 3, seed=2), strict=True):
        bound = ansatz.bound(angles.tolist())
        bound.remove_final_measurements()
        assert abs(np.vdot(Statevector(bound), state)) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("n_qubits", [1, 2, 4])
def test_haar_shares_are_those_of_random_complex_vectors(n_qubits):
    random = np.random.default_rng(n_qubits)
    vectors = random.normal(size=(20_000, 2**n_qubits)) + 1j * random.normal(
        size=(20_000, 2**n_qubits)
    )
    # The overlap with a fixed state is as that with a random one.
    overlaps = np.abs(vectors[:, 0]) ** 2 / (np.abs(vectors) ** 2).sum(axis=1)
    counts, _ = np.histogram(overlaps, 10, (0, 1))
    shares = np.exp(haar_log_shares(n_qubits, 10))
    sigma = np.sqrt(shares * (1 - shares) / 20_000)
    assert (np.abs(counts / 20_000 - shares) <= 5 * sigma + 1e-12).all()
    assert shares.sum() == pytest.approx(1)


def test_haar_shares_of_many_qubits_stay_finite():
    assert math.isfinite(expressibility(unchanged(10), pairs=1_000))  # the least is 75 ** -1023


def test_same_seed_gives_the_same_expressibility_and_another_seed_another():
    first, again, other = (expressibility(ry_circuit(), 1_000, seed=seed) for seed in (1, 1, 2))
    assert first == again != other


def test_too_few_pairs_are_refused():
    with pytest.raises(ConfigError, match=r"pairs must be a whole number from 1,000 .*; got 10\."):
        expressibility(ry_circuit(), pairs=10)


def test_more_states_than_fit_into_memory_are_refused_before_any():
    with pytest.raises(ValueError, match=r"1,000 states of 20 qubits do not fit .* at most 128 at"):
        states_at_random(sim_circuit(1, 20))


def test_fewer_than_one_draw_is_refused():
    with pytest.raises(ConfigError, match="draws must be a whole number from 1"):
        states_at_random(ry_circuit(), 0)


def test_circuit_without_parameters_is_refused():
    with pytest.raises(ValueError, match="has no parameters"):
        expressibility(Ansatz(QuantumCircuit(1), ()))


def test_circuit_too_large_to_simulate_is_refused():
    with pytest.raises(ValueError, match="40 qubits"):
        expressibility(unchanged(40))
