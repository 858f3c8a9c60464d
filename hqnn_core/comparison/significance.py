"""Paired significance tests with correction for multiple comparisons.

Shapes: M comparisons, S seeds.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

N_SEEDS = 5
"""Test only what has as many seeds."""

LEVEL = 0.05
"""What chance alone gives less often is more than chance."""


def paired_chances(
    differences: ArrayLike, steps: ArrayLike = 0.0, n_comparisons: int | None = None
) -> NDArray[np.float64]:
    """p-values of paired t-tests, corrected for their number by Holm's method, (M,).

    `differences` (M, S) are those of two runs with the same seed, NaN where one is missing. A row
    with fewer than `N_SEEDS` of them is not tested: its p-value is 1. `steps` (M,) are the
    smallest differences that can be measured, see `smallest_step`. `n_comparisons` is the number
    of those to correct for; more than M if these M were chosen by their results.

    The chance that any of the p-values of differences with the mean 0 is below `LEVEL` is `LEVEL`.
    Source: S. Holm, Scand. J. Stat. 6, 65 (1979).
    """
    given = np.asarray(differences, np.float64)
    p_values = np.array([
        _p_value(row[np.isfinite(row)], step)
        for row, step in zip(given, np.broadcast_to(steps, len(given)), strict=True)
    ])  # fmt: skip
    order = p_values.argsort()
    factors = (n_comparisons or len(given)) - np.arange(len(given))
    corrected = np.maximum.accumulate(p_values[order] * factors).clip(max=1)
    return corrected[order.argsort()]


def _p_value(differences: NDArray[np.float64], step: float) -> float:
    """The two-sided p-value of Student's t-test that the mean is 0.

    Each of two rounded values adds step^2 / 12 to the variance (Sheppard): otherwise a difference
    of one image, five times, would be certain.
    """
    from scipy.special import stdtr  # 0.1 s, and not needed until runs are compared

    n, mean = len(differences), differences.mean() if len(differences) else 0.0
    if n < N_SEEDS or mean == 0:
        return 1.0
    error = _error(differences, step)
    return float(2 * stdtr(n - 1, -abs(mean) / error)) if error else 0.0


def paired_interval(differences: ArrayLike, step: float = 0.0) -> tuple[float, float]:
    """The confidence interval of the mean of paired differences (S,), by Student's t.

    It holds the true mean with the probability 1 - `LEVEL`. NaN are left out; with fewer than
    `N_SEEDS` differences it is infinite. `step` is as for `paired_chances`.
    """
    from scipy.special import stdtrit

    given = np.asarray(differences, np.float64)
    given = given[np.isfinite(given)]
    if len(given) < N_SEEDS:
        return -math.inf, math.inf
    mean = float(given.mean())
    half = float(stdtrit(len(given) - 1, 1 - LEVEL / 2)) * _error(given, step)
    return mean - half, mean + half


def _error(differences: NDArray[np.float64], step: float) -> float:
    """The standard error of the mean, rounding of the values included."""
    return math.sqrt((differences.var(ddof=1) + step**2 / 6) / len(differences))


def smallest_step(values: ArrayLike) -> float:
    """The smallest difference between two values that are not equal; 0 if all are.

    Accuracies have large ones: they are counts of test images.
    """
    known = np.asarray(values, np.float64).ravel()
    gaps = np.diff(np.unique(known[np.isfinite(known)].round(12)))
    return float(gaps.min()) if len(gaps) else 0.0
