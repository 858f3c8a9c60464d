"""Operations on batches of statevectors in torch: the steps of a compiled circuit.

Shapes: B samples, F features, W weights, n qubits, k qubits of a gate, b = 1 or B. In a state
(b, 2**n), amplitude i belongs to outcome i of the engines. States and matrices are tensors, or a
`Pair` in what `torch.compile` compiles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hqnn_core.quantum.gates import Angle, Gate

CHUNK = 4
"""Qubits that one matrix product acts on: 16 x 16 is fast, and quick to make."""


class Pair:
    """Complex numbers as two real tensors: `torch.compile` is slow with complex ones.

    It has those methods of a tensor that steps use.
    """

    def __init__(self, real: Tensor, imag: Tensor) -> None:
        self.real, self.imag = real, imag

    def _each(self, change: Callable[[Tensor], Tensor]) -> Pair:
        return Pair(change(self.real), change(self.imag))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.real.shape

    @property
    def mT(self) -> Pair:
        return Pair(self.real.mT, self.imag.mT)

    def __len__(self) -> int:
        return len(self.real)

    def __getitem__(self, index: Any) -> Pair:
        return Pair(self.real[index], self.imag[index])

    def reshape(self, *shape: Any) -> Pair:
        return self._each(lambda part: part.reshape(*shape))

    def flatten(self, *axes: int) -> Pair:
        return self._each(lambda part: part.flatten(*axes))

    def unflatten(self, axis: int, sizes: Any) -> Pair:
        return Pair(self.real.unflatten(axis, sizes), self.imag.unflatten(axis, sizes))

    def movedim(self, source: Any, target: Any) -> Pair:
        return self._each(lambda part: part.movedim(source, target))

    def index_select(self, axis: int, index: Tensor) -> Pair:
        return self._each(lambda part: part.index_select(axis, index))

    def expand(self, *sizes: int) -> Pair:
        return self._each(lambda part: part.expand(*sizes))

    def unbind(self, axis: int) -> tuple[Pair, ...]:
        return tuple(map(Pair, self.real.unbind(axis), self.imag.unbind(axis)))

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.real + other.real, self.imag + other.imag)

    def __mul__(self, other: Pair | Tensor) -> Pair:
        if isinstance(other, Tensor):  # a real one
            return self._each(lambda part: part * other)
        return Pair(
            self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )

    def __matmul__(self, other: Pair) -> Pair:
        return Pair(
            self.real @ other.real - self.imag @ other.imag,
            self.real @ other.imag + self.imag @ other.real,
        )

    def squares(self) -> Tensor:
        """The squares of the absolute values."""
        return self.real.square() + self.imag.square()


@dataclass(frozen=True)
class Inputs:
    """The inputs of a step besides the state.

    Attributes:
        features: (B, F).
        weights: (b, W).
        matrices: of each group of layers, for each chunk of qubits, those of its layers (b, D, D).
    """

    features: Tensor
    weights: Tensor
    matrices: list[list[tuple[Tensor, ...]]]


Step = Callable[[Tensor, Inputs], Tensor]  # state, inputs -> state


@dataclass(frozen=True)
class Place:
    """The device and the number type of a program.

    Attributes:
        is_real: all amplitudes are real numbers.
        in_pairs: those that are not are a `Pair`.
    """

    dtype: torch.dtype
    device: torch.device
    is_real: bool
    n_features: int
    in_pairs: bool = False

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

    def amplitudes(self, values: Any) -> Any:
        """A tensor of numbers, real or complex, or a `Pair`."""
        array = np.asarray(values)
        if self.in_pairs and not self.is_real:
            return Pair(self.numbers(np.real(array)), self.numbers(np.imag(array)))
        array = np.real(array) if self.is_real else array
        return torch.tensor(array, dtype=self.state_dtype, device=self.device)


class Matrices:
    """The matrices of gates of equal size: rest + cos(angle) even + sin(angle) odd."""

    def __init__(self, gates: Sequence[Gate], place: Place) -> None:
        nothing = np.zeros_like(gates[0].rest)
        self._rest = place.amplitudes([gate.rest for gate in gates])
        self._even = place.amplitudes([nothing if g.even is None else g.even for g in gates])
        self._odd = place.amplitudes([nothing if g.odd is None else g.odd for g in gates])
        width = max((len(gate.angle.slopes) for gate in gates if gate.angle), default=0)
        none = Angle(np.zeros(width))
        angles = [(gate.angle or none, gate.rate) for gate in gates]
        slopes = np.array([angle.slopes * rate for angle, rate in angles])
        self._offsets = place.numbers([angle.offset * rate for angle, rate in angles])
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
        return self._even * angles.cos() + self._odd * angles.sin() + self._rest


class Layers:
    """Matrices on every qubit, in chunks of neighbours, of several layers, computed together.

    Args:
        gates: on qubit q of each layer, a list of equal length: gates[layer][q][depth].
    """

    def __init__(self, gates: Sequence[Sequence[Sequence[Gate]]], place: Place) -> None:
        n, depth = len(gates[0]), len(gates[0][0])
        self._shape = (len(gates), n, depth)
        self._matrices = Matrices([g for layer in gates for q in layer for g in q], place)
        self.bounds = chunks(n)

    def _each(self, features: Tensor, weights: Tensor) -> Tensor:
        """The matrix on each qubit of each layer, (b, layers, n, 2, 2)."""
        of_gates = self._matrices(features, weights).unflatten(1, self._shape).unbind(3)
        return reduce(lambda before, then: then @ before, of_gates)

    def __call__(self, features: Tensor, weights: Tensor) -> list[tuple[Tensor, ...]]:
        """Of each chunk, the matrices of the layers, (b, D, D)."""
        each = self._each(features, weights)
        return [_kron(each[:, :, low:high]).unbind(1) for low, high in self.bounds]

    def of_zero(self, features: Tensor, weights: Tensor) -> Tensor:
        """The state that the first layer makes of |0...0>, (b, 2**n)."""
        columns = self._each(features, weights)[:, 0, ..., 0]  # (b, n, 2)
        first, *others = columns.unbind(1)
        for column in others:
            first = (column[:, :, None] * first[:, None, :]).flatten(1)
        return first


def chunks(n_qubits: int) -> list[tuple[int, int]]:
    """Neighbouring qubits that one matrix acts on, [low, high), of about equal size."""
    size = -(-n_qubits // -(-n_qubits // CHUNK))
    return [(low, min(low + size, n_qubits)) for low in range(0, n_qubits, size)]


def _kron(each: Tensor) -> Tensor:
    """The Kronecker product of (..., k, 2, c), the last one the highest bit, (..., 2**k, c**k)."""
    first, *others = each.unbind(-3)
    for matrix in others:
        product = matrix[..., :, None, :, None] * first[..., None, :, None, :]
        first = product.flatten(-2).flatten(-3, -2)
    return first


def applied_from(matrix: Tensor, state: Tensor, low: int) -> Tensor:
    """The state (b, 2**n) after a matrix (b, D, D) on neighbouring qubits from `low` on."""
    size, shape = matrix.shape[-1], (max(len(state), len(matrix)), -1)
    if low == 0:
        rows = state.reshape(len(state), -1, size)
        if len(matrix) == 1:
            return (rows @ matrix[0].mT).reshape(shape)
        return (rows @ matrix.mT).reshape(shape)
    blocks = state.reshape(len(state), -1, size, 2**low)
    return (matrix[:, None] @ blocks).reshape(shape)


def applied(matrix: Tensor, state: Tensor, qubits: Sequence[int], n: int) -> Tensor:
    """The state (b, 2**n) after a matrix (b, 2**k, 2**k); the first qubit is its lowest bit."""
    axes = [n - qubit for qubit in reversed(qubits)]  # the lowest bit is the last
    last = list(range(n + 1 - len(qubits), n + 1))
    front = state.reshape(-1, *(2,) * n).movedim(axes, last)
    after = front.reshape(len(state), -1, 2 ** len(qubits)) @ matrix.mT
    return after.reshape(-1, *front.shape[1:]).movedim(last, axes).flatten(1)
