"""What the simulator and the shift rules know of a gate: its matrix and what its angle does.

A parametric gate is rest + cos(r a) even + sin(r a) odd, with its angle a and constant matrices.
A rotation exp(-i a/2 G), G**2 = 1, is cos(a/2) 1 + sin(a/2) (-i G). Angles are linear in the
parameters of the circuit. Shapes: P parameters of the ansatz, k qubits of the gate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import Instruction, Parameter, ParameterExpression
from qiskit.circuit.exceptions import CircuitError

from hqnn_core.quantum.circuit import Ansatz

# Pauli words; the last letter acts on the gate's first qubit.
ROTATIONS = {"rx": "X", "ry": "Y", "rz": "Z", "rxx": "XX", "ryy": "YY", "rzz": "ZZ", "rzx": "XZ"}
CONTROLLED_ROTATIONS = {"crx": "X", "cry": "Y", "crz": "Z"}
PHASES = ("p", "u1", "cp", "cu1", "mcphase")
KNOWN = (*ROTATIONS, *CONTROLLED_ROTATIONS, *PHASES)
SKIPPED = ("barrier", "measure", "delay", "id")
_PAULI = {
    "X": np.array([[0, 1], [1, 0]], complex),
    "Y": np.array([[0, -1j], [1j, 0]], complex),
    "Z": np.array([[1, 0], [0, -1]], complex),
}

Matrix = NDArray[Any]


class UnsupportedGateError(ValueError):
    """The circuit has an instruction that cannot be simulated or differentiated."""


@dataclass(frozen=True)
class Angle:
    """offset + slopes @ parameters, with a slope for each parameter of the ansatz, (P,)."""

    slopes: NDArray[np.float64]
    offset: float = 0.0


@dataclass(frozen=True)
class Gate:
    """A gate of an ansatz; its matrices are (2**k, 2**k), its first qubit the lowest bit.

    Attributes:
        name: Qiskit's.
        qubits: of the circuit, (k,).
        rest: the whole matrix where the gate has no angle.
        angle: None for a constant gate.
        rate: r of the module's formula.
        gaps: the positive differences of its generator's eigenvalues: the frequencies of an
            expectation in the angle.
    """

    name: str
    qubits: tuple[int, ...]
    rest: Matrix
    angle: Angle | None = None
    even: Matrix | None = None
    odd: Matrix | None = None
    rate: float = 1.0
    gaps: tuple[float, ...] = ()


def gates_of(ansatz: Ansatz) -> list[Gate]:
    """The gates of the circuit in their order, without barriers and measurements.

    Raises `UnsupportedGateError` for resets, conditions, parametric gates without a definition,
    and angles that are not linear in their parameters.
    """
    circuit = with_known_gates(ansatz.circuit)
    return [
        _gate(
            instruction.operation,
            tuple(circuit.find_bit(q).index for q in instruction.qubits),
            ansatz.parameters,
        )
        for instruction in circuit.data
        if instruction.operation.name not in SKIPPED
    ]


def with_known_gates(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit with every parametric gate that is not in `KNOWN` taken apart."""
    flat = circuit.copy_empty_like()
    flat.global_phase = 0  # no outcome depends on it
    for instruction in circuit.data:
        for gate, qubits in _known_parts(instruction.operation, instruction.qubits):
            flat.append(gate, qubits, instruction.clbits)
    return flat


def is_parametric(gate: Instruction) -> bool:
    return any(isinstance(p, ParameterExpression) and p.parameters for p in gate.params)


def _known_parts(gate: Instruction, qubits: Any) -> Iterator[tuple[Instruction, list[Any]]]:
    if gate.name in KNOWN or not is_parametric(gate):
        yield gate, list(qubits)
        return
    parts = _zyz(*gate.params) if gate.name == "u" else gate.definition
    if parts is None:
        raise UnsupportedGateError(
            f"the parametric gate {gate.name!r} is unknown and has no definition. Known are "
            f"{', '.join(KNOWN)}, what is made of them, and every gate without parameters: write "
            "the circuit with those."
        )
    for part in parts.data:
        inner = [qubits[parts.find_bit(q).index] for q in part.qubits]
        yield from _known_parts(part.operation, inner)


def _zyz(theta: Any, phi: Any, lam: Any) -> QuantumCircuit:
    """U(theta, phi, lambda), which Qiskit itself does not take apart."""
    circuit = QuantumCircuit(1)
    circuit.p(lam, 0)
    circuit.ry(theta, 0)
    circuit.p(phi, 0)
    return circuit


def _gate(gate: Instruction, qubits: tuple[int, ...], parameters: tuple[Parameter, ...]) -> Gate:
    if not is_parametric(gate):
        return Gate(gate.name, qubits, _unitary(gate))
    angle, size = _angle(gate, parameters), 2 ** len(qubits)
    if gate.name in ROTATIONS:
        odd = -1j * _pauli_word(ROTATIONS[gate.name])
        rate, even, gaps = 0.5, np.eye(size, dtype=complex), (1.0,)
    elif gate.name in CONTROLLED_ROTATIONS:
        control = np.diag([0, 1]).astype(complex)  # the gate's first qubit, the lowest bit
        odd = np.kron(-1j * _pauli_word(CONTROLLED_ROTATIONS[gate.name]), control)
        rate, even, gaps = 0.5, np.kron(np.eye(2), control), (0.5, 1.0)
    else:
        even = np.diag([0] * (size - 1) + [1]).astype(complex)
        rate, odd, gaps = 1.0, 1j * even, (1.0,)
    return Gate(gate.name, qubits, np.eye(size, dtype=complex) - even, angle, even, odd, rate, gaps)


def _unitary(gate: Instruction) -> Matrix:
    try:
        return np.array(gate.to_matrix(), complex)  # type: ignore[attr-defined]
    except (AttributeError, CircuitError):
        raise UnsupportedGateError(
            f"{gate.name!r} is not a unitary gate: take it out of the circuit."
        ) from None


def _pauli_word(word: str) -> Matrix:
    return reduce(np.kron, (_PAULI[letter] for letter in word))


def _angle(gate: Instruction, parameters: tuple[Parameter, ...]) -> Angle:
    expression = gate.params[0]
    slopes = np.zeros(len(parameters))
    for parameter in expression.parameters:
        slope = expression.gradient(parameter)
        if isinstance(slope, ParameterExpression) and slope.parameters:
            raise UnsupportedGateError(
                f"the angle {expression} of {gate.name!r} is not linear in {parameter.name}: give "
                "the layer that product as a feature of its own."
            )
        slopes[parameters.index(parameter)] = float(slope)
    return Angle(slopes, float(expression.bind({p: 0.0 for p in expression.parameters})))
