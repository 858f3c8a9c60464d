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
from hqnn_core.quantum.engines.steps import (
    Inputs,
    Layers,
    Matrices,
    Pair,
    Place,
    Step,
    applied,
    applied_from,
    chunks,
)
from hqnn_core.quantum.gates import Gate, Matrix, gates_of


class Program:
    """An ansatz, ready to run with features (B, F) and weights (1 or B, W), given as tensors.

    Attributes:
        bytes_per_sample: what a pass with gradient needs about.
    """

    def __init__(self, ansatz: Ansatz, dtype: torch.dtype, device: torch.device) -> None:
        gates = gates_of(ansatz)
        is_real, in_pairs = all(map(_is_real, gates)), torch.compiler.is_compiling()
        place = Place(dtype, device, is_real, len(ansatz.features), in_pairs)
        parts = _gathered(gates, ansatz.n_qubits, place)
        self._first = None
        if parts and isinstance(parts[0], _OneQubitGates):
            self._first, parts = Layers([parts[0].gates], place), parts[1:]
        self._groups, self._steps = _placed(parts, place)
        self._zero = place.amplitudes([[1] + (2**ansatz.n_qubits - 1) * [0]])
        size = 2**ansatz.n_qubits * place.state_dtype.itemsize
        self.bytes_per_sample = (3 * len(self._steps) + 4) * size

    def states(self, features: Tensor, weights: Tensor, states: Tensor | None = None) -> Tensor:
        """The final states, (B, 2**n), from `states` (B, 2**n) or |0...0>."""
        state = self._zero if states is None else self._start(states)
        if self._first and states is None:
            state = self._first.of_zero(features, weights)
        elif self._first:
            chunks_of_first = self._first(features, weights)
            for (low, _), [matrix] in zip(self._first.bounds, chunks_of_first, strict=True):
                state = applied_from(matrix, state, low)
        inputs = Inputs(features, weights, [group(features, weights) for group in self._groups])
        for step in self._steps:
            state = step(state, inputs)
        return state.expand(len(features), -1)

    def _start(self, states: Tensor) -> Any:
        if isinstance(self._zero, Pair):
            return Pair(states.to(self._zero.real), torch.zeros_like(states))
        return states.to(self._zero)

    def probabilities(
        self, features: Tensor, weights: Tensor, states: Tensor | None = None
    ) -> Tensor:
        """Of the outcomes, (B, 2**n)."""
        final = self.states(features, weights, states)
        if isinstance(final, Pair):
            return final.squares()
        if final.is_complex():
            return torch.view_as_real(final).square().sum(-1)
        return final.square()


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

    @property
    def gates(self) -> list[list[Gate]]:
        """On each qubit, lists of equal length."""
        depth = max(map(len, self._on))
        nothing = Gate("id", (0,), np.eye(2, dtype=complex))
        return [gates + [nothing] * (depth - len(gates)) for gates in self._on]

    @property
    def kind(self) -> tuple[bool | None, int]:
        """Layers of one kind are computed together."""
        return self._is_own, max(map(len, self._on))

    def step(self, group: int, number: int) -> Step:
        """The step that applies matrix `number` of each chunk of a group."""
        idle = [_is_identity(gates) for gates in self._on]
        bounds = enumerate(chunks(len(idle)))
        used = [(chunk, low) for chunk, (low, high) in bounds if not all(idle[low:high])]

        def step(state: Tensor, inputs: Inputs) -> Tensor:
            for chunk, low in used:
                state = applied_from(inputs.matrices[group][chunk][number], state, low)
            return state

        return step


def _is_identity(gates: Sequence[Gate]) -> bool:
    [first, *others] = gates
    return not others and first.angle is None and np.array_equal(first.rest, np.eye(2))


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
        phases = None if (self._phases == 1).all() else place.amplitudes(self._phases)

        def step(state: Tensor, inputs: Inputs) -> Tensor:
            moved = state.index_select(1, source)
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
        qubits, n = self._gate.qubits, self._n

        def step(state: Tensor, inputs: Inputs) -> Tensor:
            return applied(matrices(inputs.features, inputs.weights)[:, 0], state, qubits, n)

        return step


Part = _OneQubitGates | _Monomial | _SingleGate


def _placed(parts: Sequence[Part], place: Place) -> tuple[list[Layers], list[Step]]:
    """The groups of layers that are computed together, and the steps."""
    groups: dict[tuple[bool | None, int], list[_OneQubitGates]] = {}
    steps: list[Step] = []
    for part in parts:
        if isinstance(part, _OneQubitGates):
            group = groups.setdefault(part.kind, [])
            steps.append(part.step(list(groups).index(part.kind), len(group)))
            group.append(part)
        else:
            steps.append(part.placed(place))
    return [Layers([part.gates for part in group], place) for group in groups.values()], steps


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
        return replace(first, **{name: then.rest @ m for name, m in _matrices(first).items()})
    return replace(then, **{name: m @ first.rest for name, m in _matrices(then).items()})


def _matrices(gate: Gate) -> dict[str, Matrix]:
    named = {"rest": gate.rest, "even": gate.even, "odd": gate.odd}
    return {name: matrix for name, matrix in named.items() if matrix is not None}


def _is_real(gate: Gate) -> bool:
    return not any(np.iscomplex(matrix).any() for matrix in _matrices(gate).values())


def _is_monomial(gate: Gate) -> bool:
    several = len(gate.qubits) > 1 and gate.angle is None
    return several and bool(((gate.rest != 0).sum(axis=1) == 1).all())
