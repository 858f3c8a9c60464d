"""`torch.compile` of the rule "exact": one graph, the same numbers and gradients."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.circuit.library import zz_feature_map
from torch._inductor import config as inductor

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine, entangled_circuit


@pytest.fixture(autouse=True)
def anew():
    torch.compiler.reset()


def of_complex_gates() -> Ansatz:
    x, w = ParameterVector("x", 2), ParameterVector("w", 4)
    circuit = QuantumCircuit(6)  # two chunks of qubits
    circuit.rx(x[0], 0)
    circuit.crz(x[1] * 2, 0, 4)
    circuit.h(range(6))
    circuit.u(w[0], w[1], 0.4, 3)
    circuit.cy(0, 5)  # a permutation with phases
    circuit.rzz(w[2], 1, 3)
    circuit.ccx(5, 2, 1)
    circuit.rx(w[3], 1)
    circuit.h(range(6))
    return Ansatz(circuit, tuple(x), tuple(w))


def layer_of(ansatz: Ansatz, **options: Any) -> QuantumLayer:
    return QuantumLayer(ansatz, StatevectorEngine(), rule="exact", **options)


LAYERS = {
    "real gates": lambda: layer_of(entangled_circuit(3)),
    "complex gates": lambda: layer_of(of_complex_gates(), observables=["XIIIIZ", "IIYIII"]),
    "products of features": lambda: layer_of(
        Ansatz(zz := zz_feature_map(2), tuple(zz.parameters)), output="probabilities"
    ),
    "amplitudes": lambda: layer_of(
        Ansatz(plain := entangled_circuit(2).circuit, (), tuple(plain.parameters)),
        encoding="amplitudes",
    ),
}


def outputs_and_gradients(run, layer, features):
    values = features.clone().requires_grad_()
    out = run(values)
    given = [values, *layer.parameters()]
    return [out, *torch.autograd.grad((out * torch.arange(1.0, out.shape[-1] + 1)).sum(), given)]


@pytest.mark.parametrize("name", LAYERS)
def test_traced_layer_gives_the_same(name):
    layer = LAYERS[name]()
    compiled = torch.compile(layer, fullgraph=True, backend="aot_eager")
    for batch in (3, 1) if name == "real gates" else (3,):
        random = torch.Generator().manual_seed(batch)
        features = torch.randn(batch, layer.n_features, generator=random)
        ours, right = (outputs_and_gradients(run, layer, features) for run in (compiled, layer))
        torch.testing.assert_close(ours, right, atol=2e-6, rtol=1e-4)


@inductor.patch(compile_threads=1)  # a pool of processes would import torch first
def test_generated_code_gives_the_same_and_trains():
    layer = layer_of(entangled_circuit(2, rotations="ry-rz"))  # half a minute for the one above
    compiled = torch.compile(layer, fullgraph=True)
    features = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(compiled(features), layer(features), atol=2e-6, rtol=1e-4)
    optimiser = torch.optim.Adam(layer.parameters(), 0.1)
    for _ in range(30):
        optimiser.zero_grad()
        compiled(features).mean().backward()
        optimiser.step()
    before = layer_of(layer.ansatz)(features).mean()
    assert layer(features).mean() < before - 0.1
