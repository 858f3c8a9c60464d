"""Slopes of a one-angle expectation by the shift rules: exact, and estimated with shots.

Every rule is a sum of coefficients times expectations at shifted angles, so its exact value, its
bias and its scatter follow from the exact curve. Scatter: an expectation from N shots has the
variance (1 - E**2) / N, and the terms are measured independently; for parameter shift that gives
(1 - E(theta+s)**2 + 1 - E(theta-s)**2) / (4 N sin**2 s).

With E = -sin theta (or any sine of amplitude 1) and E' its slope, the numerator is
2 E'**2 cos**2 s + 2 E**2 sin**2 s, so the variance is (E'**2 / tan**2 s + E**2) / (2 N): least at
s = pi/2, where it is E**2 / (2 N). Where E' = 0 it is the same at every s, 1 / (2 N).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.curves import outcome_variance
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.engines.statevector import exact_engine
from hqnn_core.quantum.parameter_shift import ShiftTerms, shift_terms
from hqnn_core.quantum.settings import Rule

QUARTER_TURN = math.pi / 2
ALIKE = 0.01
"""Scatters whose relative difference is below this are called equal."""

Point = tuple[float, float]  # an angle, and the exact expectation there


@dataclass(frozen=True)
class Slope:
    """The value of dE/dtheta that a rule gives at one angle and shift.

    Attributes:
        rule: the rule.
        true: the slope itself.
        exact: the rule's value from exact expectations; `exact - true` is its bias.
        deviation: standard deviation of one estimate from shots.
        here: the point of the curve that the slope belongs to.
        ends: the two circuits that the rule runs, the upper one first.
    """

    rule: Rule
    true: float
    exact: float
    deviation: float
    here: Point
    ends: tuple[Point, Point]

    @property
    def bias(self) -> float:
        return self.exact - self.true

    def negated(self) -> Slope:
        """The slope of -E, by the same rule."""
        upper, lower = ((angle, -e) for angle, e in self.ends)
        here = self.here[0], -self.here[1]
        return replace(self, true=-self.true, exact=-self.exact, here=here, ends=(upper, lower))


def slopes(
    ansatz: Ansatz, theta: float, shifts: Sequence[float], rule: Rule, shots: int
) -> list[Slope]:
    """The slope of qubit 0's expectation at `theta` by a rule with each of `shifts`, in radians.

    All circuits run in one engine call. Raises `ConfigError` for a shift that the rule cannot use.
    """
    terms = [shift_terms(rule, shift) for shift in shifts]
    quarter = shift_terms("parameter-shift", QUARTER_TURN)
    offsets = np.array([*(pair.offsets for pair in [*terms, quarter]), (0.0, 0.0)])  # (S + 2, 2)
    angles = theta + offsets
    expectations = exact_engine().expectations(ansatz, angles.reshape(-1, 1))[:, 0]
    *shifted, at_quarter, at_theta = expectations.reshape(angles.shape)
    true, here = _combined(quarter, at_quarter), (theta, float(at_theta[0]))
    found = []
    for pair, places, values in zip(terms, angles[:-2], shifted, strict=True):
        variance = np.dot(np.square(pair.coefficients), outcome_variance(values)) / shots
        upper, lower = zip(places.tolist(), values.tolist(), strict=True)
        exact = _combined(pair, values)
        found.append(Slope(rule, true, exact, math.sqrt(variance), here, (upper, lower)))
    return found


def _combined(terms: ShiftTerms, expectations: NDArray[np.floating]) -> float:
    return float(np.dot(terms.coefficients, expectations))


def shift_grid(smallest: float, n: int) -> list[float]:
    """`n` shifts from `smallest` to pi minus that, closer together where the scatter grows."""
    end = math.log(math.pi / smallest - 1)
    return (math.pi / (1 + np.exp(-np.linspace(-end, end, n)))).tolist()


def least_scatter(ansatz: Ansatz, theta: float, shots: int, smallest: float) -> Slope | None:
    """Parameter shift at its best shift, a quarter turn (s = pi/2).

    None where it scatters as much at every other shift, down to the `smallest`.
    """
    shifts = [QUARTER_TURN, smallest]
    best, worst = slopes(ansatz, theta, shifts, "parameter-shift", shots)
    return best if best.deviation < (1 - ALIKE) * worst.deviation else None


@dataclass(frozen=True)
class Trial:
    """A rule at one angle and shift, with repeated estimates.

    Attributes:
        slope: exact value, bias and scatter in theory.
        upper, lower: the two measured expectations of each estimate, (repeats,).
        estimates: the slopes from them, (repeats,).
    """

    slope: Slope
    upper: NDArray[np.floating]
    lower: NDArray[np.floating]
    estimates: NDArray[np.floating]

    @property
    def mean(self) -> float:
        return float(self.estimates.mean())

    @property
    def spread(self) -> float:
        """Standard deviation of one estimate."""
        return float(self.estimates.std(ddof=1))

    def negated(self) -> Trial:
        """The same circuits' estimates of the slope of -E."""
        return Trial(self.slope.negated(), -self.upper, -self.lower, -self.estimates)


def trial(
    ansatz: Ansatz, theta: float, shift: float, rule: Rule, engine: Engine, repeats: int
) -> Trial:
    """`repeats` independent estimates of the slope by a rule, with the engine's shots."""
    terms = shift_terms(rule, shift)
    angles = np.repeat(theta + np.array(terms.offsets), repeats)[:, None]
    upper, lower = engine.expectations(ansatz, angles)[:, 0].reshape(2, repeats)
    [theory] = slopes(ansatz, theta, [shift], rule, engine.shots or 1)
    of_upper, of_lower = terms.coefficients
    return Trial(theory, upper, lower, of_upper * upper + of_lower * lower)


def trials(ansatz: Ansatz, theta: float, shift: float, engine: Engine, repeats: int) -> list[Trial]:
    """All rules at one angle and shift (radians), each estimated `repeats` times with shots."""
    return [trial(ansatz, theta, shift, rule, engine, repeats) for rule in get_args(Rule)]
