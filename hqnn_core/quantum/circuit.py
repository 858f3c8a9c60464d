"""Parameterised quantum circuits: `Ansatz`, two standard circuits, and their source code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, get_args

import torch
from qiskit import QuantumCircuit, qasm3
from qiskit.circuit import Parameter, ParameterVector
from torch import Tensor

from hqnn_core.errors import check_choice, check_whole
from hqnn_core.quantum.canonical import canonical_circuit
from hqnn_core.quantum.expressions import Expression, with_linear_angles

Entangler = Literal["ring", "line", "all", "none"]
Rotations = Literal["ry", "ry-rz"]
EntanglingGate = Literal["cx", "cz"]


@dataclass(frozen=True, eq=False)
class Ansatz:
    """A parameterised circuit that ends with a measurement of every qubit in the Z basis.

    Attributes:
        circuit: any of Qiskit's that is made of gates, as it is to be drawn. Where it has no
            classical bits, a measurement of every qubit is appended to a copy.
        features: parameters set by the layer's input, in the order of its columns.
        weights: parameters of the circuit, trained with the network.
        expressions: its angles that are not linear in the parameters, each without its factor.
        linear: what every engine runs: plain gates, whose angles are linear in its parameters.
            Those are the ones above and one for each expression: among the features where a
            feature is in it, else among the weights. `expanded` gives their values.

    Raises `ValueError` where the parameters of the circuit are not exactly features + weights or
    a bit is written twice, and `UnsupportedGateError` as `canonical_circuit` does and for an angle
    that has no slope.
    """

    circuit: QuantumCircuit
    features: tuple[Parameter, ...]
    weights: tuple[Parameter, ...] = ()
    expressions: tuple[Expression, ...] = field(init=False, repr=False)
    linear: Ansatz = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check_circuit(self.circuit)
        self._set(features=tuple(self.features), weights=tuple(self.weights))
        _check_parameters(self.circuit, self.parameters)
        plain, expressions = with_linear_angles(canonical_circuit(self.circuit), self.parameters)
        if not self.circuit.clbits:
            self._set(circuit=self.circuit.measure_all(inplace=False))
        of_features = [p for p, e in expressions.items() if self._is_of_features(e)]
        of_weights = [p for p in expressions if p not in of_features]
        linear = _linear(plain, (*self.features, *of_features), (*self.weights, *of_weights))
        self._set(expressions=tuple(expressions.values()), linear=linear)

    def with_circuit(self, circuit: QuantumCircuit, extra: Sequence[Parameter] = ()) -> Ansatz:
        """The same parameters, and `extra` weights, for another canonical circuit.

        The circuit may have lost some of the parameters.
        """
        return _linear(circuit, self.features, (*self.weights, *extra))

    def _is_of_features(self, expression: Expression) -> bool:
        return min(expression.columns) < len(self.features)

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Features, then weights: the columns of an engine's `values`."""
        return self.features + self.weights

    @property
    def n_qubits(self) -> int:
        return self.circuit.num_qubits

    def expanded(self, features: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Features (B, F) and weights (W,) or (B, W), each with the values of its expressions."""
        if not self.expressions:
            return features, weights
        rows = torch.cat((features, weights.expand(len(features), -1)), -1)
        alone = torch.cat((weights.new_zeros(*weights.shape[:-1], features.shape[-1]), weights), -1)
        own = [e(rows)[..., None] for e in self.expressions if self._is_of_features(e)]
        shared = [e(alone)[..., None] for e in self.expressions if not self._is_of_features(e)]
        return torch.cat((features, *own), -1), torch.cat((weights, *shared), -1)

    def bound(self, values: Sequence[float]) -> QuantumCircuit:
        """The circuit with `values` (P,), in radians, in place of its parameters."""
        if len(values) != len(self.parameters):
            raise ValueError(
                f"the circuit has {len(self.parameters)} parameters; got {len(values)} values."
            )
        return self.circuit.assign_parameters(dict(zip(self.parameters, values, strict=True)))


def _linear(
    circuit: QuantumCircuit, features: tuple[Parameter, ...], weights: tuple[Parameter, ...]
) -> Ansatz:
    """An ansatz of a canonical circuit, which is its own `linear`."""
    linear = object.__new__(Ansatz)
    linear._set(  # pyright: ignore[reportPrivateUsage]
        circuit=circuit, features=features, weights=weights, expressions=(), linear=linear
    )
    return linear


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
    n_qubits = check_whole("n_qubits", n_qubits, 1, 1_000)
    layers = check_whole("layers", layers, 0, 1_000)
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
    """The angle of `ry_circuit`'s qubit before RY(theta), from |0> towards |+>, radians.

    RY adds theta to it, in the plane of x and z, so that <Z> = cos(start + theta).
    """
    return math.pi / 2 if hadamard else 0.0


def certain_angles(hadamard: bool) -> tuple[list[float], list[float]]:
    """The theta in [-pi, pi] at which `ry_circuit` is certain to give 0, and to give 1."""
    start = start_angle(hadamard)
    ones = (theta - start for theta in (math.pi, -math.pi))
    return [0.0 - start], [theta for theta in ones if abs(theta) <= math.pi]


def openqasm_source(circuit: QuantumCircuit) -> str:
    """The circuit as an OpenQASM 3 program."""
    return qasm3.dumps(circuit).strip()


def python_source(circuit: QuantumCircuit) -> str:
    """The Qiskit code that makes the circuit, with its parameters bound to numbers."""
    lines = [
        "from qiskit import QuantumCircuit",
        "",
        f"circuit = QuantumCircuit({circuit.num_qubits}, {circuit.num_clbits})",
    ]
    for instruction in circuit.data:
        bits = [*instruction.qubits, *instruction.clbits]
        arguments = [*map(float, instruction.operation.params)]
        listed = ", ".join(map(str, [*arguments, *(circuit.find_bit(bit).index for bit in bits)]))
        lines.append(f"circuit.{instruction.operation.name}({listed})")
    return "\n".join(lines)


def _names(parameters: Iterable[Parameter]) -> str:
    return "(" + ", ".join(sorted(p.name for p in parameters)) + ")"


def _check_circuit(circuit: object) -> None:
    if not isinstance(circuit, QuantumCircuit):
        raise TypeError(f"circuit must be a QuantumCircuit of Qiskit; got {circuit!r}.")
    if circuit.num_qubits == 0:
        raise ValueError("the circuit has no qubits: there is nothing to measure.")


def _check_parameters(circuit: QuantumCircuit, parameters: tuple[Parameter, ...]) -> None:
    if set(parameters) != set(circuit.parameters):
        raise ValueError(
            f"the circuit has the parameters {_names(circuit.parameters)}, but features and "
            f"weights name {_names(parameters)}: name each once, none besides, with the circuit's "
            "own Parameter objects."
        )
    if len(set(parameters)) != len(parameters):
        raise ValueError(f"a parameter is named twice in {_names(parameters)}.")
