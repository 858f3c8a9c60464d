"""`torch.compile` of the rule "exact": one graph, the same numbers and gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.circuit.library import zz_feature_map
from torch._inductor import config as inductor

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine, entangled_circuit

BATCHES = (3, 1, 7)


@pytest.fixture(autouse=True)
def anew():
    torch.compiler.reset()


def of_complex_gates(n_features: int) -> Ansatz:
    x, w = ParameterVector("x", 3), ParameterVector("w", 8)
    circuit = QuantumCircuit(6)  # two chunks of qubits
    if n_features:
        for qubit, feature in enumerate(x):
            circuit.rx(feature, qubit)
        circuit.crz(x[0] * 2, 0, 4)
    for qubit in range(6):
        circuit.u(w[qubit], 0.3, 0.4, qubit)
    circuit.cy(0, 5)  # a permutation with phases
    circuit.rzz(w[6], 1, 3)
    circuit.ccx(5, 2, 1)
    circuit.rx(w[7], 1)
    circuit.t(3)
    circuit.h(range(6))
    return Ansatz(circuit, tuple(x[:n_features]), tuple(w))


def of_few_gates() -> Ansatz:
    """Small: the compiler needs half a minute for the code of the circuit above."""
    x, w = ParameterVector("x", 2), ParameterVector("w", 2)
    circuit = QuantumCircuit(2)
    circuit.rx(x[0], 0)
    circuit.ry(w[0], 1)
    circuit.cy(0, 1)
    circuit.rzz(x[1], 0, 1)
    circuit.rx(w[1], 0)
    return Ansatz(circuit, tuple(x), tuple(w))


def of_products() -> Ansatz:
    circuit = zz_feature_map(2)
    return Ansatz(circuit, tuple(circuit.parameters), ())


LAYERS = {
    "real gates": lambda: QuantumLayer(entangled_circuit(3), StatevectorEngine(), rule="exact"),
    "complex gates": lambda: QuantumLayer(
        of_complex_gates(3), StatevectorEngine(), rule="exact", observables=["XIIIIZ", "IIYIII"]
    ),
    "products of features": lambda: QuantumLayer(
        of_products(), StatevectorEngine(), rule="exact", output="probabilities"
    ),
    "amplitudes": lambda: QuantumLayer(
        of_complex_gates(0), StatevectorEngine(), rule="exact", encoding="amplitudes"
    ),
}


def outputs_and_gradients(run, layer, features):
    values = features.clone().requires_grad_()
    layer.zero_grad()
    out = run(values)
    (out * torch.arange(1.0, out.shape[-1] + 1)).sum().backward()
    weights = [layer.weights.grad.clone()] if layer.weights is not None else []
    return [out.detach(), values.grad, *weights]


@pytest.mark.parametrize("name", LAYERS)
def test_traced_layer_gives_the_same(name):
    layer = LAYERS[name]()
    compiled = torch.compile(layer, fullgraph=True, backend="aot_eager")
    for batch in BATCHES if layer.ansatz.n_qubits < 6 else BATCHES[::2]:
        random = torch.Generator().manual_seed(batch)
        features = torch.randn(batch, layer.n_features, generator=random)
        expected = outputs_and_gradients(layer, layer, features)
        for ours, right in zip(
            outputs_and_gradients(compiled, layer, features), expected, strict=True
        ):
            torch.testing.assert_close(ours, right, atol=2e-6, rtol=1e-4)


@inductor.patch(compile_threads=1)  # a pool of processes would import torch first
def test_generated_code_gives_the_same_and_trains():
    layer = QuantumLayer(of_few_gates(), StatevectorEngine(), rule="exact")
    compiled = torch.compile(layer, fullgraph=True)
    features = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(compiled(features), layer(features), atol=2e-6, rtol=1e-4)
    optimiser = torch.optim.Adam(layer.parameters(), 0.1)
    losses = []
    for _ in range(30):
        optimiser.zero_grad()
        loss = compiled(features).mean()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.1
    assert np.isclose(losses[-1], float(layer(features).mean().detach()), atol=0.05)
