"""Lists of values as people type them."""

import math

import pytest

from hqnn_core.errors import ConfigError
from hqnn_core.words.lists import PARSERS, parse_list, parse_seeds


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("shots", "1, 10; exact", [1, 10, None]),
        ("shift", "default, 0.2, Default", [None, 0.2, None]),
        ("shift", "pi/2,0.01", [math.pi / 2, 0.01]),
    ],
)
def test_values_are_divided_by_commas_or_semicolons(name, text, values):
    assert parse_list(name, text, PARSERS[name]) == pytest.approx(values)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("shots", "", "needs at least 1 value"),
        ("shots", "1,000", "write 1000 without one"),
        ("learning_rate", "0.01; 1,5", "can be read in two ways: type 1.5 or 1, 5"),
        ("epochs", ",".join("12" for _ in range(101)), "at most 100 values"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(name, text, says):
    with pytest.raises(ConfigError) as fault:
        parse_list(name, text, PARSERS[name])
    assert says in str(fault.value)


def test_seeds_are_a_range_or_a_list():
    assert parse_seeds("seed", "0 to 4") == parse_seeds("seed", "0..4") == [0, 1, 2, 3, 4]
    assert parse_seeds("seed", "7") == [7]
    assert parse_seeds("seed", "3, 1") == [3, 1]
    for text in ("4 to 0", "0 to 1000", "a to b"):
        with pytest.raises(ConfigError):
            parse_seeds("seed", text)
