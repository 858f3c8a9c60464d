import math

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.analysis import gradient_variance, random_angles, random_gradients

DRAWS = {2: 2_000, 6: 500}


def scrambled(n_qubits: int) -> float:
    """The variance between two parts of a circuit that scramble all n qubits."""
    d = 2**n_qubits
    return d**2 / (2 * (d**2 - 1) * (d + 1))


def deep(n_qubits: int) -> Ansatz:
    return entangled_circuit(n_qubits, 6 * n_qubits, "ring", "ry-rz", "cx")


@pytest.mark.parametrize("n_qubits", DRAWS)
@pytest.mark.parametrize("letters", ["Z", "XY"])
def test_slopes_of_a_deep_circuit_vanish_as_the_closed_form(n_qubits, letters):
    observable = letters.rjust(n_qubits, "I")
    slopes = random_gradients(deep(n_qubits), observable, DRAWS[n_qubits])
    middle = slopes[:, slopes.shape[1] // 3 : -slopes.shape[1] // 3]
    each = (middle**2).mean(axis=1)  # of one draw of all angles
    sigma = each.std() / math.sqrt(len(each))
    assert abs(each.mean() - scrambled(n_qubits)) < 5 * sigma
    assert 5 * sigma < scrambled(n_qubits) / 4  # enough draws to tell n from n + 1


def test_ry_and_a_cz_line_alone_have_no_plateau():
    """The counter-example: as deep, but eight qubits keep a tenth of what two have, not a 50th."""
    two, eight = (
        gradient_variance(
            entangled_circuit(n, 6 * n, "line", "ry", "cz"), "I" * (n - 1) + "Z", draws=500
        )
        for n in (2, 8)
    )
    assert eight > 8 * scrambled(8)
    assert eight / two > 4 * scrambled(8) / scrambled(2)


def test_variance_of_the_chapter_circuit_is_one_half():
    """The mean of cos(theta)**2."""
    assert gradient_variance(ry_circuit(), "Z", draws=20_000) == pytest.approx(0.5, abs=0.0125)


def test_random_gradients_are_those_of_the_shift_rule():
    ansatz, observable = (
        entangled_circuit(3, 2, rotations="ry-rz"),
        SparsePauliOp(["XYZ", "ZII"], np.array([0.5, 2])),
    )
    layer = QuantumLayer(
        Ansatz(ansatz.circuit, ansatz.parameters), StatevectorEngine(), observables=[observable]
    )
    values = torch.from_numpy(random_angles(ansatz, 4, seed=3)).requires_grad_()
    (expected,) = torch.autograd.grad(layer(values).sum(), values)
    np.testing.assert_allclose(
        random_gradients(ansatz, observable, 4, seed=3), expected, atol=1e-10
    )


@pytest.mark.parametrize("parameter", ["w[1]", 3])
def test_parameter_is_named_or_numbered_features_first(parameter):
    ansatz = entangled_circuit(2)
    expected = random_gradients(ansatz, "ZI", 100)[:, 3].var(ddof=1)
    found = gradient_variance(ansatz, "ZI", parameter, draws=100)
    assert found == gradient_variance(ansatz, "ZI", ansatz.weights[1], draws=100) == expected


def test_without_a_parameter_it_is_the_middle_weight_or_else_the_middle_feature():
    ansatz = entangled_circuit(2, 2)
    chosen = gradient_variance(ansatz, "ZI", draws=100)
    assert chosen == gradient_variance(ansatz, "ZI", ansatz.weights[2], draws=100)
    alone = Ansatz(ansatz.circuit, ansatz.parameters)
    chosen = gradient_variance(alone, "ZI", draws=100)
    assert chosen == gradient_variance(alone, "ZI", 3, draws=100)


def test_too_few_draws_are_refused():
    with pytest.raises(ConfigError, match="draws must be a whole number from 100"):
        gradient_variance(ry_circuit(), "Z", draws=5)


def test_unknown_parameter_is_refused_with_those_that_there_are():
    with pytest.raises(
        ValueError, match=r"no parameter y; it has x\[0\], x\[1\], w\[0\], w\[1\]\."
    ):
        gradient_variance(entangled_circuit(2), "ZI", "y")


def test_observable_on_other_qubits_is_refused():
    with pytest.raises(ValueError, match="is on 3 qubits, the circuit has 2"):
        gradient_variance(entangled_circuit(2), "ZII")


def test_circuit_without_parameters_is_refused():
    with pytest.raises(ValueError, match="has no parameters"):
        gradient_variance(Ansatz(QuantumCircuit(1), ()), "Z")
