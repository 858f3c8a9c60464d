"""A batched statevector simulator in torch that interprets a Qiskit circuit.

The state of n qubits is a tensor (B, 2, ..., 2); qubit q is axis n - q, so that flattening it
gives Qiskit's outcome numbers. B is 1 in front of the first gate that depends on a parameter.

Every parametric gate it knows has the form rest + cos(r a) even + sin(r a) odd, with the angle
a and constant matrices. A rotation exp(-i a/2 G), G**2 = 1, is cos(a/2) 1 + sin(a/2) (-i G).
Gates are thus applied by multiplying the whole batch with constant matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit.circuit import Instruction, Parameter, ParameterExpression
from qiskit.circuit.exceptions import CircuitError
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine

# Pauli words; the last letter acts on the gate's first qubit.
ROTATIONS = {"rx": "X", "ry": "Y", "rz": "Z", "rxx": "XX", "ryy": "YY", "rzz": "ZZ", "rzx": "XZ"}
CONTROLLED_ROTATIONS = {"crx": "X", "cry": "Y", "crz": "Z"}
PHASES = ("p", "u1", "cp", "cu1", "mcphase")
SKIPPED = ("barrier", "measure", "delay", "id")
_PAULI = {
    "X": np.array([[0, 1], [1, 0]], complex),
    "Y": np.array([[0, -1j], [1j, 0]], complex),
    "Z": np.array([[1, 0], [0, -1]], complex),
}


class UnsupportedGateError(ValueError):
    """The circuit has an instruction that the statevector engine cannot interpret."""


class StatevectorEngine(Engine):
    """Simulates an ansatz of the usual gates, exactly or with sampled shots.

    float32 values are computed in complex64, all others in complex128. Raises
    `UnsupportedGateError` for a circuit with resets, conditions or unknown parametric gates.
    """

    def __init__(self, shots: int | None = None, seed: int | None = None) -> None:
        super().__init__(shots, seed)
        self._programs: WeakKeyDictionary[Ansatz, dict[torch.dtype, _Program]]
        self._programs = WeakKeyDictionary()

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        exact = torch.view_as_real(self.states(ansatz, values)).square().sum(-1).numpy()
        if self.shots is None:
            return exact
        normalised = exact.astype(np.float64)
        normalised /= normalised.sum(axis=1, keepdims=True)
        counts = self._random.multinomial(self.shots, normalised)
        return (counts / self.shots).astype(values.dtype)

    @torch.no_grad()
    def states(self, ansatz: Ansatz, values: NDArray[np.floating]) -> Tensor:
        """The state before measurement for each of `values` (B, P): complex (B, 2**n)."""
        angles = torch.from_numpy(np.ascontiguousarray(values))
        state = self._program(ansatz, angles.dtype).run(angles)
        return state.expand(len(values), *state.shape[1:]).reshape(len(values), -1)

    def _program(self, ansatz: Ansatz, real: torch.dtype) -> _Program:
        by_dtype = self._programs.setdefault(ansatz, {})
        if real not in by_dtype:
            by_dtype[real] = _Program(ansatz, real)
        return by_dtype[real]


class _Program:
    """A prepared circuit: the state before its first parametric gate, and the gates that follow."""

    def __init__(self, ansatz: Ansatz, real: torch.dtype) -> None:
        circuit, n = ansatz.circuit, ansatz.n_qubits
        gates = [
            _gate(
                instruction.operation,
                [n - circuit.find_bit(q).index for q in instruction.qubits],
                ansatz.parameters,
                real,
            )
            for instruction in circuit.data
            if instruction.operation.name not in SKIPPED
        ]
        self.initial = torch.zeros((1,) + (2,) * n, dtype=_complex(real))
        self.initial.view(-1)[0] = 1
        while gates and gates[0].angle is None:
            self.initial = gates.pop(0).applied(self.initial, self.initial)
        self.gates = gates

    def run(self, values: Tensor) -> Tensor:
        """The final state for each row of angles (B, P): (B or 1, 2, ..., 2)."""
        state = self.initial
        for gate in self.gates:
            state = gate.applied(state, values)
        return state


@dataclass(frozen=True)
class _Angle:
    """rate * (offset + values @ slopes), linear in the parameters."""

    column: int | None  # where it is just one parameter, its column
    slopes: Tensor  # (P,)
    offset: float
    rate: float

    def of(self, values: Tensor) -> Tensor:
        """The angle for each parameter set, (B,)."""
        angle = (
            values @ self.slopes + self.offset if self.column is None else values[:, self.column]
        )
        return angle * self.rate


@dataclass(frozen=True)
class _Gate:
    """rest + cos(angle) even + sin(angle) odd on some axes of the state; rest if no angle.

    The matrices are transposed, (2**k, 2**k), to stand right of rows; None is zero for `rest`
    and the identity for `even`.
    """

    axes: list[int]  # of the state, the gate's first qubit last: it is the gate's lowest bit
    angle: _Angle | None
    rest: Tensor | None = None
    even: Tensor | None = None
    odd: Tensor | None = None

    def applied(self, state: Tensor, values: Tensor) -> Tensor:
        """The state (B, 2, ..., 2) after this gate."""
        k = len(self.axes)
        last = list(range(state.ndim - k, state.ndim))
        front = state.movedim(self.axes, last)
        rows = front.reshape(front.shape[0], -1, 2**k)
        after = self._product(rows, values)
        return after.reshape(-1, *front.shape[1:]).movedim(last, self.axes)

    def _product(self, rows: Tensor, values: Tensor) -> Tensor:
        rest = None if self.rest is None else rows @ self.rest
        if self.angle is None or self.odd is None:
            return rows if rest is None else rest
        angle = self.angle.of(values)[:, None, None]
        even = rows if self.even is None else rows @ self.even
        after = torch.cos(angle) * even + torch.sin(angle) * (rows @ self.odd)
        return after if rest is None else after + rest


def _gate(
    gate: Instruction, axes: list[int], parameters: Sequence[Parameter], real: torch.dtype
) -> _Gate:
    def matrix(array: NDArray[Any]) -> Tensor:
        return torch.tensor(array.T, dtype=_complex(real))

    axes = axes[::-1]
    if not any(isinstance(p, ParameterExpression) and p.parameters for p in gate.params):
        return _Gate(axes, None, rest=matrix(_unitary(gate)))
    size = 2**gate.num_qubits
    if gate.name in ROTATIONS:
        angle = _angle(gate, parameters, 0.5, real)
        return _Gate(axes, angle, None, None, matrix(-1j * _pauli_word(ROTATIONS[gate.name])))
    if gate.name in CONTROLLED_ROTATIONS:
        angle = _angle(gate, parameters, 0.5, real)
        control = np.diag([0, 1])  # the gate's first qubit, the lowest bit
        odd = np.kron(-1j * _pauli_word(CONTROLLED_ROTATIONS[gate.name]), control)
        even = np.kron(np.eye(2), control)
        return _Gate(axes, angle, matrix(np.eye(size) - even), matrix(even), matrix(odd))
    if gate.name in PHASES:
        angle = _angle(gate, parameters, 1.0, real)
        all_ones = np.diag([0] * (size - 1) + [1])
        return _Gate(
            axes, angle, matrix(np.eye(size) - all_ones), matrix(all_ones), matrix(1j * all_ones)
        )
    known = ", ".join([*ROTATIONS, *CONTROLLED_ROTATIONS, *PHASES])
    raise UnsupportedGateError(
        f"the statevector engine does not know the parametric gate {gate.name!r}. It knows {known} "
        "and every gate without parameters; decompose the circuit first."
    )


def _unitary(gate: Instruction) -> NDArray[np.complexfloating]:
    try:
        return np.array(gate.to_matrix(), complex)  # type: ignore[attr-defined]
    except (AttributeError, CircuitError):
        raise UnsupportedGateError(
            f"the statevector engine cannot run {gate.name!r}: it is not a unitary gate."
        ) from None


def _pauli_word(word: str) -> NDArray[np.complexfloating]:
    return reduce(np.kron, (_PAULI[letter] for letter in word))


def _angle(
    gate: Instruction, parameters: Sequence[Parameter], rate: float, real: torch.dtype
) -> _Angle:
    expression = gate.params[0]
    if expression in parameters:
        return _Angle(parameters.index(expression), torch.empty(0), 0.0, rate)
    slopes = torch.zeros(len(parameters), dtype=real)
    for parameter in expression.parameters:
        slope = expression.gradient(parameter)
        if isinstance(slope, ParameterExpression) and slope.parameters:
            raise UnsupportedGateError(
                f"the angle {expression} of {gate.name!r} is not linear in {parameter.name}."
            )
        slopes[parameters.index(parameter)] = float(slope)
    offset = float(expression.bind({p: 0.0 for p in expression.parameters}))
    return _Angle(None, slopes, offset, rate)


def _complex(real: torch.dtype) -> torch.dtype:
    return torch.complex64 if real == torch.float32 else torch.complex128
