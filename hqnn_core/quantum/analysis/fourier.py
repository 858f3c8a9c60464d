"""Fourier series of an expectation in one parameter of a circuit: frequencies and coefficients.

An expectation is a finite Fourier sum in each parameter: Schuld, Sweke, Meyer, "Effect of data
encoding on the expressive power of variational quantum-machine-learning models", Phys. Rev. A 103,
032430 (2021). Shapes: B samples, P parameters of the ansatz, M observables, R the highest harmonic,
N = 2R + 1 terms of the sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor

from hqnn_core.errors import InputError, check_whole
from hqnn_core.quantum.analysis.random_states import random_angles
from hqnn_core.quantum.canonical import UnsupportedGateError
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, checked_values
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.gates import gates_of
from hqnn_core.quantum.observables import Observable, measurements

MAX_HARMONIC = 1_000
COARSEST = 1_000
"""The largest denominator tried for the ratio of two frequencies."""


@dataclass(frozen=True)
class Harmonics:
    """The sum over k = 0..highest of a_k cos(k base x) + b_k sin(k base x)."""

    base: float
    highest: int

    @property
    def n_terms(self) -> int:
        return 2 * self.highest + 1

    @property
    def grid(self) -> NDArray[np.floating]:
        """N angles at equal distances over one period, which fix the sum, (N,)."""
        return np.arange(self.n_terms) * (2 * math.pi / (self.base * self.n_terms))

    def terms(self, angles: Tensor) -> Tensor:
        """1, the cosines 1..R and the sines 1..R at `angles` (B,), (B, N)."""
        orders = torch.arange(1, self.highest + 1, dtype=angles.dtype, device=angles.device)
        phases = self.base * angles[:, None] * orders
        return torch.cat((torch.ones_like(angles)[:, None], phases.cos(), phases.sin()), dim=1)

    @property
    def analysis(self) -> NDArray[np.floating]:
        """The matrix from values on the grid to the factors of the terms, (N, N)."""
        norms = np.full((self.n_terms, 1), 2 / self.n_terms)
        norms[0] = 1 / self.n_terms
        return norms * self.terms(torch.from_numpy(self.grid)).numpy().T


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

    A feature in L rotations has the frequencies 0..L and no others. The circuit runs at 2 R + 1
    values of the feature.

    Args:
        feature: itself, its name or its number in `ansatz.parameters`; a weight will do.
        observables: as of a `QuantumLayer`; None for Z of each qubit.
        values: of all parameters, radians, (P,), at which the others are fixed; None draws them
            from [0, 2 pi) with `seed`.
        highest: the highest multiple of the lowest frequency that is computed; None for the
            highest that the gates allow. Coefficients above that are 0.

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


def harmonics_of(ansatz: Ansatz, column: int) -> Harmonics:
    """The harmonics of any expectation in the parameter at `column` of `ansatz.parameters`.

    `base` is the largest of which all frequencies are multiples. Raises `InputError` where there
    is none, `UnsupportedGateError` where an angle is not linear in that parameter.
    """
    parameter = ansatz.parameters[column]
    for expression in ansatz.expressions:
        if column in expression.columns:
            raise UnsupportedGateError(
                f"the angle {expression.text} is not linear in {parameter.name}, "
                "so no finite sum of waves is exact: take a parameter that stands alone."
            )
    column = ansatz.linear.parameters.index(parameter)
    uses = [
        (abs(gate.angle.slopes[column]), gate.gaps)
        for gate in gates_of(ansatz)
        if gate.angle and gate.angle.slopes[column]
    ]
    if not uses:
        return Harmonics(1.0, 0)
    base = _common_divisor([slope * gap for slope, gaps in uses for gap in gaps])
    highest = sum(slope * max(gaps) for slope, gaps in uses)
    if base is None or highest / base > MAX_HARMONIC:
        raise InputError(
            f"the frequencies of {parameter.name} are not small multiples of one: "
            "multiply it by whole numbers or simple fractions in the circuit's angles."
        )
    return Harmonics(base, round(highest / base))


def column_of(ansatz: Ansatz, parameter: int | str | Parameter) -> int:
    """The column of a parameter, given as itself, by its name or its number (features first).

    Raises `InputError` where the circuit has none such.
    """
    names = [parameter.name for parameter in ansatz.parameters]
    if isinstance(parameter, int | np.integer) and 0 <= parameter < len(names):
        return int(parameter)
    if parameter in names:
        return names.index(parameter)
    if parameter in ansatz.parameters:
        return ansatz.parameters.index(parameter)
    raise InputError(
        f"the circuit has no parameter {parameter}; it has {', '.join(names) or 'none'}."
    )


def expectations(
    ansatz: Ansatz,
    engine: Engine,
    values: NDArray[np.floating],
    observables: Sequence[Observable] | SparsePauliOp | None,
) -> NDArray[np.floating]:
    """The observables (B, M), None for Z of each qubit, at `values` (B, P)."""
    parts = [(m.ansatz, m.columns) for m in measurements(ansatz, observables)]
    return engine.total(parts, checked_values(ansatz, values))


def _common_divisor(steps: list[float]) -> float | None:
    """The largest number of which all `steps` are whole multiples."""
    unit = steps[0]
    ratios = [Fraction(step / unit).limit_denominator(COARSEST) for step in steps]
    if any(abs(r * unit - step) > 1e-9 * unit for r, step in zip(ratios, steps, strict=True)):
        return None
    denominator = math.lcm(*(ratio.denominator for ratio in ratios))
    return unit * math.gcd(*(int(ratio * denominator) for ratio in ratios)) / denominator
