"""The gates of an ansatz as matrices that depend on an angle.

A parametric gate is rest + cos(r a) even + sin(r a) odd, with its angle a and constant matrices.
A rotation exp(-i a/2 G), G**2 = 1, is cos(a/2) 1 + sin(a/2) (-i G). Angles are linear in the
parameters of the circuit. Shapes: P parameters of the ansatz, k qubits of the gate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import Barrier, Delay, Instruction, Measure, Parameter, ParameterExpression
from qiskit.quantum_info import Operator

from hqnn_core.quantum.canonical import CONTROLLED_ROTATIONS, ROTATIONS, is_parametric
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.expressions import slopes_of

SKIPPED = (Barrier, Measure, Delay)
_PAULI = {
    "X": np.array([[0, 1], [1, 0]], complex),
    "Y": np.array([[0, -1j], [1j, 0]], complex),
    "Z": np.array([[1, 0], [0, -1]], complex),
}

Matrix = NDArray[Any]


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
    """The gates of `ansatz.linear` in their order, without barriers, delays and measurements."""
    circuit, parameters = ansatz.linear.circuit, ansatz.linear.parameters
    return [
        _gate(i.operation, tuple(circuit.find_bit(q).index for q in i.qubits), parameters)
        for i in circuit.data
        if not isinstance(i.operation, SKIPPED)
    ]


def _gate(gate: Instruction, qubits: tuple[int, ...], parameters: tuple[Parameter, ...]) -> Gate:
    if not is_parametric(gate):
        return Gate(gate.name, qubits, np.array(Operator(gate).data))
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
    rest = np.eye(size, dtype=complex) - even
    if not angle.slopes.any():  # such as x - x, which Qiskit counts as parametric
        fixed = rate * angle.offset
        return Gate(gate.name, qubits, rest + math.cos(fixed) * even + math.sin(fixed) * odd)
    return Gate(gate.name, qubits, rest, angle, even, odd, rate, gaps)


def _pauli_word(word: str) -> Matrix:
    return reduce(np.kron, (_PAULI[letter] for letter in word))


def _angle(gate: Instruction, parameters: tuple[Parameter, ...]) -> Angle:
    expression: ParameterExpression = gate.params[0]
    slopes = np.zeros(len(parameters))
    for parameter, slope in (slopes_of(expression) or {}).items():
        slopes[parameters.index(parameter)] = slope
    return Angle(slopes, float(expression.bind({p: 0.0 for p in expression.parameters})))
