import math

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector

from hqnn_core import AerEngine, Ansatz, QuantumLayer, StatevectorEngine, ry_circuit


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


def initial_weights(layer: QuantumLayer) -> torch.Tensor:
    assert layer.weights is not None
    return layer.weights.detach()


def test_gradient_after_hadamard_is_minus_cosine():
    theta = torch.linspace(-3, 3, 9, dtype=torch.float64)[:, None].requires_grad_()
    QuantumLayer(ry_circuit(), StatevectorEngine())(theta).sum().backward()
    torch.testing.assert_close(theta.grad, -theta.detach().cos())


@pytest.mark.parametrize("shift", [0.1, 1.0, math.pi / 2, 2.5])
def test_gradcheck_of_features_and_weights(shift):
    layer = QuantumLayer(two_qubit_ansatz(), StatevectorEngine(), shift=shift).double()
    features = torch.randn(3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))

    def expectations(features, weights):
        return torch.func.functional_call(layer, {"weights": weights}, (features,))

    weights = initial_weights(layer).clone().requires_grad_()
    assert torch.autograd.gradcheck(expectations, (features.requires_grad_(), weights), eps=1e-5)


@pytest.mark.parametrize("make", [AerEngine, StatevectorEngine])
def test_gradient_from_shots_is_unbiased(make):
    theta, shots, repeats = 0.6, 50, 2000
    features = torch.full((repeats, 1), theta, dtype=torch.float64, requires_grad=True)
    QuantumLayer(ry_circuit(), make(shots, seed=11), shift=1.0)(features).sum().backward()
    assert features.grad is not None
    upper, lower = -math.sin(theta + 1), -math.sin(theta - 1)
    variance = (1 - upper**2 + 1 - lower**2) / (4 * shots * math.sin(1) ** 2)
    error = float(features.grad.mean()) + math.cos(theta)
    assert abs(error) < 4 * math.sqrt(variance / repeats)
    assert float(features.grad.var()) == pytest.approx(variance, rel=0.15)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
def test_output_and_gradient_have_the_dtype_of_the_features(dtype):
    theta = torch.zeros(2, 1, dtype=dtype, requires_grad=True)
    out = QuantumLayer(ry_circuit(), StatevectorEngine())(theta)
    out.sum().backward()
    assert out.dtype == dtype
    assert theta.grad is not None
    assert theta.grad.dtype == dtype


def test_shifted_circuits_of_a_backward_pass_run_in_one_call():
    calls = []

    class Counting(StatevectorEngine):
        def _run(self, ansatz, values):
            calls.append(len(values))
            return super()._run(ansatz, values)

    features = torch.zeros(5, 2, requires_grad=True)
    QuantumLayer(two_qubit_ansatz(), Counting())(features).sum().backward()
    assert calls == [5, 2 * 5 * 5]  # forward; plus and minus for each of 2 + 3 parameters


def test_weights_alone_are_shifted_where_the_features_need_no_gradient():
    engine = StatevectorEngine()
    layer = QuantumLayer(two_qubit_ansatz(), engine)
    layer(torch.zeros(5, 2)).sum().backward()
    assert engine.circuits_run == 5 + 2 * 3 * 5
    assert layer.weights is not None
    assert layer.weights.grad is not None
    assert layer.weights.grad.abs().sum() > 0


def test_a_circuit_without_weights_has_no_parameters():
    assert list(QuantumLayer(ry_circuit(), StatevectorEngine()).parameters()) == []


def test_equal_seeds_give_equal_initial_weights():
    layers = [QuantumLayer(two_qubit_ansatz(), StatevectorEngine(), seed=s) for s in (1, 1, 2)]
    first, again, other = (initial_weights(layer).numpy() for layer in layers)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_features_of_another_width_are_refused():
    with pytest.raises(ValueError, match=r"shape \(B, 1\); got \(4, 2\)"):
        QuantumLayer(ry_circuit(), StatevectorEngine())(torch.zeros(4, 2))


def test_parameter_in_two_gates_is_refused():
    t = Parameter("t")
    circuit = QuantumCircuit(2)
    circuit.ry(t, 0)
    circuit.ry(t, 1)
    with pytest.raises(ValueError, match="t stands in several"):
        QuantumLayer(Ansatz(circuit, (t,)), StatevectorEngine())


@pytest.mark.parametrize("form", ["cry(t)", "ry(2*t)"])
def test_gate_to_which_the_two_term_rule_does_not_apply_is_refused(form):
    t = Parameter("t")
    circuit = QuantumCircuit(2)
    if form == "cry(t)":
        circuit.cry(t, 0, 1)
    else:
        circuit.ry(2 * t, 0)
    with pytest.raises(ValueError, match="whole angle"):
        QuantumLayer(Ansatz(circuit, (t,)), StatevectorEngine())
