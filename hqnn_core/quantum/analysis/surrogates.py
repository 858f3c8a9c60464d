"""Classical surrogates: a trained circuit as a trigonometric polynomial in its features.

Source: Schreiber, Eisert, Meyer, "Classical surrogates for quantum learning models", Phys. Rev.
Lett. 131, 100803 (2023). Shapes: B samples, F features, W weights, M observables, N_i = 2 R_i + 1
terms in feature i.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor, nn

from hqnn_core.quantum.analysis.fourier import Harmonics, expectations, harmonics_of
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, NonFiniteAngleError
from hqnn_core.quantum.observables import Observable

MAX_RUNS = 1_000_000


class Surrogate(nn.Module):
    """Map features (B, F) to expectations (B, M) by a trigonometric polynomial, differentiable.

    It takes a `QuantumLayer`'s place once the circuit is trained. It computes in double precision;
    the output has the dtype and device of the features. Raises `NonFiniteAngleError` for features
    that are infinite or not a number.

    Attributes:
        harmonics: of each feature.
        factors: of the products of the features' terms, (N_1, ..., N_F, M).
    """

    factors: Tensor

    def __init__(self, harmonics: Sequence[Harmonics], factors: NDArray[np.floating]) -> None:
        super().__init__()
        self.harmonics = tuple(harmonics)
        self.register_buffer("factors", torch.from_numpy(factors))

    @property
    def runs(self) -> int:
        """The angles at which the circuit was run."""
        return math.prod(harmonic.n_terms for harmonic in self.harmonics)

    def forward(self, features: Tensor) -> Tensor:
        if features.ndim != 2 or features.shape[1] != len(self.harmonics):
            raise ValueError(
                f"features must have the shape (B, {len(self.harmonics)}); "
                f"got {tuple(features.shape)}."
            )
        if not features.isfinite().all():
            raise NonFiniteAngleError
        left = self.factors.double()[None]
        for angles, harmonic in zip(features.double().unbind(1), self.harmonics, strict=True):
            left = torch.einsum("bn,bn...->b...", harmonic.terms(angles), left)
        return left.expand(len(features), -1).to(features)


def surrogate(
    ansatz: Ansatz,
    engine: Engine,
    weights: ArrayLike | Tensor | None = None,
    observables: Sequence[Observable] | SparsePauliOp | None = None,
) -> Surrogate:
    """The trained circuit as a trigonometric polynomial in its features.

    The engine runs the circuit at prod (2 R_i + 1) angles, R_i the highest harmonic of feature i:
    three times for the chapter's circuit. With an exact engine the polynomial is the circuit; with
    shots it has their errors, fixed.

    Args:
        weights: the trained ones, (W,), such as a layer's; needed where the circuit has any.
        observables: as of a `QuantumLayer`; None for Z of each qubit.

    Raises `ValueError` for weights of another number, for more than `MAX_RUNS` runs, and as
    `fourier_spectrum`.
    """
    harmonics = [harmonics_of(ansatz, column) for column in range(len(ansatz.features))]
    runs = math.prod(harmonic.n_terms for harmonic in harmonics)
    if runs > MAX_RUNS:
        raise ValueError(
            f"the surrogate of this circuit takes {runs:,} runs, {MAX_RUNS:,} are allowed: use "
            "fewer features, or let each stand in fewer gates."
        )
    grids = np.meshgrid(*(harmonic.grid for harmonic in harmonics), indexing="ij")
    features = np.stack([grid.ravel() for grid in grids], axis=1) if grids else np.zeros((1, 0))
    fixed = np.broadcast_to(_checked_weights(ansatz, weights), (runs, len(ansatz.weights)))
    values = np.concatenate((features, fixed), axis=1)
    measured = expectations(ansatz, engine, values, observables)
    factors = measured.reshape(*(harmonic.n_terms for harmonic in harmonics), -1)
    for axis, harmonic in enumerate(harmonics):
        factors = np.moveaxis(np.tensordot(harmonic.analysis, factors, (1, axis)), 0, axis)
    return Surrogate(harmonics, np.ascontiguousarray(factors))


def _checked_weights(ansatz: Ansatz, weights: ArrayLike | Tensor | None) -> NDArray[np.floating]:
    given = weights.detach().cpu() if isinstance(weights, Tensor) else weights
    array = np.zeros(0) if given is None else np.asarray(given, np.float64)
    if array.shape != (len(ansatz.weights),):
        raise ValueError(
            f"weights must have the shape ({len(ansatz.weights)},), the circuit's trained angles; "
            f"got {array.shape}."
        )
    return array
