import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.circuit.library import RYGate
from qiskit.quantum_info import Operator

from hqnn_core import Ansatz, StatevectorEngine, ry_circuit
from hqnn_core.quantum.circuit import certain_angles, start_angle


def test_chapter_circuit_is_h_then_ry_then_measurement():
    names = [instruction.operation.name for instruction in ry_circuit().circuit.data]
    assert names == ["h", "ry", "measure"]


def test_hadamard_can_be_left_out():
    names = [i.operation.name for i in ry_circuit(hadamard=False).circuit.data]
    assert names == ["ry", "measure"]


@pytest.mark.parametrize("hadamard", [True, False])
def test_expectation_is_the_cosine_of_the_start_angle_plus_theta(hadamard):
    theta = np.linspace(-7, 7, 15)
    found = StatevectorEngine().expectations(ry_circuit(hadamard), theta[:, None])[:, 0]
    np.testing.assert_allclose(found, np.cos(start_angle(hadamard) + theta), atol=1e-12)


@pytest.mark.parametrize("hadamard", [True, False])
def test_certain_angles_are_all_those_of_a_turn_at_which_the_outcome_is_certain(hadamard):
    theta = np.linspace(-math.pi, math.pi, 9)
    p_one = StatevectorEngine().probabilities(ry_circuit(hadamard), theta[:, None])[:, 1]
    zeros, ones = certain_angles(hadamard)
    np.testing.assert_allclose(zeros, theta[p_one < 1e-12], atol=1e-12)
    np.testing.assert_allclose(sorted(ones), theta[p_one > 1 - 1e-12], atol=1e-12)


def test_bound_circuit_has_the_angle_in_place_of_theta():
    bound = ry_circuit(hadamard=False).bound([math.pi / 3])
    bound.remove_final_measurements()
    assert Operator(bound).equiv(Operator(RYGate(math.pi / 3)))


def test_measurement_of_every_qubit_is_added_where_there_is_none():
    theta = Parameter("t")
    circuit = QuantumCircuit(2)
    circuit.ry(theta, 0)
    ansatz = Ansatz(circuit, features=(theta,))
    assert ansatz.circuit.count_ops()["measure"] == 2
    assert not circuit.clbits  # the caller's circuit is left alone


def test_unnamed_parameter_is_refused():
    circuit = QuantumCircuit(1)
    circuit.ry(Parameter("a"), 0)
    with pytest.raises(ValueError, match=r"has the parameters \(a\)"):
        Ansatz(circuit, features=())


def test_parameter_named_twice_is_refused():
    a = Parameter("a")
    circuit = QuantumCircuit(1)
    circuit.ry(a, 0)
    with pytest.raises(ValueError, match="twice"):
        Ansatz(circuit, features=(a,), weights=(a,))


def test_qubit_measured_into_another_bit_is_refused():
    circuit = QuantumCircuit(2, 2)
    circuit.measure([0, 1], [1, 0])
    with pytest.raises(ValueError, match="qubit i must be measured into classical bit i"):
        Ansatz(circuit, features=())


def test_gate_after_the_measurement_is_refused():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    circuit.x(0)
    with pytest.raises(ValueError, match="after its measurement"):
        Ansatz(circuit, features=())
