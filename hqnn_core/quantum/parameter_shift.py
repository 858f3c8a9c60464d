"""The shift rule as array algebra: which circuits to run, and how to combine their results.

It knows no simulator and no framework.

Source of the exact rule: Schuld, Bergholm, Gogolin, Izaac, Killoran, "Evaluating analytic
gradients on quantum hardware", Phys. Rev. A 99, 032331 (2019); for any shift s, Mari, Bromley,
Killoran, "Estimating the gradient and higher-order derivatives on quantum hardware",
Phys. Rev. A 103, 012405 (2021); for several frequencies, Wierichs, Izaac, Wang, Lin, "General
parameter-shift rules for quantum gradients", Quantum 6, 677 (2022).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hqnn_core.quantum.settings import Rule, check_shift

ALIKE = 1e-12
"""Frequencies closer than this are one: the angles' factors are known to rounding only."""


@dataclass(frozen=True)
class ShiftTerms:
    """slope = sum over j of coefficients[j] * E(theta + offsets[j])."""

    offsets: tuple[float, ...]
    coefficients: tuple[float, ...]

    def scaled(self, rate: float) -> ShiftTerms:
        """The same terms for an expectation of `rate` * theta."""
        offsets = tuple(offset / rate for offset in self.offsets)
        return ShiftTerms(offsets, self.times(rate).coefficients)

    def times(self, factor: float) -> ShiftTerms:
        """The terms of `factor` * the slope."""
        return ShiftTerms(self.offsets, tuple(factor * c for c in self.coefficients))


def shift_terms(rule: Rule, shift: float) -> ShiftTerms:
    """The two shifted circuits of a rule, for a shift s in radians.

    - "parameter-shift": [E(theta+s) - E(theta-s)] / (2 sin s), exact for gates exp(-i theta/2 G)
      with G**2 = 1, at every s.
    - "finite-difference": the same difference divided by 2s; too small by sin(s)/s.
    - "chapter": the difference without a divisor, as the chapter prints it; 2 sin(s) times the
      slope.
    - "chapter-aliased": E(theta+s) - E(theta), as the chapter's code of 2020 does: it shifts one
      list in place up by s and then back down by s. The code of 2023 is "chapter".

    Raises `ValueError` for a shift of 0, and for sin(s) = 0 with the exact rule.
    """
    shift = check_shift(shift, rule)
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


def general_terms(frequencies: Sequence[float], shift: float = math.pi / 2) -> ShiftTerms | None:
    """The exact rule for an expectation with these frequencies, in rising order.

    One frequency takes two circuits, at any `shift` s. R frequencies w, 2w, ..., Rw take 2R, with
    fixed shifts. None where the frequencies are none of these.
    """
    count = len(frequencies)
    multiples = frequencies[0] * np.arange(1, count + 1) if count else None
    if multiples is None or not np.allclose(frequencies, multiples, rtol=ALIKE, atol=0):
        return None
    if count == 1:
        return shift_terms("parameter-shift", shift).scaled(frequencies[0])
    number = np.arange(1, 2 * count + 1)  # mu of the paper
    offsets = (2 * number - 1) * math.pi / (2 * count)
    coefficients = (-1.0) ** (number - 1) / (4 * count * np.sin(offsets / 2) ** 2)
    terms = ShiftTerms(tuple(offsets.tolist()), tuple(coefficients.tolist()))
    return terms.scaled(frequencies[0])


def frequencies(uses: Sequence[tuple[float, Sequence[float]]], at_most: int) -> list[float]:
    """The frequencies of an expectation in a parameter that stands in several gates.

    Each use is the slope of the gate's angle in the parameter, and the gate's own frequencies.
    The list is cut off soon after `at_most`.
    """
    found = [0.0]
    for slope, gaps in uses:
        steps = [0.0, *(sign * slope * gap for gap in gaps for sign in (1, -1))]
        found = _different([value + step for value in found for step in steps])
        if len(found) > 2 * at_most + 1:
            break
    return [value for value in found if value > ALIKE]


def _different(values: Sequence[float]) -> list[float]:
    """The values in rising order, without those that only rounding sets apart."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > ALIKE:
            kept.append(value)
    return kept
