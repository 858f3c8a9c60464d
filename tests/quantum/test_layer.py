import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.quantum_info import Operator, Pauli, SparsePauliOp

from hqnn_core import (
    AerEngine,
    Ansatz,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
    ry_circuit,
)
from hqnn_core.quantum import cost
from hqnn_core.quantum.engines.base import NonFiniteAngleError


def two_qubit_ansatz() -> Ansatz:
    x, w = ParameterVector("x", 2), ParameterVector("w", 3)
    circuit = QuantumCircuit(2)
    circuit.h([0, 1])
    circuit.ry(x[0], 0)
    circuit.rx(x[1], 1)
    circuit.rzz(w[0], 0, 1)
    circuit.ry(w[1], 0)
    circuit.cx(0, 1)
    circuit.rx(w[2], 1)
    return Ansatz(circuit, tuple(x), tuple(w))


@pytest.mark.parametrize("shift", [0.1, math.pi / 2, 2.5])
def test_gradcheck_of_features_and_weights(shift):
    layer = QuantumLayer(two_qubit_ansatz(), StatevectorEngine(), shift=shift).double()
    features = torch.randn(3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    def expectations(features, weights):
        return torch.func.functional_call(layer, {"weights": weights}, (features,))

    weights = torch.tensor([0.3, 1.1, -0.4], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(expectations, (features.requires_grad_(), weights), eps=1e-5)


@pytest.mark.parametrize("make", [AerEngine, StatevectorEngine])
def test_gradient_from_shots_is_unbiased(make):
    theta, shots, repeats = 0.6, 50, 400
    features = torch.full((repeats, 1), theta, dtype=torch.float64, requires_grad=True)
    QuantumLayer(ry_circuit(), make(shots, seed=11), shift=1.0)(features).sum().backward()
    assert features.grad is not None
    upper, lower = -math.sin(theta + 1), -math.sin(theta - 1)
    variance = (1 - upper**2 + 1 - lower**2) / (4 * shots * math.sin(1) ** 2)
    error = float(features.grad.mean()) + math.cos(theta)
    assert abs(error) < 4 * math.sqrt(variance / repeats)
    assert float(features.grad.var()) == pytest.approx(variance, rel=0.25)


@pytest.mark.parametrize(
    ("rule", "is_needed", "n_circuits"),
    [
        ("parameter-shift", True, 5 + 2 * 5 * 5),  # forward; two for each of 2 + 3 parameters
        ("parameter-shift", False, 5 + 2 * 3 * 5),  # the weights' alone
        ("spsa", True, 5 + 2 * 5),
        ("exact", True, 5),
    ],
)
def test_step_runs_as_many_circuits_as_its_rule_needs(rule, is_needed, n_circuits):
    engine = StatevectorEngine()
    features = torch.zeros(5, 2, requires_grad=is_needed)
    layer = QuantumLayer(two_qubit_ansatz(), engine, rule=rule)
    layer(features).sum().backward()
    assert engine.circuits_run == n_circuits
    assert layer.weights is not None
    assert layer.weights.grad is not None
    assert layer.weights.grad.any()


def test_equal_seeds_give_equal_initial_weights():
    layers = (QuantumLayer(two_qubit_ansatz(), StatevectorEngine(), seed=s) for s in (1, 1, 2))
    first, again, other = (next(layer.parameters()) for layer in layers)
    assert torch.equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        (torch.zeros(4, 2), r"shape \(\.\.\., 1\); got \(4, 2\)"),
        (torch.zeros(2, 1, dtype=torch.int64), r"floating type; got torch\.int64"),
    ],
)
def test_features_of_another_width_or_type_are_refused(features, sentence):
    with pytest.raises(ValueError, match=sentence):
        QuantumLayer(ry_circuit(), StatevectorEngine())(features)


def test_unknown_rule_and_too_many_qubits_are_refused():
    with pytest.raises(ValueError, match="exact, spsa; got 'adjoint'"):
        QuantumLayer(ry_circuit(), StatevectorEngine(), rule="adjoint")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="40 qubits have"):
        QuantumLayer(entangled_circuit(40), StatevectorEngine())


def many_uses() -> Ansatz:
    """Parameters in several gates, in controlled ones, with factors that fit no series."""
    x, w = ParameterVector("x", 2), ParameterVector("w", 3)
    circuit = QuantumCircuit(3)
    circuit.h([0, 1, 2])
    for _ in range(2):
        circuit.ry(x[0], 0)
        circuit.rx(2 * x[1], 1)
        circuit.cry(w[0], 0, 1)
        circuit.u(w[1], x[0], 0.3, 2)
        circuit.rzz(0.7 * w[2] + 0.1, 1, 2)
        circuit.crz(w[2] - x[1] / 2, 2, 0)
        circuit.cx(0, 2)
        circuit.rx(0.4, [0, 1, 2])
    return Ansatz(circuit, tuple(x), tuple(w))


