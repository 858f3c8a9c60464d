"""What holds for every circuit: its probabilities are Qiskit's, and all exact gradients are one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.quantum_info import SparsePauliOp, Statevector

from hqnn_core import AerEngine, Ansatz, QuantumLayer, StatevectorEngine

NOT_GATES = ("measure", "reset", "delay", "global_phase")
GATES = {
    name: gate
    for name, gate in get_standard_gate_name_mapping().items()
    if name not in NOT_GATES and gate.num_qubits <= 3
}
N_FEATURES, N_WEIGHTS = 2, 3
FACTORS = (1.0, 1.0, -1.0, 2.0, 0.5, 1 / 3, 0.7)


@st.composite
def ansatzes(draw: st.DrawFn, max_gates: int = 12) -> Ansatz:
    """Standard gates on random qubits, their angles numbers or sums of scaled parameters."""
    n_qubits = draw(st.integers(1, 4))
    x, w = ParameterVector("x", N_FEATURES), ParameterVector("w", N_WEIGHTS)
    parameters = [*x, *w]
    circuit = QuantumCircuit(n_qubits)
    fitting = sorted(name for name, gate in GATES.items() if gate.num_qubits <= n_qubits)
    number, factor = st.floats(-3, 3), st.sampled_from(FACTORS)
    term = st.tuples(factor, st.sampled_from(parameters))
    for name in draw(st.lists(st.sampled_from(fitting), min_size=3, max_size=max_gates)):
        gate = GATES[name].to_mutable()
        angles = []
        for _ in gate.params:
            terms = draw(st.lists(term, max_size=2))
            angles.append(sum((f * p for f, p in terms), draw(number)))
        gate.params = angles
        qubits = draw(st.permutations(range(n_qubits)))[: gate.num_qubits]
        circuit.append(gate, qubits)
    for parameter in parameters:
        if parameter not in circuit.parameters:
            circuit.ry(parameter, draw(st.integers(0, n_qubits - 1)))
    return Ansatz(circuit, tuple(x), tuple(w))


def values_for(ansatz: Ansatz, rows: int = 3) -> np.ndarray:
    return np.random.default_rng(len(ansatz.circuit)).uniform(-4, 4, (rows, 5))


def qiskit_state(ansatz: Ansatz, row: np.ndarray) -> Statevector:
    bound = ansatz.bound(row.tolist())
    bound.remove_final_measurements()
    return Statevector(bound)


def gradients(layer: QuantumLayer, values: np.ndarray) -> list[torch.Tensor]:
    """The output, and the gradient of a random sum of it in features and weights, in float64."""
    layer.double()
    assert layer.weights is not None
    with torch.no_grad():
        layer.weights.copy_(torch.from_numpy(values[0, N_FEATURES:]))
    features = torch.from_numpy(values[:, :N_FEATURES]).requires_grad_()
    out = layer(features)
    upstream = torch.randn(out.shape, dtype=out.dtype, generator=torch.Generator().manual_seed(1))
    return [out, *torch.autograd.grad(out, (features, layer.weights), upstream)]


@settings(max_examples=200)
@given(ansatzes())
def test_probabilities_of_any_circuit_are_those_of_qiskit(ansatz):
    values = values_for(ansatz)
    expected = [qiskit_state(ansatz, row).probabilities() for row in values]
    found = StatevectorEngine().probabilities(ansatz, values)
    np.testing.assert_allclose(found, expected, atol=1e-10)


@settings(max_examples=200)
@given(ansatzes(max_gates=6), st.data())
def test_exact_gradient_of_any_circuit_is_that_of_the_shift_rule(ansatz, data):
    strings = st.text("IXYZ", min_size=ansatz.n_qubits, max_size=ansatz.n_qubits)
    observables = data.draw(st.none() | st.lists(strings, min_size=1, max_size=2))
    values = values_for(ansatz, 2)
    exact, shifted = (
        gradients(
            QuantumLayer(ansatz, StatevectorEngine(), rule=rule, observables=observables), values
        )
        for rule in ("exact", "parameter-shift")
    )
    for one, other in zip(exact, shifted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-10, rtol=0)


@settings(max_examples=25)
@given(ansatzes(), st.data())
def test_expectation_of_any_observable_is_that_of_qiskit(ansatz, data):
    strings = st.text("IXYZ", min_size=ansatz.n_qubits, max_size=ansatz.n_qubits)
    terms = data.draw(st.lists(st.tuples(strings, st.floats(-2, 2)), min_size=1, max_size=4))
    operator, values = SparsePauliOp.from_list(terms), values_for(ansatz, 2)
    values[:, N_FEATURES:] = values[0, N_FEATURES:]
    layer = QuantumLayer(ansatz, StatevectorEngine(), rule="exact", observables=operator)
    expected = [qiskit_state(ansatz, row).expectation_value(operator).real for row in values]
    found = gradients(layer, values)[0].detach().numpy()
    np.testing.assert_allclose(found[:, 0], expected, atol=1e-10)


@pytest.mark.parametrize("string", ["ZI", "XY", "YX", "ZZ"])
def test_observables_from_aers_shots_are_within_five_sigma_of_the_exact_ones(string):
    x = ParameterVector("x", 2)
    circuit = QuantumCircuit(2)
    circuit.ry(x[0], 0)
    circuit.cx(0, 1)
    circuit.rx(x[1], 1)
    circuit.t(0)
    ansatz = Ansatz(circuit, tuple(x))
    features = torch.linspace(-3, 3, 12, dtype=torch.float64).reshape(6, 2)
    observables = [string, SparsePauliOp.from_list([("XX", 0.5), (string, 0.25)])]
    exact = QuantumLayer(ansatz, StatevectorEngine(), observables=observables)(features)
    sampled = QuantumLayer(ansatz, AerEngine(4000, seed=3), observables=observables)(features)
    bound = torch.tensor([1.0, 0.75], dtype=torch.float64)  # of the coefficients
    assert ((sampled - exact).abs() <= 5 * bound / 4000**0.5).all()
    assert (sampled != exact).any()
