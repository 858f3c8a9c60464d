"""Milliseconds of a forward and a backward pass, our layer's and others'.

`OMP_NUM_THREADS=1 python -m tests.benchmarks.layers`, with `--full` for more and larger sizes, or
`--memory` for how far each raises the memory of a process of its own.

The circuit is H and RY(feature) on each qubit, then two layers of RY(weight) and a CX ring; the
output is each qubit's <Z>, and features and weights get gradients, all in float32 where a package
can. Every package's gradient is first compared with ours. All take turns in one process with one
thread, so that the noise of the machine meets them alike; medians. What takes longer than
`TOO_LONG` seconds is not run at larger sizes. The peers: tests/benchmarks/requirements.txt.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable

import pennylane as qml  # type: ignore[import-not-found]
import torch
from qiskit.primitives import StatevectorEstimator
from qiskit.quantum_info import SparsePauliOp
from qiskit_machine_learning.connectors import (  # type: ignore[import-not-found]
    TorchConnector,
)
from qiskit_machine_learning.neural_networks import (  # type: ignore[import-not-found]
    EstimatorQNN,
)
from torch import Tensor

from hqnn_core import QuantumLayer, StatevectorEngine, entangled_circuit
from hqnn_core.quantum import GradientRule

LAYERS = 2
SIZES = [(1, 32), (2, 32), (4, 1), (4, 32), (8, 1), (8, 32), (12, 8)]
FULL_SIZES = [(n, batch) for n in (1, 2, 4, 8, 12) for batch in (1, 32, 256)] + [(16, 8)]
MEMORY_SIZES = [(12, 32), (16, 8)]
BUDGET, TOO_LONG, MOST_ROUNDS = 1.5, 2.0, 30  # seconds a cell, seconds a pass, passes

Layer = Callable[[Tensor], Tensor]
Maker = Callable[[int, Tensor], Layer]  # qubits, weights -> layer


def ours(rule: GradientRule) -> Maker:
    def make(n_qubits: int, weights: Tensor) -> Layer:
        layer = QuantumLayer(entangled_circuit(n_qubits, LAYERS), StatevectorEngine(), rule=rule)
        layer.weights = torch.nn.Parameter(weights)
        return layer

    return make


def pennylane(device: str, method: str, is_expanded: bool = False) -> Maker:
    def make(n_qubits: int, weights: Tensor) -> Layer:
        def circuit(features: Tensor, angles: Tensor) -> list[object]:
            for qubit in range(n_qubits):
                qml.Hadamard(qubit)
                qml.RY(features[:, qubit], qubit)
            for layer in range(LAYERS):
                for qubit in range(n_qubits):
                    qml.RY(angles[layer * n_qubits + qubit], qubit)
                for qubit in range(n_qubits if n_qubits > 2 else n_qubits - 1):
                    qml.CNOT([qubit, (qubit + 1) % n_qubits])
            return [qml.expval(qml.PauliZ(qubit)) for qubit in range(n_qubits)]

        node = qml.QNode(
            circuit, qml.device(device, wires=n_qubits), interface="torch", diff_method=method
        )
        run = qml.transforms.broadcast_expand(node) if is_expanded else node
        angles = torch.nn.Parameter(weights)
        return lambda features: torch.stack(list(run(features, angles)), dim=1)

    return make


def qiskit_machine_learning(n_qubits: int, weights: Tensor) -> Layer:
    ansatz = entangled_circuit(n_qubits, LAYERS)
    circuit = ansatz.circuit.remove_final_measurements(inplace=False)
    assert circuit is not None
    strings = ["I" * (n_qubits - 1 - qubit) + "Z" + "I" * qubit for qubit in range(n_qubits)]
    network = EstimatorQNN(
        circuit=circuit,
        estimator=StatevectorEstimator(),
        observables=[SparsePauliOp(string) for string in strings],
        input_params=list(ansatz.features),
        weight_params=list(ansatz.weights),
        input_gradients=True,
    )
    return TorchConnector(network, initial_weights=weights.numpy())


MAKERS: dict[str, Maker] = {
    "ours, exact": ours("exact"),
    "PennyLane, backprop": pennylane("default.qubit", "backprop"),
    "PennyLane lightning, adjoint": pennylane("lightning.qubit", "adjoint"),
    "ours, parameter shift": ours("parameter-shift"),
    "PennyLane, parameter shift": pennylane("default.qubit", "parameter-shift", is_expanded=True),
    "Qiskit Machine Learning, EstimatorQNN": qiskit_machine_learning,
    "ours, SPSA": ours("spsa"),
}
QUICK = [name for name in MAKERS if not name.startswith(("PennyLane, parameter", "Qiskit"))]


def gradient(layer: Layer, values: Tensor) -> Tensor:
    """Of the sum of the output, in the features."""
    features = values.clone().requires_grad_()
    layer(features).sum().backward()
    assert features.grad is not None
    return features.grad


def seconds(layer: Layer, values: Tensor) -> float:
    began = time.perf_counter()
    gradient(layer, values)
    return time.perf_counter() - began


def check(layers: dict[str, Layer], values: Tensor) -> None:
    """Raise `AssertionError` unless all gradients but the random one are alike."""
    expected = gradient(layers["ours, exact"], values)
    for name, layer in layers.items():
        if name != "ours, SPSA":
            found = gradient(layer, values).to(expected)
            torch.testing.assert_close(found, expected, atol=1e-4, rtol=0, msg=name)


def medians(layers: dict[str, Layer], values: Tensor) -> dict[str, float]:
    """Milliseconds of a pass of each, in turns."""
    times = {name: [seconds(layer, values)] for name, layer in layers.items()}  # warms up
    times = {name: [seconds(layers[name], values)] for name in times}
    for _ in range(MOST_ROUNDS):
        for name, layer in layers.items():
            if sum(times[name]) < BUDGET:
                times[name].append(seconds(layer, values))
    return {name: 1000 * statistics.median(each) for name, each in times.items()}


def megabytes(name: str, n_qubits: int, batch: int) -> float:
    """How far one pass raises the process's memory above what small passes took."""
    for size, rows in ((2, 1), (n_qubits, 1)):
        layer = MAKERS[name](size, torch.randn(LAYERS * size))
        gradient(layer, torch.randn(rows, size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gradient(layer, torch.randn(batch, n_qubits))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def print_memory() -> None:
    spawning = multiprocessing.get_context("spawn")
    for n_qubits, batch in MEMORY_SIZES:
        print(f"{n_qubits} qubits, batch {batch}", flush=True)
        for name in QUICK:
            with spawning.Pool(1) as pool:
                found = pool.apply(megabytes, (name, n_qubits, batch))
            print(f"    {name:38} {found:10.1f} MiB", flush=True)


def print_times(sizes: list[tuple[int, int]]) -> None:
    slow: set[str] = set()
    for n_qubits, batch in sizes:
        values, weights = torch.randn(batch, n_qubits), torch.randn(LAYERS * n_qubits)
        made = {
            name: make(n_qubits, weights.clone())
            for name, make in MAKERS.items()
            if name not in slow
        }
        check(made, values[:2])
        print(f"{n_qubits} qubits, batch {batch}", flush=True)
        for name, milliseconds in medians(made, values).items():
            print(f"    {name:38} {milliseconds:10.2f}", flush=True)
            if milliseconds > 1000 * TOO_LONG:
                slow.add(name)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--memory", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if chosen.memory:
        print_memory()
    else:
        print_times(FULL_SIZES if chosen.full else SIZES)


if __name__ == "__main__":
    main()
