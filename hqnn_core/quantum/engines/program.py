"""A circuit compiled for batches of statevectors in torch; autograd differentiates it.

Gates are gathered into few steps, each a handful of torch calls whatever the number of qubits:

- one-qubit gates side by side, as matrices on up to `CHUNK` neighbouring qubits at once;
- a permutation of the amplitudes with phases, for any number of cx, cz, swap, ccx, ...;
- any other gate on its own.

Gates whose angles hold only weights have one matrix for the whole batch. Where all matrices are
real (h, x, z, ry, cry, cx, cz, swap, ...), the state is real too: half the memory, less work.

Shapes: B samples, F features, W weights, n qubits, k qubits of a gate, b = 1 or B. In a state
(b, 2**n), amplitude i belongs to outcome i of the engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.gates import Gate, Matrix, gates_of

CHUNK = 4
"""Qubits that one matrix product acts on: 16 x 16 is fast, and quick to make."""

Step = Callable[[Tensor, Tensor, Tensor], Tensor]  # state, features, weights -> state


class Program:
    """An ansatz, ready to run with features (B, F) and weights (1 or B, W), given as tensors.

    Attributes:
        bytes_per_sample: what a pass with gradient needs about.
    """

    def __init__(self, ansatz: Ansatz, dtype: torch.dtype, device: torch.device) -> None:
        gates = gates_of(ansatz)
        place = Place(dtype, device, all(_is_real(gate) for gate in gates), len(ansatz.features))
        self._steps = [part.placed(place) for part in _gathered(gates, ansatz.n_qubits, place)]
        self._zero = torch.zeros((1, 2**ansatz.n_qubits), dtype=place.state_dtype, device=device)
        self._zero[0, 0] = 1
        self.bytes_per_sample = (3 * len(self._steps) + 4) * self._zero.nbytes

    def __call__(self, features: Tensor, weights: Tensor) -> Tensor:
        """The final states, (B, 2**n)."""
        state, steps = self._zero, self._steps
        if steps and isinstance(steps[0], _Layer):
            state, steps = steps[0].of_zero(features, weights), steps[1:]
        for step in steps:
            state = step(state, features, weights)
        return state.expand(len(features), -1)


@dataclass(frozen=True)
class Place:
    """Where and with which numbers a program computes."""

    dtype: torch.dtype
    device: torch.device
    is_real: bool
    n_features: int

    @property
    def state_dtype(self) -> torch.dtype:
        if self.is_real:
            return self.dtype
        return torch.complex64 if self.dtype == torch.float32 else torch.complex128

    def is_own(self, gate: Gate) -> bool:
        """Whether each sample has its own matrix of the gate, because features are in its angle."""
        return gate.angle is not None and bool(gate.angle.slopes[: self.n_features].any())

    def numbers(self, values: Any) -> Tensor:
        return torch.tensor(np.asarray(values), dtype=self.dtype, device=self.device)

    def amplitudes(self, values: Any) -> Tensor:
        array = np.asarray(values)
        array = np.real(array) if self.is_real else array
        return torch.tensor(array, dtype=self.state_dtype, device=self.device)


class _Matrices:
    """The matrices of gates of equal size: rest + cos(angle) even + sin(angle) odd."""

    def __init__(self, gates: Sequence[Gate], place: Place) -> None:
        nothing = np.zeros_like(gates[0].rest)
        self._rest = place.amplitudes([gate.rest for gate in gates])
        self._even = place.amplitudes([nothing if g.even is None else g.even for g in gates])
        self._odd = place.amplitudes([nothing if g.odd is None else g.odd for g in gates])
        angles = [gate.angle for gate in gates]
        width = max((len(angle.slopes) for angle in angles if angle), default=0)
        slopes = np.array(
            [
                a.slopes * g.rate if a else np.zeros(width)
                for a, g in zip(angles, gates, strict=True)
            ]
        )
        offsets = [a.offset * g.rate if a else 0.0 for a, g in zip(angles, gates, strict=True)]
        self._offsets = place.numbers(offsets)
        self._of_features, self._of_weights = (
            place.numbers(part.T) if part.any() else None
            for part in (slopes[:, : place.n_features], slopes[:, place.n_features :])
        )

    def __call__(self, features: Tensor, weights: Tensor) -> Tensor:
        """(b, gates, 2**k, 2**k)."""
        if self._of_features is None and self._of_weights is None:
            return self._rest[None]
        angles = self._offsets
        if self._of_features is not None:
            angles = torch.addmm(angles, features, self._of_features)
        if self._of_weights is not None:
            angles = angles + weights @ self._of_weights
        angles = angles[:, :, None, None]
        return angles.cos() * self._even + angles.sin() * self._odd + self._rest


class _OneQubitGates:
    """Gates side by side, on each qubit a list of them in their order."""

    def __init__(self, gate: Gate, n_qubits: int, place: Place) -> None:
        self._place = place
        self._is_own: bool | None = None
        self._on = [[Gate("id", (q,), np.eye(2, dtype=complex))] for q in range(n_qubits)]
        self.add(gate)

    def takes(self, gate: Gate) -> bool:
        """Whether the gate may join: gates of each sample and gates of all do not mix."""
        alike = self._is_own in (None, self._place.is_own(gate))
        return len(gate.qubits) == 1 and (alike or gate.angle is None)

    def add(self, gate: Gate) -> None:
        if gate.angle is not None:
            self._is_own = self._place.is_own(gate)
        before = self._on[gate.qubits[0]]
        if gate.angle is None or before[-1].angle is None:
            before[-1] = _joined(before[-1], gate)
        else:
            before.append(gate)

    def placed(self, place: Place) -> _Layer:
        depth = max(map(len, self._on))
        nothing = Gate("id", (0,), np.eye(2, dtype=complex))
        full = [gates + [nothing] * (depth - len(gates)) for gates in self._on]
        idle = [
            len(gates) == 1 and gates[0].angle is None and np.array_equal(gates[0].rest, np.eye(2))
            for gates in self._on
        ]
        return _Layer([_Matrices(gates, place) for gates in zip(*full, strict=True)], idle)


class _Layer:
    """Matrices on every qubit, in chunks of neighbours."""

    def __init__(self, depths: list[_Matrices], idle: list[bool]) -> None:
        self._depths, n = depths, len(idle)
        size = -(-n // -(-n // CHUNK))  # chunks of about equal size
        self._bounds = [(low, min(low + size, n)) for low in range(0, n, size)]
        self._idle = [all(idle[low:high]) for low, high in self._bounds]

    def _each(self, features: Tensor, weights: Tensor) -> Tensor:
        """The matrix on each qubit, (b, n, 2, 2)."""
        product = self._depths[0](features, weights)
        for then in self._depths[1:]:
            product = then(features, weights) @ product
        return product

    def of_zero(self, features: Tensor, weights: Tensor) -> Tensor:
        """The state that the layer makes of |0...0>."""
        columns = self._each(features, weights)[..., :1]  # (b, n, 2, 1)
        parts = [_kron(columns[:, low:high])[..., 0] for low, high in self._bounds]
        state = parts[0]
        for part in parts[1:]:
            state = (part[:, :, None] * state[:, None, :]).flatten(1)
        return state

    def __call__(self, state: Tensor, features: Tensor, weights: Tensor) -> Tensor:
        each = self._each(features, weights)
        for (low, high), idle in zip(self._bounds, self._idle, strict=True):
            if not idle:
                state = _applied(_kron(each[:, low:high]), state, low)
        return state


def _kron(each: Tensor) -> Tensor:
    """The Kronecker product of (b, k, 2, c), the last one the highest bit, (b, 2**k, c**k)."""
    product = each[:, 0]
    for matrix in each.unbind(1)[1:]:
        product = matrix[:, :, None, :, None] * product[:, None, :, None, :]
        product = product.flatten(3).flatten(1, 2)
    return product


def _applied(matrix: Tensor, state: Tensor, low: int) -> Tensor:
    """The state after a matrix (b, D, D) on neighbouring qubits from `low` on."""
    size, shape = matrix.shape[-1], (max(len(state), len(matrix)), -1)
    if low == 0:
        rows = state.reshape(len(state), -1, size)
        if len(matrix) == 1:
            return (rows @ matrix[0].mT).reshape(shape)
        return (rows @ matrix.mT).reshape(shape)
    blocks = state.reshape(len(state), -1, size, 2**low)
    return (matrix[:, None] @ blocks).reshape(shape)


class _Monomial:
    """Constant gates that permute amplitudes and give them phases, on any qubits."""

    def __init__(self, gate: Gate, n_qubits: int, place: Place) -> None:
        self._source = np.arange(2**n_qubits)  # the amplitude that comes to each place
        self._phases = np.ones(2**n_qubits, complex)
        self.add(gate)

    def takes(self, gate: Gate) -> bool:
        return _is_monomial(gate)

    def add(self, gate: Gate) -> None:
        outcomes = np.arange(len(self._source))
        bits = [outcomes >> qubit & 1 for qubit in gate.qubits]
        row = sum(bit << i for i, bit in enumerate(bits))
        column = np.abs(gate.rest).argmax(axis=1)[row]
        source = outcomes.copy()
        for i, qubit in enumerate(gate.qubits):
            source += ((column >> i & 1) - bits[i]) << qubit
        self._phases = gate.rest[row, column] * self._phases[source]
        self._source = self._source[source]

    def placed(self, place: Place) -> Step:
        source = torch.tensor(self._source, device=place.device)
        target = torch.argsort(source)
        phases = None if (self._phases == 1).all() else place.amplitudes(self._phases)

        def step(state: Tensor, features: Tensor, weights: Tensor) -> Tensor:
            moved: Any = _Permuted.apply(state, source, target)
            return moved if phases is None else moved * phases

        return step


class _Permuted(torch.autograd.Function):
    """Columns in another order; its gradient is the inverse order, not a slow sum by index."""

    @staticmethod
    def forward(ctx: Any, state: Tensor, source: Tensor, target: Tensor) -> Tensor:
        ctx.source, ctx.target = source, target
        return state[:, source]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        return _Permuted.apply(grad_outputs[0], ctx.target, ctx.source), None, None


class _SingleGate:
    """A gate on two or more qubits that cannot be joined with others."""

    def __init__(self, gate: Gate, n_qubits: int, place: Place) -> None:
        self._gate, self._n = gate, n_qubits

    def takes(self, gate: Gate) -> bool:
        return False

    def placed(self, place: Place) -> Step:
        matrices = _Matrices([self._gate], place)
        k, n = len(self._gate.qubits), self._n
        axes = [n - qubit for qubit in reversed(self._gate.qubits)]  # the lowest bit is the last
        last = list(range(n + 1 - k, n + 1))

        def step(state: Tensor, features: Tensor, weights: Tensor) -> Tensor:
            matrix = matrices(features, weights)[:, 0]  # (b, 2**k, 2**k)
            front = state.reshape(-1, *(2,) * n).movedim(axes, last)
            after = front.reshape(len(state), -1, 2**k) @ matrix.mT
            return after.reshape(-1, *front.shape[1:]).movedim(last, axes).flatten(1)

        return step


Part = _OneQubitGates | _Monomial | _SingleGate


def _gathered(gates: Sequence[Gate], n_qubits: int, place: Place) -> list[Part]:
    """The gates as parts of a program; each joins the first part that takes it in its order."""
    parts: list[Part] = []
    last_on = [0] * n_qubits
    for gate in gates:
        first = max(last_on[qubit] for qubit in gate.qubits)
        number = next((i for i in range(first, len(parts)) if parts[i].takes(gate)), len(parts))
        if number == len(parts):
            parts.append(_part_for(gate)(gate, n_qubits, place))
        else:
            parts[number].add(gate)  # type: ignore[union-attr]
        for qubit in gate.qubits:
            last_on[qubit] = number
    return parts


def _part_for(gate: Gate) -> type[Part]:
    if len(gate.qubits) == 1:
        return _OneQubitGates
    return _Monomial if _is_monomial(gate) else _SingleGate


def _joined(first: Gate, then: Gate) -> Gate:
    """Two one-qubit gates, one of them without an angle, as one."""
    if then.angle is None:
        matrices = [None if m is None else then.rest @ m for m in _tables(first)]
        return replace(first, rest=matrices[0], even=matrices[1], odd=matrices[2])
    matrices = [None if m is None else m @ first.rest for m in _tables(then)]
    return replace(then, rest=matrices[0], even=matrices[1], odd=matrices[2])


def _tables(gate: Gate) -> tuple[Matrix | None, ...]:
    return gate.rest, gate.even, gate.odd


def _is_real(gate: Gate) -> bool:
    return not any(np.iscomplex(table).any() for table in _tables(gate) if table is not None)


def _is_monomial(gate: Gate) -> bool:
    several = len(gate.qubits) > 1 and gate.angle is None
    return several and bool(((gate.rest != 0).sum(axis=1) == 1).all())
