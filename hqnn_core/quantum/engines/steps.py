"""The steps of a compiled circuit: what is done to a batch of statevectors, in torch.

Shapes: B samples, F features, W weights, n qubits, k qubits of a gate, b = 1 or B. In a state
(b, 2**n), amplitude i belongs to outcome i of the engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hqnn_core.quantum.gates import Gate

CHUNK = 4
"""Qubits that one matrix product acts on: 16 x 16 is fast, and quick to make."""

Step = Callable[[Tensor, Tensor, Tensor], Tensor]  # state, features, weights -> state


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


class Matrices:
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


class Layer:
    """Matrices on every qubit, in chunks of neighbours."""

    def __init__(self, depths: list[Matrices], idle: list[bool]) -> None:
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


class Permuted(torch.autograd.Function):
    """Columns in another order; its gradient is the inverse order, not a slow sum by index."""

    @staticmethod
    def forward(ctx: Any, state: Tensor, source: Tensor, target: Tensor) -> Tensor:
        ctx.source, ctx.target = source, target
        return state[:, source]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        return Permuted.apply(grad_outputs[0], ctx.target, ctx.source), None, None
