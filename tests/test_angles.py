"""Typed angles: what is understood, and what is refused with a sentence."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hqnn_core.angles import AngleError, parse_angle, within_two_turns


@pytest.mark.parametrize(
    ("text", "radians"),
    [
        ("pi/3", math.pi / 3),
        ("-2*pi", -2 * math.pi),
        ("1e9", 1e9),
        (" 0.25 pi ", math.pi / 4),
        ("2π", 2 * math.pi),
        ("\u2212π/2", -math.pi / 2),
        ("3(1+pi)", 3 * (1 + math.pi)),
        ("PI", math.pi),
        ("+.5", 0.5),
        ("0", 0.0),
    ],
)
def test_angle_is_understood(text, radians):
    assert parse_angle(text) == pytest.approx(radians, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["abc", "pi pi", "1,5", "2**9999999", "__import__('os')", "pi.real", "[1]", "True", "1j", "(",
     "lambda: 1", "1\n2", "'1'", "\0"],
)  # fmt: skip
def test_other_text_is_refused_with_an_example(text):
    with pytest.raises(AngleError, match="pi/3"):
        parse_angle(text)


@pytest.mark.parametrize("text", ["1/0", "1e999", "1e308*10", "1e13", "-1e13", "1e999-1e999"])
def test_angle_that_is_not_finite_or_huge_is_refused(text):
    with pytest.raises(AngleError, match=r"not a finite number|too large"):
        parse_angle(text)


def test_empty_and_long_texts_are_refused():
    with pytest.raises(AngleError, match="Type an angle"):
        parse_angle("  ")
    with pytest.raises(AngleError, match="at most 60 characters"):
        parse_angle("(" * 100_000)


@given(st.text(max_size=80))
def test_any_text_gives_a_finite_angle_or_a_sentence(text):
    with contextlib.suppress(AngleError):
        assert math.isfinite(parse_angle(text))


@given(st.floats(-1e6, 1e6))
def test_whole_turns_do_not_change_the_expectation(theta):
    within = within_two_turns(theta)
    assert abs(within) <= 2 * math.pi
    assert math.sin(within) == pytest.approx(math.sin(theta), abs=1e-9)
