"""Milliseconds of a forward and a backward pass of our layer and of others.

`OMP_NUM_THREADS=1 python -m tests.benchmarks.layers`, with `--memory` for how far each raises the
memory of a process of its own.

The circuits are H and RY(feature) on each qubit, then layers of gates that hold weights and a CX
ring: "real" has two layers of RY, "complex" six of RX, RY, RZ. The output is each qubit's <Z>, and
features and weights get gradients, all in float32 where a package can. Every package's gradient is
first compared with ours. All take turns of ten passes in one process with one thread, so that the
noise of the machine meets them alike; medians, and the seconds of the first pass, in which some
compile. "JAX alone" is no torch layer: it takes and gives NumPy arrays. What takes longer than
`TOO_LONG` seconds is not run at larger sizes. The peers, all or some of them:
tests/benchmarks/requirements.txt.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import resource
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector
from qiskit.primitives import StatevectorEstimator
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine
from hqnn_core.quantum import GradientRule
from tests.benchmarks.measures import seconds

SIZES = [(1, 32), (2, 32), (4, 1), (4, 32), (8, 1), (8, 32), (12, 8)]
MEMORY_SIZES = [(12, 32), (16, 8)]
BUDGET, TOO_LONG, TURNS, IN_A_ROW = 1.5, 2.0, 5, 10  # seconds a cell, seconds a pass, passes

Numbers = NDArray[np.float32]
Pass = Callable[[Numbers], Numbers]  # features (B, n) -> the gradient of the summed output in them
Maker = Callable[..., Pass]  # circuit, weights -> pass


@dataclass(frozen=True)
class Circuit:
    n_qubits: int
    layers: int
    rotations: tuple[str, ...]

    @property
    def n_weights(self) -> int:
        return self.layers * self.n_qubits * len(self.rotations)

    def gates(self, features: Any, weights: Any) -> Iterator[tuple[str, list[int], Any]]:
        """(name, qubits, angle or None) of each gate; `features[i]` is the angle of qubit i."""
        n, given = self.n_qubits, iter(weights)
        for qubit in range(n):
            yield "h", [qubit], None
            yield "ry", [qubit], features[qubit]
        for _ in range(self.layers):
            for qubit in range(n):
                for name in self.rotations:
                    yield name, [qubit], next(given)
            for qubit in range(n if n > 2 else n - 1):
                yield "cx", [qubit, (qubit + 1) % n], None

    def ansatz(self) -> Ansatz:
        features = ParameterVector("x", self.n_qubits)
        weights = ParameterVector("w", self.n_weights)
        circuit = QuantumCircuit(self.n_qubits)
        for name, qubits, angle in self.gates(features, weights):
            getattr(circuit, name)(*([] if angle is None else [angle]), *qubits)
        return Ansatz(circuit, tuple(features), tuple(weights))


CIRCUITS: dict[str, Callable[[int], Circuit]] = {
    "real": lambda n: Circuit(n, 2, ("ry",)),
    "complex": lambda n: Circuit(n, 6, ("rx", "ry", "rz")),
}


def torch_pass(run: Callable[[Tensor], Tensor]) -> Pass:
    def one(values: Numbers) -> Numbers:
        features = torch.from_numpy(values).requires_grad_()
        run(features).sum().backward()
        assert features.grad is not None
        return features.grad.numpy()

    return one


def ours(
    circuit: Circuit, weights: Numbers, rule: GradientRule = "exact", is_compiled: bool = False
) -> Pass:
    layer = QuantumLayer(circuit.ansatz(), StatevectorEngine(), rule=rule)
    layer.weights = torch.nn.Parameter(torch.from_numpy(weights))
    if is_compiled:
        torch.compiler.reset()
        layer = torch.compile(layer, fullgraph=True)
    return torch_pass(layer)


def pennylane(
    circuit: Circuit, weights: Numbers, device: str, method: str, is_expanded: bool = False
) -> Pass:
    qml: Any = importlib.import_module("pennylane")
    gate = {"h": qml.Hadamard, "cx": qml.CNOT, "rx": qml.RX, "ry": qml.RY, "rz": qml.RZ}

    def run(features: Tensor, angles: Tensor) -> list[object]:
        for name, qubits, angle in circuit.gates(features.T, angles):
            gate[name](*([] if angle is None else [angle]), wires=qubits)
        return [qml.expval(qml.PauliZ(qubit)) for qubit in range(circuit.n_qubits)]

    wires = qml.device(device, wires=circuit.n_qubits)
    node = qml.QNode(run, wires, interface="torch", diff_method=method)
    node = qml.transforms.broadcast_expand(node) if is_expanded else node
    angles = torch.nn.Parameter(torch.from_numpy(weights))
    return torch_pass(lambda features: torch.stack(list(node(features, angles)), dim=1))


def tensorcircuit(circuit: Circuit, weights: Numbers, is_torch_layer: bool) -> Pass:
    tc: Any = importlib.import_module("tensorcircuit")
    jax: Any = importlib.import_module("jax")
    tc.set_backend("jax")

    def total(features: Any, angles: Any) -> Any:
        run = tc.Circuit(circuit.n_qubits)
        for name, qubits, angle in circuit.gates(features, angles):
            getattr(run, name)(*qubits, **({} if angle is None else {"theta": angle}))
        z = (run.expectation_ps(z=[qubit]) for qubit in range(circuit.n_qubits))
        return sum(tc.backend.real(each) for each in z)

    batch = jax.vmap(total, (0, None))
    if is_torch_layer:
        layer = tc.interfaces.torch_interface(batch, jit=True)
        angles = torch.nn.Parameter(torch.from_numpy(weights))
        return torch_pass(lambda features: layer(features, angles))
    both = jax.jit(jax.grad(lambda values, angles: batch(values, angles).sum(), (0, 1)))
    return lambda values: np.array(jax.block_until_ready(both(values, weights))[0])


def torchquantum(circuit: Circuit, weights: Numbers) -> Pass:
    tq: Any = importlib.import_module("torchquantum")
    angles = torch.nn.Parameter(torch.from_numpy(weights))
    measure = tq.MeasureAll(tq.PauliZ)
    gate = {**vars(tq.functional), "h": tq.functional.hadamard, "cx": tq.functional.cnot}

    def run(features: Tensor) -> Tensor:
        device = tq.QuantumDevice(n_wires=circuit.n_qubits, bsz=len(features))
        for name, qubits, angle in circuit.gates(features.T, angles):
            gate[name](device, qubits, **({} if angle is None else {"params": angle}))
        return measure(device)

    return torch_pass(run)


def deepquantum(circuit: Circuit, weights: Numbers) -> Pass:
    dq: Any = importlib.import_module("deepquantum")
    n, run = circuit.n_qubits, dq.QubitCircuit(circuit.n_qubits)
    for name, qubits, is_feature in circuit.gates([True] * n, [False] * len(weights)):
        gate = run.cnot if name == "cx" else getattr(run, name)
        gate(*qubits, **({"encode": True} if is_feature else {}))
    for parameter, weight in zip(run.parameters(), weights, strict=True):
        parameter.data.fill_(float(weight))
    for qubit in range(n):
        run.observable(qubit)

    def expectations(features: Tensor) -> Tensor:
        run(data=features)
        return run.expectation()

    return torch_pass(expectations)


def qiskit_machine_learning(circuit: Circuit, weights: Numbers) -> Pass:
    connectors: Any = importlib.import_module("qiskit_machine_learning.connectors")
    networks: Any = importlib.import_module("qiskit_machine_learning.neural_networks")
    n, ansatz = circuit.n_qubits, circuit.ansatz()
    strings = ["I" * (n - 1 - qubit) + "Z" + "I" * qubit for qubit in range(n)]
    network = networks.EstimatorQNN(
        circuit=ansatz.circuit.remove_final_measurements(inplace=False),
        estimator=StatevectorEstimator(),
        observables=[SparsePauliOp(string) for string in strings],
        input_params=list(ansatz.features),
        weight_params=list(ansatz.weights),
        input_gradients=True,
    )
    return torch_pass(connectors.TorchConnector(network, initial_weights=weights))


OURS, OURS_SPSA = "ours, exact", "ours, SPSA"
MAKERS: dict[str, Maker] = {
    OURS: ours,
    "ours, exact, compiled": partial(ours, is_compiled=True),
    "TensorCircuit-NG, jitted": partial(tensorcircuit, is_torch_layer=True),
    "TensorCircuit-NG, jitted, JAX alone": partial(tensorcircuit, is_torch_layer=False),
    "torchquantum-ng": torchquantum,
    "DeepQuantum": deepquantum,
    "PennyLane, backprop": partial(pennylane, device="default.qubit", method="backprop"),
    "PennyLane lightning, adjoint": partial(pennylane, device="lightning.qubit", method="adjoint"),
    "ours, parameter shift": partial(ours, rule="parameter-shift"),
    "PennyLane, parameter shift": partial(
        pennylane, device="default.qubit", method="parameter-shift", is_expanded=True
    ),
    "Qiskit Machine Learning, EstimatorQNN": qiskit_machine_learning,
    OURS_SPSA: partial(ours, rule="spsa"),
}


def installed() -> dict[str, Maker]:
    """The makers whose package is here."""
    found: dict[str, Maker] = {}
    for name, make in MAKERS.items():
        try:
            make(CIRCUITS["real"](1), random_numbers(2))
        except ModuleNotFoundError as missing:
            print(f"{name} is left out: {missing}")
        else:
            found[name] = make
    return found


def check(passes: dict[str, Pass], values: Numbers) -> None:
    """Raise `AssertionError` unless all gradients but the random one are alike."""
    expected = passes[OURS](values)
    for name, run in passes.items():
        if name != OURS_SPSA:
            np.testing.assert_allclose(run(values), expected, atol=1e-4, rtol=0, err_msg=name)


def medians(passes: dict[str, Pass], values: Numbers) -> dict[str, float]:
    """Milliseconds of a pass of each, in turns."""
    times: dict[str, list[float]] = {name: [] for name in passes}
    for _ in range(TURNS):
        for name, run in passes.items():
            for _ in range(IN_A_ROW):  # as in training: the processor's caches are warm
                if sum(times[name]) < BUDGET:
                    times[name].append(seconds(partial(run, values)))
    return {name: 1000 * statistics.median(each) for name, each in times.items()}


def random_numbers(*shape: int) -> Numbers:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def megabytes(name: str, n_qubits: int, batch: int) -> float:
    """How far one pass raises the process's memory above what small passes took."""
    for size in (2, n_qubits):
        circuit = CIRCUITS["real"](size)
        run = MAKERS[name](circuit, random_numbers(circuit.n_weights))
        run(random_numbers(1, size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(random_numbers(batch, n_qubits))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def print_memory() -> None:
    spawning = multiprocessing.get_context("spawn")
    quick = [n for n in installed() if not n.startswith(("PennyLane, parameter", "Qiskit"))]
    for n_qubits, batch in MEMORY_SIZES:
        print(f"{n_qubits} qubits, batch {batch}", flush=True)
        for name in quick:
            with spawning.Pool(1) as pool:
                found = pool.apply(megabytes, (name, n_qubits, batch))
            print(f"    {name:38} {found:10.1f} MiB", flush=True)


def print_times(kind: str, makers: dict[str, Maker]) -> None:
    slow: set[str] = set()
    for n_qubits, batch in SIZES:
        circuit = CIRCUITS[kind](n_qubits)
        weights, values = random_numbers(circuit.n_weights), random_numbers(batch, n_qubits)
        passes = {n: make(circuit, weights.copy()) for n, make in makers.items() if n not in slow}
        first = {name: seconds(partial(run, values)) for name, run in passes.items()}
        check(passes, values)
        print(
            f"{kind}, {n_qubits} qubits, batch {batch:11}   ms a pass   first pass, s", flush=True
        )
        for name, milliseconds in medians(passes, values).items():
            print(f"    {name:38} {milliseconds:10.2f}   {first[name]:10.2f}", flush=True)
            if milliseconds > 1000 * TOO_LONG or first[name] > 30 * TOO_LONG:
                slow.add(name)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", action="store_true")
    torch.set_num_threads(1)
    if parser.parse_args().memory:
        print_memory()
        return
    makers = installed()
    for kind in CIRCUITS:
        print_times(kind, makers)


if __name__ == "__main__":
    main()
