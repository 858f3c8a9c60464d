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
    random_angles,
    sim_circuit,
    states_at_random,
)

ONE_LAYER = {1: 0.300, 2: 0.286, 4: 0.134, 9: 0.677, 15: 0.189, 18: 0.234, 19: 0.081}
THREE_LAYERS = {1: 0.208, 2: 0.008, 9: 0.032}


def unchanged(n_qubits: int) -> Ansatz:
    """A circuit whose angle turns nothing but the phase of its state."""
    circuit, angle = QuantumCircuit(n_qubits), Parameter("a")
    circuit.rz(angle, 0)
    return Ansatz(circuit, (angle,))


@pytest.mark.parametrize("number", SIM_CIRCUITS)
def test_expressibility_of_one_layer_is_that_of_the_paper(number):
    assert expressibility(sim_circuit(number)) == pytest.approx(ONE_LAYER[number], abs=0.03)


@pytest.mark.parametrize("number", THREE_LAYERS)
def test_expressibility_of_three_layers_is_that_of_the_paper(number):
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


def test_random_states_are_those_of_qiskit_at_the_random_angles():
    ansatz = sim_circuit(15, 3, layers=2)
    found = states_at_random(ansatz, 3, seed=2).numpy()
    for state, angles in zip(found, random_angles(ansatz, 3, seed=2), strict=True):
        bound = ansatz.bound(angles.tolist())
        bound.remove_final_measurements()
        assert abs(np.vdot(Statevector(bound), state)) == pytest.approx(1, abs=1e-12)


def test_haar_shares_of_many_qubits_stay_finite():
    assert math.isfinite(expressibility(unchanged(10), pairs=1_000))  # the least is 75 ** -1023


def test_too_few_pairs_are_refused():
    with pytest.raises(ConfigError, match=r"pairs must be a whole number from 1,000 .*; got 10\."):
        expressibility(ry_circuit(), pairs=10)


def test_more_states_than_fit_into_memory_are_refused_before_any():
    with pytest.raises(ValueError, match=r"1,000 states of 20 qubits do not fit .* at most 128 at"):
        states_at_random(sim_circuit(1, 20))


def test_circuit_too_large_to_simulate_is_refused():
    with pytest.raises(ValueError, match="40 qubits"):
        expressibility(unchanged(40))
