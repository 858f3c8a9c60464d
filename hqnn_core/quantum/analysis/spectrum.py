"""Which frequencies a circuit's expectations have in one of its features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp

from hqnn_core.errors import check_whole
from hqnn_core.quantum.analysis.harmonics import (
    MAX_HARMONIC,
    column_of,
    expectations,
    harmonics_of,
)
from hqnn_core.quantum.analysis.random_states import random_angles
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.observables import Observable


@dataclass(frozen=True)
class Spectrum:
    """An expectation in the feature x is the sum of c_w exp(i w x) over frequencies w and -w.

    Attributes:
        frequencies: 0 and up, in 1 / radian, (R + 1,).
        coefficients: c_w of each observable, complex, (R + 1, M); c_-w is its conjugate.
    """

    frequencies: NDArray[np.floating]
    coefficients: NDArray[np.complexfloating]


def fourier_spectrum(
    ansatz: Ansatz,
    feature: int | str | Parameter,
    observables: Sequence[Observable] | SparsePauliOp | None = None,
    values: ArrayLike | None = None,
    highest: int | None = None,
    seed: int = 0,
) -> Spectrum:
    """The exact Fourier coefficients of a circuit's expectations in one feature.

    A feature that stands in L rotations has the frequencies 0..L and no others: Schuld, Sweke,
    Meyer, Phys. Rev. A 103, 032430 (2021). The circuit runs at 2 R + 1 values of the feature.

    Args:
        feature: itself, its name or its number in `ansatz.parameters`; a weight will do.
        observables: as of a `QuantumLayer`; None for Z of each qubit.
        values: of all parameters, radians, (P,), where the others stay; None draws them from
            [0, 2 pi) with `seed`.
        highest: up to which multiple of the lowest frequency to look; None for the highest that
            the gates allow. More than that shows that there is nothing above.

    Raises `ValueError` for a feature that is not there, frequencies that are not multiples of one,
    an angle that is not linear, and values or observables that do not fit; `ConfigError` for a
    `highest` below what the gates allow, which would give wrong coefficients.
    """
    column = column_of(ansatz, feature)
    harmonics = harmonics_of(ansatz, column)
    if highest is not None:
        check_whole("highest", highest, harmonics.highest, MAX_HARMONIC)
        harmonics = replace(harmonics, highest=highest)
    fixed = random_angles(ansatz, 1, seed)[0] if values is None else np.asarray(values, np.float64)
    if fixed.shape != (len(ansatz.parameters),):
        raise ValueError(
            f"values must have the shape ({len(ansatz.parameters)},), an angle for each parameter "
            f"of the circuit; got {fixed.shape}."
        )
    rows = np.tile(fixed, (harmonics.n_terms, 1))
    rows[:, column] = harmonics.grid
    factors = harmonics.analysis @ expectations(ansatz, StatevectorEngine(), rows, observables)
    cosines, sines = np.split(factors[1:], 2)
    coefficients = np.concatenate((factors[:1] + 0j, (cosines - 1j * sines) / 2))
    return Spectrum(harmonics.base * np.arange(harmonics.highest + 1), coefficients)