def gradients(layer: QuantumLayer, rows: int = 4) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    n_features = len(layer.ansatz.features)
    features = torch.randn(rows, n_features, dtype=torch.float64, generator=generator)
    out = layer.double()(features.requires_grad_())
    weight = torch.randn(out.shape, dtype=torch.float64, generator=generator)
    assert layer.weights is not None
    return [out, *torch.autograd.grad((out * weight).sum(), (features, layer.weights))]


def test_exact_pass_beyond_the_memory_is_cut_into_pieces_with_the_same_result():
    engine = StatevectorEngine()
    whole = gradients(QuantumLayer(many_uses(), engine, rule="exact"), 7)
    engine.memory = 12_000
    pieces = gradients(QuantumLayer(many_uses(), engine, rule="exact"), 7)
    torch.testing.assert_close(whole, pieces, atol=1e-12, rtol=0)


@pytest.mark.parametrize("engine", [AerEngine(10), StatevectorEngine(10)])
def test_exact_rule_needs_the_exact_engine(engine):
    with pytest.raises(ValueError, match="cannot be exact where shots are measured"):
        QuantumLayer(ry_circuit(), engine, rule="exact")


def test_gradient_of_random_directions_is_that_of_the_shift_rule_on_average():
    engine = StatevectorEngine(seed=1)
    layer = QuantumLayer(entangled_circuit(2, 1), engine, 0.01, "spsa", directions=4000)
    truth = QuantumLayer(layer.ansatz, engine)
    torch.testing.assert_close(gradients(layer), gradients(truth), atol=0.15, rtol=0)


@pytest.mark.parametrize(
    ("observables", "sentence"),
    [
        ([], "observables are empty"),
        (["Q"], "must be a Pauli string such as 'ZZ', .* or an Operator; got 'Q'"),
        ([3.0], "must be a Pauli string"),
        ([SparsePauliOp.from_list([("Z", 1j)])], "needs real coefficients"),
        ([Pauli("iX")], "needs real coefficients"),
        (SparsePauliOp.from_list([("ZZ", 2)]), "2 ZZ is on 2 qubits, the circuit has 1"),
        ([Operator(np.array([[0, 1], [0, 0]]))], "must be Hermitian"),
        ([Operator.from_label("I" * 7)], "up to 6 qubits"),
    ],
)
def test_observable_that_cannot_be_measured_is_named(observables, sentence):
    with pytest.raises(ValueError, match=sentence):
        QuantumLayer(ry_circuit(), StatevectorEngine(), observables=observables)


def test_observables_of_one_basis_a_qubit_are_measured_together():
    observables = ["XI", "IY", "XY", "ZZ", SparsePauliOp(["ZI", "IZ"])]
    layer = QuantumLayer(two_qubit_ansatz(), StatevectorEngine(), observables=observables)
    assert len(layer.measurements) == 2


@pytest.mark.parametrize("rule", ["parameter-shift", "exact", "spsa"])
def test_feature_that_is_no_number_is_refused_by_every_rule(rule):
    layer = QuantumLayer(ry_circuit(), StatevectorEngine(), rule=rule)
    with pytest.raises(NonFiniteAngleError):
        layer(torch.tensor([[0.1], [math.nan]]))


def test_second_derivative_of_the_shift_rule_is_refused_with_a_way_out():
    theta = torch.zeros(2, 1, requires_grad=True)
    out = QuantumLayer(ry_circuit(), StatevectorEngine())(theta)
    (slope,) = torch.autograd.grad(out.sum(), theta, create_graph=True)
    torch.testing.assert_close(slope, -torch.ones(2, 1))
    with pytest.raises(RuntimeError, match="only rule='exact' has second derivatives"):
        slope.sum().backward()


def test_parameters_that_need_the_same_shifted_gate_share_its_circuits():
    x, y = ParameterVector("x", 2)
    circuit = QuantumCircuit(1)
    circuit.ry(x + y, 0)
    circuit.rx(0.3 * x + 0.7 * y, 0)
    engine = StatevectorEngine()
    features = torch.zeros(1, 2, requires_grad=True)
    QuantumLayer(Ansatz(circuit, (x, y)), engine)(features).sum().backward()
    assert engine.circuits_run == 1 + 2 * 2


def of_numbers(number: Callable[[float], Any], engine: type) -> QuantumLayer:
    ansatz = entangled_circuit(number(2), number(1))
    runs = engine(number(64), number(5))
    return QuantumLayer(ansatz, runs, number(0.5), seed=number(3), directions=number(2))


@pytest.mark.parametrize("array", [np.array, torch.tensor], ids=["numpy", "torch"])
@pytest.mark.parametrize("engine", [AerEngine, StatevectorEngine])
def test_numbers_of_arrays_give_the_same_layer_as_pythons(array, engine):
    given, plain = of_numbers(lambda n: array([n])[0], engine), of_numbers(lambda n: n, engine)
    features = torch.tensor([[0.3, -0.8]])
    assert torch.equal(given(features), plain(features))
    assert (given.shift, given.engine.shots) == (plain.shift, plain.engine.shots)
    n = np.array([50_000], np.int32)[0]  # whose products overflow
    assert cost(given, n, n, n) == cost(plain, 50_000, 50_000, 50_000)
