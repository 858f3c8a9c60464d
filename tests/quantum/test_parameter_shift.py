import math

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.quantum.parameter_shift import (
    frequencies,
    general_terms,
    shift_terms,
)

THETA = np.linspace(-3, 3, 13)[:, None]


def slope(rule, shift, theta=THETA):
    terms = shift_terms(rule, shift)
    shifted = [StatevectorEngine().expectations(ry_circuit(), theta + s) for s in terms.offsets]
    return np.tensordot(terms.coefficients, shifted, 1)


@settings(max_examples=30)
@given(st.floats(-6, 6))
def test_slope_after_hadamard_is_minus_cosine_at_any_shift(shift):
    assume(abs(math.sin(shift)) > 1e-3)
    np.testing.assert_allclose(slope("parameter-shift", shift), -np.cos(THETA), atol=1e-10)


@pytest.mark.parametrize("shift", [0.1, math.pi / 2, 3.0])
def test_finite_difference_and_the_chapters_undivided_one_are_off_by_their_factors(shift):
    found = slope("finite-difference", shift)
    np.testing.assert_allclose(found, -np.cos(THETA) * math.sin(shift) / shift, atol=1e-12)
    undivided = slope("chapter", shift)
    np.testing.assert_allclose(undivided, -np.cos(THETA) * 2 * math.sin(shift), atol=1e-12)


def test_aliased_code_of_the_chapter_runs_its_minus_circuit_at_theta():
    values = [0.7]  # the chapter's lines: both names are one list
    plus = values
    plus[0] = values[0] + 1.1
    upper = plus[0]
    minus = values
    minus[0] = values[0] - 1.1
    assert shift_terms("chapter-aliased", 1.1).offsets == pytest.approx(
        (upper - 0.7, minus[0] - 0.7)
    )
    expected = -np.sin(THETA + 1.1) + np.sin(THETA)
    np.testing.assert_allclose(slope("chapter-aliased", 1.1), expected, atol=1e-12)


@pytest.mark.parametrize("shift", [math.pi, -math.pi, 2 * math.pi, 1e-9])
def test_shift_with_vanishing_sine_is_refused(shift):
    with pytest.raises(ValueError, match="multiple of pi"):
        shift_terms("parameter-shift", shift)


@pytest.mark.parametrize("shift", [0, math.nan, math.inf])
@pytest.mark.parametrize(
    "rule", ["parameter-shift", "chapter", "chapter-aliased", "finite-difference"]
)
def test_shift_of_zero_or_no_number_is_refused_by_every_rule(rule, shift):
    with pytest.raises(ValueError, match="other than 0"):
        shift_terms(rule, shift)


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([(1.0, [1.0])], [1]),
        ([(-2.0, [1.0])], [2]),
        ([(1.0, [1.0])] * 3, [1, 2, 3]),  # three uploads
        ([(1.0, [0.5, 1.0])], [0.5, 1]),  # a controlled rotation
        ([(1 / 3, [1.0])] * 2, [1 / 3, 2 / 3]),
        ([(1.0, [1.0]), (0.3, [1.0])], [0.3, 0.7, 1, 1.3]),
    ],
)
def test_frequencies_are_the_sums_and_differences_of_the_gates(uses, expected):
    np.testing.assert_allclose(frequencies(uses, 9), expected, rtol=1e-15)


@settings(max_examples=30)
@given(st.integers(1, 6), st.floats(0.1, 3), st.floats(-3, 3))
def test_general_rule_is_exact_for_r_equidistant_frequencies_with_two_r_circuits(r, unit, theta):
    terms = general_terms([unit * k for k in range(1, r + 1)])
    assert terms is not None
    assert len(terms.offsets) == 2 * r
    for k in range(1, r + 1):
        rate = unit * k
        found = sum(
            c * math.sin(rate * (theta + o) + 0.4)
            for c, o in zip(terms.coefficients, terms.offsets, strict=True)
        )
        assert found == pytest.approx(rate * math.cos(rate * theta + 0.4), abs=1e-10)


@pytest.mark.parametrize("several", [[], [1, 1.5], [1, 3], [1, 2 + 1e-9]])
def test_general_rule_does_not_fit_other_frequencies(several):
    assert general_terms(several) is None
