from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st
from scipy import stats

from hqnn_core.words.numbers import (
    duration_text,
    number_text,
    percent_range_text,
    percent_spread,
    percent_text,
    spread_text,
    wilson_interval,
    with_spread,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(-53.94, "−53.9"), (1234.5, "1,230"), (-1e-12, "0"), (1 / 3, "0.333")],
)
def test_number_has_three_digits_and_no_exponent(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "spread", "text"),
    [
        (0.0185, 0.1, "0.0 ± 0.1"),
        (0.0185, 0.0712, "0.02 ± 0.07"),
        (-82, 53.9, "−80 ± 50"),
        (1.0, 2.1e-9, "1.000000000 ± 0.000000002"),
        (1.0, 2.1e-10, "1 ± 0"),
    ],
)
def test_value_and_spread_end_at_the_same_place(value, spread, text):
    assert with_spread(value, spread) == text


@given(st.floats(-100, 100), st.floats(1e-8, 1000))
def test_spread_has_one_significant_digit(value, spread):
    shown = with_spread(value, spread).split(" ± ")[1]
    assert shown == spread_text(spread)
    assert len(re.sub(r"[.,]", "", shown).strip("0")) == 1
    assert "e" not in shown


def test_what_is_nearly_certain_is_called_so():
    assert (percent_text(0.99996), percent_text(1e-5)) == ("nearly 100 %", "nearly 0 %")


@given(st.integers(1, 1_000_000), st.floats(0, 1))
def test_interval_is_that_of_scipy(n, share):
    count = round(share * n)
    ours = wilson_interval(count, n)
    theirs = stats.binomtest(count, n).proportion_ci(method="wilson")
    assert ours == pytest.approx(tuple(theirs), abs=1e-6)
    assert ours[0] <= count / n <= ours[1]
    assert ours[0] < ours[1]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"), (0, "0 s"), (0.00001, "0.00001 s"), (4.44, "4.4 s"), (9.96, "10 s"),
        (99.4, "99 s"), (100, "1.7 min"), (5969, "99 min"), (5970, "1.7 h"), (35_900, "10 h"),
        (358_000, "99 h"), (396_000, "4.6 days"), (1e9, "11,574 days"),
    ],
)  # fmt: skip
def test_duration_has_the_unit_that_people_use(seconds, text):
    assert duration_text(seconds) == text


@given(st.floats(1e-6, 1e10))
def test_duration_is_within_half_of_its_last_digit_and_has_no_exponent(seconds):
    number, unit = duration_text(seconds).split()
    length = {"s": 1, "min": 60, "h": 3600, "days": 86_400}[unit]
    assert float(number.replace(",", "")) * length == pytest.approx(seconds, rel=0.06)


def test_range_of_shares_ends_at_the_least_and_the_greatest():
    assert percent_range_text([0.9765, 0.927, 0.95]) == "93 to 98 %"
    assert percent_range_text([0.0104, 0.0155]) == "1 to 1.6 %"
    assert percent_range_text([0.5]) == "50 %"


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.9, 0.8, 1.0], "90 ± 10"),
        ([0.9834, 0.9797, 0.9797, 0.9806, 0.9849], "98.2 ± 0.2"),
        ([0.537, 0.973, 0.98, 0.98], "87 ± 22"),
        ([0.989598], "98.96"),
        ([1.0, 1.0], "100"),
    ],
)
def test_shares_and_their_spread_end_at_the_same_place(shares, said):
    assert percent_spread(shares) == said
