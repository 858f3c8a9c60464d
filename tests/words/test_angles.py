"""Typed angles: what is understood, and what is refused with a sentence."""

import contextlib
import math

import pytest
from hypothesis import given, strategies as st

from hqnn_core import language
from hqnn_core.words.angles import (
    AngleError,
    parse_angle,
    turns_text,
    typed_text,
    whole_turns,
    within_two_turns,
)


@pytest.mark.parametrize(
    ("text", "radians"),
    [
        ("pi/3", math.pi / 3),
        ("1e9", 1e9),
        ("\u2212π/2", -math.pi / 2),
        ("3(1+pi)", 3 * (1 + math.pi)),
        ("-1,5 pi", -1.5 * math.pi),
        ("-22,5 °", -math.pi / 8),
        ("90 deg", math.pi / 2),
        ("45° + 45°", math.pi / 2),
    ],
)
def test_angle_is_understood(text, radians):
    assert float(parse_angle(text)) == pytest.approx(radians, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["abc", "pi pi", "1,2,5", "°", "90 deg 3", "2**9999999", "__import__('os')", "pi.real", "True",
     "1j", "(", "1\n2", "\0"],
)  # fmt: skip
def test_other_text_is_refused_with_an_example(text):
    with pytest.raises(AngleError, match="pi/3"):
        parse_angle(text)


@pytest.mark.parametrize("text", ["1/0", "1e999", "-1e13", "1e999-1e999"])
def test_angle_that_is_not_finite_or_huge_is_refused(text):
    with pytest.raises(AngleError, match=r"not a finite number|too large"):
        parse_angle(text)


@pytest.mark.parametrize("text", ["1,000", "-2*1,000", "12,500 pi"])
def test_comma_that_may_part_thousands_is_refused_with_both_readings(text):
    number = text.removeprefix("-2*").removesuffix(" pi")
    with pytest.raises(AngleError) as fault:
        parse_angle(text)
    assert f"type {number.replace(',', '.')} or {number.replace(',', '')}." in str(fault.value)


def test_comma_of_a_language_with_decimal_commas_is_read_as_it_is_written(monkeypatch):
    monkeypatch.setattr(language, "_selector", [lambda: "de"])
    assert typed_text(-1.571) == "-1,571"
    assert float(parse_angle("1,571")) == 1.571


def test_whole_turns_are_told_with_their_direction():
    assert turns_text(parse_angle("7")).startswith("That is 1 whole turn. The curve repeats")
    assert turns_text(parse_angle("-14")).startswith("That is 2 whole turns back. ")


def test_empty_and_long_texts_are_refused():
    with pytest.raises(AngleError, match="Type an angle"):
        parse_angle("  ")
    with pytest.raises(AngleError, match="at most 60 characters"):
        parse_angle("(" * 100_000)


@given(st.text(max_size=80))
def test_any_text_gives_a_finite_angle_or_a_sentence(text):
    with contextlib.suppress(AngleError):
        assert math.isfinite(float(parse_angle(text)))


@given(st.floats(-1e6, 1e6))
def test_whole_turns_do_not_change_the_expectation(theta):
    within = within_two_turns(theta)
    assert abs(within) <= 2 * math.pi
    assert math.sin(within) == pytest.approx(math.sin(theta), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "turns", "theta"),
    [
        ("-2*pi", 0, -2 * math.pi),
        ("360°", 0, 2 * math.pi),
        ("-7", -1, -(7 - 2 * math.pi)),
        ("100*pi", 50, 0.0),
        ("-1000*pi - pi/2", -500, -math.pi / 2),
        ("1e9", 159_154_943, 0.5773954235),  # computed with 80 digits
        ("1e12", 159_154_943_091, 5.6255605480),
    ],
)
def test_whole_turns_are_taken_off_exactly(text, turns, theta):
    angle = parse_angle(text)
    assert whole_turns(angle) == turns
    assert within_two_turns(angle) == pytest.approx(theta, abs=1e-9)
    assert math.copysign(1, within_two_turns(angle)) == math.copysign(1, theta)


@given(st.floats(-7, 7))
def test_angle_written_into_the_field_is_read_back(theta):
    assert float(parse_angle(typed_text(theta))) == pytest.approx(theta, abs=5.1e-4)
