"""An exact simulator of a Qiskit circuit in torch, for whole batches."""

from __future__ import annotations

from functools import cache
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, NonFiniteAngleError
from hqnn_core.quantum.engines.program import Program
from hqnn_core.quantum.gates import UnsupportedGateError as UnsupportedGateError


class StatevectorEngine(Engine):
    """Simulates an ansatz of the usual gates, exactly or with sampled shots.

    float32 values are computed in single precision, all others in double precision. Raises
    `UnsupportedGateError` for a circuit with resets, conditions or unknown parametric gates.
    """

    def __init__(self, shots: int | None = None, seed: int | None = None) -> None:
        super().__init__(shots, seed)
        self._programs: WeakKeyDictionary[Ansatz, dict[tuple[torch.dtype, torch.device], Program]]
        self._programs = WeakKeyDictionary()

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        exact = _probabilities(self.states(ansatz, values)).numpy()
        if self.shots is None:
            return exact
        normalised = exact.astype(np.float64)
        normalised /= normalised.sum(axis=1, keepdims=True)
        counts = self._random.multinomial(self.shots, normalised)
        return (counts / self.shots).astype(values.dtype)

    @torch.no_grad()
    def states(self, ansatz: Ansatz, values: NDArray[np.floating]) -> Tensor:
        """The state before measurement for each of `values` (B, P): (B, 2**n), real or complex."""
        angles = torch.from_numpy(np.ascontiguousarray(values))
        program, n_features = self._program(ansatz, angles), len(ansatz.features)
        return program(angles[:, :n_features], angles[:, n_features:])

    def differentiable(
        self, ansatz: Ansatz, features: Tensor, weights: Tensor, columns: Tensor
    ) -> Tensor:
        """`averages` with an exact gradient of any order, on the device of the features, (B, M).

        Args:
            features: (B, F) of float32 or float64.
            weights: (W,), of the same type and on the same device, as are the
            columns: (K, M), what each outcome counts as.

        A batch too large for `memory` is cut into pieces that are computed again for the gradient.
        """
        self.circuits_run += len(features)
        program = self._program(ansatz, features)
        if not (features.isfinite().all() and weights.isfinite().all()):
            raise NonFiniteAngleError
        rows = max(1, self.memory // program.bytes_per_sample)

        def averages(part: Tensor) -> Tensor:
            return _probabilities(program(part, weights[None])) @ columns

        if len(features) <= rows:
            return averages(features)
        pieces = [checkpoint(averages, p, use_reentrant=False) for p in features.split(rows)]
        return torch.cat(pieces)  # type: ignore[arg-type]

    def _program(self, ansatz: Ansatz, like: Tensor) -> Program:
        programs = self._programs.setdefault(ansatz, {})
        key = like.dtype, like.device
        if key not in programs:
            programs[key] = Program(ansatz, *key)
        return programs[key]


@cache
def exact_engine() -> StatevectorEngine:
    """The engine of exact expectations, one for all: it prepares a circuit once."""
    return StatevectorEngine()


def _probabilities(states: Tensor) -> Tensor:
    if states.is_complex():
        return torch.view_as_real(states).square().sum(-1)
    return states.square()
