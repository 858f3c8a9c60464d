"""Quantum circuits as an `Ansatz`: the circuit, its feature angles, its weights."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector

from hqnn_core.quantum.settings import check_choice, check_whole

Entangler = Literal["ring", "line", "all", "none"]
Rotations = Literal["ry", "ry-rz"]
EntanglingGate = Literal["cx", "cz"]


@dataclass(frozen=True, eq=False)
class Ansatz:
    """A parameterised circuit that ends with a measurement in the Z basis.

    The object in `circuit` is what an engine runs and what a page draws. Where the caller's
    circuit has no classical bits, a measurement of every qubit is appended to a copy of it.

    Attributes:
        circuit: qubit i is measured into classical bit i, after its last gate.
        features: parameters set by the layer's input, in the order of its columns.
        weights: parameters of the circuit, trained with the network.

    Raises `ValueError` where the parameters of the circuit are not exactly features + weights,
    or where the measurements are not as said above.
    """

    circuit: QuantumCircuit
    features: tuple[Parameter, ...]
    weights: tuple[Parameter, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", tuple(self.features))
        object.__setattr__(self, "weights", tuple(self.weights))
        if set(self.parameters) != set(self.circuit.parameters):
            raise ValueError(
                f"the circuit has the parameters {_names(self.circuit.parameters)}, "
                f"but features and weights name {_names(self.parameters)}: name each once, none "
                "besides, with the circuit's own Parameter objects."
            )
        if len(set(self.parameters)) != len(self.parameters):
            raise ValueError(f"a parameter is named twice in {_names(self.parameters)}.")
        if not self.circuit.clbits:
            object.__setattr__(self, "circuit", self.circuit.measure_all(inplace=False))
        _check_measurements(self.circuit)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Features, then weights: the columns of an engine's `values`."""
        return self.features + self.weights

    @property
    def n_qubits(self) -> int:
        return self.circuit.num_qubits

    def bound(self, values: Sequence[float]) -> QuantumCircuit:
        """The circuit with `values` (P,), in radians, in place of its parameters."""
        if len(values) != len(self.parameters):
            raise ValueError(
                f"the circuit has {len(self.parameters)} parameters; got {len(values)} values."
            )
        return self.circuit.assign_parameters(dict(zip(self.parameters, values, strict=True)))


def ry_circuit(hadamard: bool = True) -> Ansatz:
    """The chapter's circuit: one qubit, H, RY(theta), measurement.

    Its expectation <Z> = P(0) - P(1) is -sin(theta), and cos(theta) without the `hadamard`.
    """
    theta = Parameter("θ")
    circuit = QuantumCircuit(1, 1, name="ry")
    if hadamard:
        circuit.h(0)
    circuit.ry(theta, 0)
    circuit.measure(0, 0)
    return Ansatz(circuit, features=(theta,))


def entangled_circuit(
    n_qubits: int,
    layers: int = 1,
    entangler: Entangler = "ring",
    rotations: Rotations = "ry",
    gate: EntanglingGate = "cx",
    uploads: int = 1,
) -> Ansatz:
    """H and RY(feature) on each qubit, then layers of RY(weight) on each and entangling gates.

    Args:
        n_qubits: the number of features too.
        layers: of weights, one on each qubit, with "ry-rz" two.
        entangler: which pairs of qubits a layer joins: neighbours on a ring or a line, all, none.
        rotations: RY, or RY and then RZ.
        gate: what joins a pair.
        uploads: the features' RY stand in front of each of the first so many layers.

    Raises `ConfigError` for values out of bounds.
    """
    check_whole("n_qubits", n_qubits, 1, 1_000)
    check_whole("layers", layers, 0, 1_000)
    check_choice("entangler", entangler, get_args(Entangler))
    check_choice("rotations", rotations, get_args(Rotations))
    check_choice("gate", gate, get_args(EntanglingGate))
    check_whole("uploads", uploads, 1, max(1, layers))
    x = ParameterVector("x", n_qubits)
    w = ParameterVector("w", layers * n_qubits * len(rotations.split("-")))
    circuit, unused, qubits = QuantumCircuit(n_qubits), iter(w), range(n_qubits)
    circuit.h(qubits)
    for layer in range(max(1, layers)):
        if layer < uploads:
            _rotate(circuit, "ry", x)
        if layer < layers:
            for rotation in rotations.split("-"):
                _rotate(circuit, rotation, [next(unused) for _ in qubits])
            for pair in _pairs(entangler, n_qubits):
                getattr(circuit, gate)(*pair)
    return Ansatz(circuit, tuple(x), tuple(w))


def _rotate(circuit: QuantumCircuit, rotation: str, angles: Iterable[Parameter]) -> None:
    for qubit, angle in enumerate(angles):
        getattr(circuit, rotation)(angle, qubit)


def _pairs(entangler: Entangler, n_qubits: int) -> list[tuple[int, int]]:
    if entangler == "all":
        return list(combinations(range(n_qubits), 2))
    line = [(qubit, qubit + 1) for qubit in range(n_qubits - 1)]
    # On two qubits a ring is a line: a second cz would undo the first.
    closing = [(n_qubits - 1, 0)] if entangler == "ring" and n_qubits > 2 else []
    return [] if entangler == "none" else line + closing


def start_angle(hadamard: bool) -> float:
    """Where RY(theta) finds the qubit of `ry_circuit`: its angle from |0> towards |+>, radians.

    RY adds theta to it, in the plane of x and z, so that <Z> = cos(start + theta).
    """
    return math.pi / 2 if hadamard else 0.0


def certain_angles(hadamard: bool) -> tuple[list[float], list[float]]:
    """The theta in [-pi, pi] at which `ry_circuit` is certain to give 0, and to give 1."""
    start = start_angle(hadamard)
    ones = (theta - start for theta in (math.pi, -math.pi))
    return [0.0 - start], [theta for theta in ones if abs(theta) <= math.pi]


def _names(parameters: Iterable[Parameter]) -> str:
    return "(" + ", ".join(sorted(p.name for p in parameters)) + ")"


def _check_measurements(circuit: QuantumCircuit) -> None:
    measured: dict[int, int] = {}
    for instruction in circuit.data:
        qubits = [circuit.find_bit(q).index for q in instruction.qubits]
        if instruction.operation.name == "measure":
            measured[qubits[0]] = circuit.find_bit(instruction.clbits[0]).index
        elif measured.keys() & set(qubits) and instruction.operation.name != "barrier":
            raise ValueError(f"{instruction.operation.name} acts on a qubit after its measurement.")
    if measured != {i: i for i in range(circuit.num_qubits)}:
        raise ValueError(
            f"qubit i must be measured into classical bit i, for each of the "
            f"{circuit.num_qubits} qubits; the circuit measures {measured} (qubit: bit)."
        )
