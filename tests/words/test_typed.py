import re

import pytest
from hypothesis import given, strategies as st

from hqnn_core.errors import ConfigError
from hqnn_core.words.typed import parse_decimal, parse_whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", 100), (" 7 ", 7), ("1e3", 1000), ("2.5e3", 2500), ("1,000", 1000),
        ("1 000 000", 1_000_000), ("10'000", 10_000), ("100.0", 100), ("−3", -3), ("0", 0),
    ],
)  # fmt: skip
def test_whole_number_is_read_as_people_type_it(text, value):
    assert parse_whole("shots", text) == value


@pytest.mark.parametrize("text", ["", "0,5", "1e-3", "nan", "1_0"])
def test_text_that_is_no_whole_number_gets_a_sentence(text):
    with pytest.raises(ConfigError, match="shots must be a whole number, such as 100; got “"):
        parse_whole("shots", text)


def test_point_that_may_divide_thousands_is_asked_about():
    with pytest.raises(ConfigError, match=r"can be read in two ways: type 1000; got “1\.000”"):
        parse_whole("shots", "1.000")


def test_long_text_is_quoted_in_part():
    with pytest.raises(ConfigError) as found:
        parse_whole("shots", "x" * 500)
    assert len(str(found.value)) < 100


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.001", 0.001), ("0,001", 0.001), ("−0.5", -0.5), ("10,00", 10), ("1.234", 1.234)],
)
def test_decimal_is_read_with_a_point_or_a_comma(text, value):
    assert parse_decimal("learning_rate", text) == value


@pytest.mark.parametrize("text", ["", "nan", "1,000.5"])
def test_text_that_is_no_number_gets_a_sentence(text):
    with pytest.raises(ConfigError, match="learning_rate must be a number"):
        parse_decimal("learning_rate", text)


@given(st.integers(-(10**6), 10**6), st.integers(0, 3), st.sampled_from(".,"))
def test_decimal_is_the_number_that_was_meant_or_is_asked_about(whole, places, point):
    text = f"{whole / 10**places:.{places}f}"
    try:
        found = parse_decimal("gate_error", text.replace(".", point))
    except ConfigError:
        assert point == ","
        assert re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text)
    else:
        assert found == float(text)


@given(st.integers(0, 10**30))
def test_whole_number_keeps_each_digit(value):
    assert parse_whole("seed", str(value)) == value
    assert parse_whole("seed", f"{value:,}") == value
