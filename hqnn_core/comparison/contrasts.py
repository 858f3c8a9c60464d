"""Contrasts: paired differences between named series of results, with interval and p-value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hqnn_core.comparison.significance import LEVEL, paired_chances, paired_interval, smallest_step


@dataclass(frozen=True)
class Contrast:
    """By how much the mean of one series is higher than that of another, paired by seed.

    Attributes:
        low, high: the 95 % confidence interval of the difference.
        chance: the p-value, corrected for all contrasts, see `paired_chances`.
    """

    higher: str
    lower: str
    difference: float
    low: float
    high: float
    chance: float

    @property
    def is_clear(self) -> bool:
        return self.chance < LEVEL


def contrasts(
    series: Mapping[str, Sequence[float]], pairs: Sequence[tuple[str, str]]
) -> list[Contrast]:
    """The contrast of each pair of names that have a seed in common.

    Each series has a value for each seed, NaN where it is missing.
    """
    values = {name: np.asarray(each, np.float64) for name, each in series.items()}
    common = [(a, b) for a, b in pairs if np.isfinite(values[a] - values[b]).any()]
    ordered = [_by_mean(values, pair) for pair in common]
    differences = [values[higher] - values[lower] for higher, lower in ordered]
    steps = [smallest_step([values[a], values[b]]) for a, b in ordered]
    chances = paired_chances(differences, steps).tolist()
    return [
        Contrast(*pair, float(np.nanmean(each)), *paired_interval(each, step), chance)
        for pair, each, step, chance in zip(ordered, differences, steps, chances, strict=True)
    ]


def _by_mean(values: Mapping[str, np.ndarray], pair: tuple[str, str]) -> tuple[str, str]:
    one, other = pair
    return pair if np.nanmean(values[one] - values[other]) >= 0 else (other, one)
