"""The shift rule as array algebra: which circuits to run, and how to combine their results.

It knows no simulator and no framework. Shapes: B parameter sets, P parameters, C columns to
differentiate, S shifted circuits per slope, n qubits.

Source of the exact rule: Schuld, Bergholm, Gogolin, Izaac, Killoran, "Evaluating analytic
gradients on quantum hardware", Phys. Rev. A 99, 032331 (2019); for any shift s, Mari, Bromley,
Killoran, "Estimating the gradient and higher-order derivatives on quantum hardware",
Phys. Rev. A 103, 012405 (2021).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hqnn_core.quantum.settings import Rule, check_shift


@dataclass(frozen=True)
class ShiftTerms:
    """slope = sum over j of coefficients[j] * E(theta + offsets[j])."""

    offsets: tuple[float, float]
    coefficients: tuple[float, float]


def shift_terms(rule: Rule, shift: float) -> ShiftTerms:
    """The two shifted circuits of a rule, for a shift s in radians.

    - "parameter-shift": [E(theta+s) - E(theta-s)] / (2 sin s), exact for gates exp(-i theta/2 G)
      with G**2 = 1, at every s.
    - "finite-difference": the same difference divided by 2s; too small by sin(s)/s.
    - "chapter": the difference without a divisor, as the chapter prints it; 2 sin(s) times the
      slope.
    - "chapter-aliased": E(theta+s) - E(theta), as the chapter's code does: it shifts one list in
      place up by s and then back down by s.

    Raises `ValueError` for a shift of 0, and for sin(s) = 0 with the exact rule.
    """
    check_shift(shift, rule)
    if rule == "parameter-shift":
        weight = 1 / (2 * math.sin(shift))
    elif rule == "finite-difference":
        weight = 1 / (2 * shift)
    elif rule in ("chapter", "chapter-aliased"):
        weight = 1.0
    else:
        raise ValueError(f"unknown shift rule {rule!r}.")
    lower = 0.0 if rule == "chapter-aliased" else -shift
    return ShiftTerms((shift, lower), (weight, -weight))


def shifted_values(
    values: NDArray[np.floating], columns: range, terms: ShiftTerms
) -> NDArray[np.floating]:
    """`values` (B, P) shifted in one column at a time: (S * C * B, P), for one engine call."""
    n_columns, n_parameters = len(columns), values.shape[1]
    shifted = np.tile(values, (len(terms.offsets), n_columns, 1, 1))  # (S, C, B, P)
    for row, offset in enumerate(terms.offsets):
        for i, column in enumerate(columns):
            shifted[row, i, :, column] += offset
    return shifted.reshape(-1, n_parameters)


def jacobian(
    expectations: NDArray[np.floating], n_columns: int, terms: ShiftTerms
) -> NDArray[np.floating]:
    """Slopes (C, B, n) from the expectations (S * C * B, n) of `shifted_values`' circuits."""
    upper, lower = expectations.reshape(2, n_columns, -1, expectations.shape[1])
    return terms.coefficients[0] * upper + terms.coefficients[1] * lower
