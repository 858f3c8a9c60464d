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

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.steps import Layer, Matrices, Permuted, Place, Step
from hqnn_core.quantum.gates import Gate, Matrix, gates_of


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
        if steps and isinstance(steps[0], Layer):
            state, steps = steps[0].of_zero(features, weights), steps[1:]
        for step in steps:
            state = step(state, features, weights)
        return state.expand(len(features), -1)


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

    def placed(self, place: Place) -> Layer:
        depth = max(map(len, self._on))
        nothing = Gate("id", (0,), np.eye(2, dtype=complex))
        full = [gates + [nothing] * (depth - len(gates)) for gates in self._on]
        idle = [
            len(gates) == 1 and gates[0].angle is None and np.array_equal(gates[0].rest, np.eye(2))
            for gates in self._on
        ]
        return Layer([Matrices(gates, place) for gates in zip(*full, strict=True)], idle)


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
            moved: Any = Permuted.apply(state, source, target)
            return moved if phases is None else moved * phases

        return step


class _SingleGate:
    """A gate on two or more qubits that cannot be joined with others."""

    def __init__(self, gate: Gate, n_qubits: int, place: Place) -> None:
        self._gate, self._n = gate, n_qubits

    def takes(self, gate: Gate) -> bool:
        return False

    def placed(self, place: Place) -> Step:
        matrices = Matrices([self._gate], place)
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
