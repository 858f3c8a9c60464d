"""Paired differences of named series: Student's interval, and what is compared."""

import math

import numpy as np
import pytest
from scipy import stats

from hqnn_core.comparison.contrasts import contrasts
from hqnn_core.comparison.significance import N_SEEDS, paired_chances, paired_interval


def test_interval_is_students():
    differences = np.random.default_rng(5).normal(0.5, 1, 12)
    expected = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    assert paired_interval([*differences, math.nan]) == pytest.approx(tuple(expected))
    assert paired_interval(differences[: N_SEEDS - 1]) == (-math.inf, math.inf)


def test_alone_a_difference_is_clear_where_its_interval_leaves_out_0():
    rng = np.random.default_rng(0)
    for shift in rng.normal(0, 1, 50):
        differences = rng.normal(shift, 1, 5)
        low, high = paired_interval(differences, 0.1)
        assert (paired_chances([differences], 0.1)[0] < 0.05) == (not low < 0 < high)


def test_contrast_names_the_higher_series_first_and_pairs_by_seed():
    series = {
        "a": [0.90, 0.80, 0.70, 0.60, 0.50],
        "b": [0.91, 0.81, 0.72, 0.61, 0.51],
        "few": [0.1, math.nan, math.nan, math.nan, math.nan],
        "none": [math.nan] * 5,
    }
    first, second = contrasts(series, [("a", "b"), ("a", "few"), ("a", "none")])
    assert (first.higher, first.lower) == ("b", "a")
    assert first.difference == pytest.approx(0.012)
    assert first.is_clear
    assert first.low < 0.012 < first.high
    assert (second.higher, second.chance) == ("a", 1.0)
