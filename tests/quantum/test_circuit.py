import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter

from hqnn_core import Ansatz, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.circuit import certain_angles


@pytest.mark.parametrize("hadamard", [True, False])
def test_certain_angles_are_all_those_of_a_turn_at_which_the_outcome_is_certain(hadamard):
    theta = np.linspace(-math.pi, math.pi, 9)
    p_one = StatevectorEngine().probabilities(ry_circuit(hadamard), theta[:, None])[:, 1]
    zeros, ones = certain_angles(hadamard)
    np.testing.assert_allclose(zeros, theta[p_one < 1e-12], atol=1e-12)
    np.testing.assert_allclose(sorted(ones), theta[p_one > 1 - 1e-12], atol=1e-12)


def test_measurement_of_every_qubit_is_added_where_there_is_none():
    theta = Parameter("t")
    circuit = QuantumCircuit(2)
    circuit.ry(theta, 0)
    ansatz = Ansatz(circuit, features=(theta,))
    assert ansatz.circuit.count_ops()["measure"] == 2
    assert not circuit.clbits  # the caller's circuit is left alone


A = Parameter("a")


@pytest.mark.parametrize(
    ("features", "weights", "sentence"),
    [
        ((), (), r"has the parameters \(a\)"),
        ((A,), (A,), "twice"),
        ((Parameter("a"),), (), "the circuit's own Parameter objects"),
    ],
    ids=["none", "twice", "another of this name"],
)
def test_parameters_that_are_not_exactly_the_circuits_are_refused(features, weights, sentence):
    circuit = QuantumCircuit(1)
    circuit.ry(A, 0)
    with pytest.raises(ValueError, match=sentence):
        Ansatz(circuit, features, weights)


def test_values_of_another_number_than_the_parameters_are_refused():
    with pytest.raises(ValueError, match="has 1 parameters; got 2 values"):
        ry_circuit().bound([0.1, 0.2])


@pytest.mark.parametrize(
    ("n_qubits", "entangler", "pairs"),
    [
        (4, "ring", [(0, 1), (1, 2), (2, 3), (3, 0)]),
        (4, "line", [(0, 1), (1, 2), (2, 3)]),
        (4, "all", [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
        (4, "none", []),
        (2, "ring", [(0, 1)]),
        (1, "ring", []),
    ],
)
def test_entangler_joins_these_pairs_in_each_layer(n_qubits, entangler, pairs):
    circuit = entangled_circuit(n_qubits, 2, entangler, gate="cz").circuit
    joined = [
        tuple(circuit.find_bit(q).index for q in i.qubits)
        for i in circuit.data
        if i.operation.name == "cz"
    ]
    assert joined == pairs * 2


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
