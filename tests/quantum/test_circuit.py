import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.circuit.library import RYGate
from qiskit.quantum_info import Operator

from hqnn_core import Ansatz, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.errors import ConfigError
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


def test_gate_after_the_measurement_is_refused():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    circuit.x(0)
    with pytest.raises(ValueError, match="after its measurement"):
        Ansatz(circuit, features=())


def test_values_of_another_number_than_the_parameters_are_refused():
    with pytest.raises(ValueError, match="has 1 parameters; got 2 values"):
        ry_circuit().bound([0.1, 0.2])


def test_parameter_of_an_equal_name_is_not_the_circuits_own():
    circuit = QuantumCircuit(1)
    circuit.ry(Parameter("a"), 0)
    with pytest.raises(ValueError, match="the circuit's own Parameter objects"):
        Ansatz(circuit, features=(Parameter("a"),))


@pytest.mark.parametrize(
    ("entangler", "pairs"),
    [
        ("ring", [(0, 1), (1, 2), (2, 3), (3, 0)]),
        ("line", [(0, 1), (1, 2), (2, 3)]),
        ("all", [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
        ("none", []),
    ],
)
def test_entangler_joins_these_pairs_in_each_layer(entangler, pairs):
    circuit = entangled_circuit(4, 2, entangler, gate="cz").circuit
    joined = [
        tuple(circuit.find_bit(q).index for q in i.qubits)
        for i in circuit.data
        if i.operation.name == "cz"
    ]
    assert joined == pairs * 2


def test_ring_of_two_qubits_is_one_gate_and_of_one_none():
    assert entangled_circuit(2).circuit.count_ops()["cx"] == 1
    assert "cx" not in entangled_circuit(1).circuit.count_ops()


@pytest.mark.parametrize(("rotations", "each"), [("ry", 1), ("ry-rz", 2)])
def test_entangled_circuit_has_a_feature_a_qubit_and_weights_a_layer(rotations, each):
    ansatz = entangled_circuit(3, 4, rotations=rotations)
    assert (len(ansatz.features), len(ansatz.weights)) == (3, 3 * 4 * each)


@pytest.mark.parametrize("uploads", [1, 2, 3])
def test_features_stand_in_front_of_as_many_layers_as_there_are_uploads(uploads):
    ansatz = entangled_circuit(2, 3, uploads=uploads)
    angles = [i.operation.params[0] for i in ansatz.circuit.data if i.operation.name == "ry"]
    assert angles.count(ansatz.features[1]) == uploads


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n_qubits": 0}, "n_qubits must be a whole number from 1 to"),
        ({"layers": -1}, "layers must be a whole number"),
        ({"entangler": "star"}, "entangler must be one of ring, line, all, none"),
        ({"rotations": "rx"}, "rotations must be one of ry, ry-rz"),
        ({"gate": "ch"}, "gate must be one of cx, cz"),
        ({"uploads": 3}, "uploads must be a whole number from 1 to 2"),
    ],
)
def test_option_of_the_entangled_circuit_out_of_bounds_is_named(options, sentence):
    with pytest.raises(ConfigError, match=sentence):
        entangled_circuit(**{"n_qubits": 2, "layers": 2, **options})


def test_measurement_in_the_middle_is_refused():
    circuit = QuantumCircuit(2, 2)
    circuit.measure(0, 0)
    circuit.cx(0, 1)
    circuit.measure(1, 1)
    with pytest.raises(ValueError, match="cx acts on a qubit after its measurement"):
        Ansatz(circuit, features=())
