"""Statevector simulator of Qiskit circuits in torch, for whole batches."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import NOT_FINITE, Engine, NonFiniteAngleError, checked_values
from hqnn_core.quantum.engines.program import Program


class StatevectorEngine(Engine):
    """Simulates an ansatz of the usual gates, exactly or with sampled shots.

    float32 values are computed in single precision, all others in double precision.
    """

    def __init__(self, shots: int | None = None, seed: int | None = None) -> None:
        super().__init__(shots, seed)

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        program, features, weights = self._ready(ansatz, values)
        with torch.no_grad():
            exact = program.probabilities(features, weights).numpy()
        if self.shots is None:
            return exact
        normalised = exact.astype(np.float64)
        normalised /= normalised.sum(axis=1, keepdims=True)
        counts = self._random.multinomial(self.shots, normalised)
        return (counts / self.shots).astype(values.dtype)

    def states(self, ansatz: Ansatz, values: ArrayLike) -> Tensor:
        """The state before measurement for each of `values` (B, P): (B, 2**n), real or complex.

        Raises as `probabilities` does.
        """
        program, features, weights = self._ready(ansatz.linear, checked_values(ansatz, values))
        with torch.no_grad():
            return program.states(features, weights, None)

    def _ready(self, ansatz: Ansatz, values: NDArray[np.floating]) -> tuple[Any, Tensor, Tensor]:
        """A linear ansatz compiled, its features and its weights at checked values."""
        angles, n_features = torch.from_numpy(np.ascontiguousarray(values)), len(ansatz.features)
        return self.program(ansatz, angles), angles[:, :n_features], angles[:, n_features:]

    def differentiable(
        self,
        ansatz: Ansatz,
        features: Tensor,
        weights: Tensor,
        columns: Tensor,
        states: Tensor | None = None,
    ) -> Tensor:
        """`averages` with an exact gradient of any order, on the device of the features, (B, M).

        Args:
            ansatz: a linear one.
            features: (B, F) of float32 or float64.
            weights: (W,), of the same type and on the same device, as are the
            columns: (K, M), what each outcome counts as, and the
            states: the initial ones, (B, 2**n); None for |0...0>.

        A batch too large for `memory` is cut into pieces that are computed again for the gradient.
        Raises `NonFiniteAngleError`, but not in what `torch.compile` has compiled.
        """
        if len(features) == 0:  # with gradients, which are 0
            return (features.sum() + weights.sum()) * columns[:0]
        program = self.program(ansatz, features)
        if not torch.compiler.is_compiling():
            self.circuits_run += len(features)
        features, weights = check_finite(features), check_finite(weights)
        rows = max(1, self.memory // program.bytes_per_sample)

        def averages(part: Tensor, start: Tensor | None = None) -> Tensor:
            return program.probabilities(part, weights[None], start) @ columns

        if len(features) <= rows:
            return averages(features, states)
        starts = [None] * len(features) if states is None else states.split(rows)
        pieces = [
            checkpoint(averages, part, start, use_reentrant=False)
            for part, start in zip(features.split(rows), starts, strict=False)
        ]
        return torch.cat(pieces)  # type: ignore[arg-type]

    def program(self, ansatz: Ansatz, like: Tensor) -> Any:
        """A linear ansatz compiled for the type and the device of `like`."""
        key = like.dtype, like.device
        if torch.compiler.is_compiling():  # which needs tensors of its own
            return self._compiled(ansatz, *key)
        programs = self._prepared.setdefault(ansatz, {})
        if key not in programs:
            programs[key] = self._compiled(ansatz, *key)
        return programs[key]

    def _compiled(self, ansatz: Ansatz, dtype: torch.dtype, device: torch.device) -> Any:
        return Program(ansatz, dtype, device)


def check_finite(values: Tensor, sentence: str = NOT_FINITE) -> Tensor:
    """The same values; `NonFiniteAngleError` with this sentence where they are not all finite.

    What `torch.compile` compiles is not checked.
    """
    if torch.compiler.is_compiling() or values.numel() == 0:
        return values
    try:
        lowest, highest = (float(each) for each in values.detach().aminmax())
    except RuntimeError:  # `torch.vmap` does not look into values; a function of ours may
        return _Finite.apply(values, sentence)  # type: ignore[return-value]
    if not (math.isfinite(lowest) and math.isfinite(highest)):
        raise NonFiniteAngleError(sentence)
    return values


class _Finite(torch.autograd.Function):
    @staticmethod
    def forward(values: Tensor, sentence: str) -> Tensor:
        if not values.isfinite().all():
            raise NonFiniteAngleError(sentence)
        return values.view_as(values)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        pass

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        return grad_outputs[0], None

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Tensor:
        return grad_inputs[0].view_as(grad_inputs[0])

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], values: Tensor, sentence: str) -> Any:
        return _Finite.apply(values, sentence), in_dims[0]


@cache
def exact_engine() -> StatevectorEngine:
    """The engine of exact expectations, one for all: it prepares a circuit once."""
    return StatevectorEngine()
