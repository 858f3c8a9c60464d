"""p-values are written so that one sees on which side of the limit they are."""

import re

import pytest
from hypothesis import example, given, strategies as st

from hqnn_core.comparison.significance import LEVEL
from hqnn_core.words.chance import chance_rule, chance_text


@given(st.floats(0, 1))
@example(LEVEL)
@example(0.0499999)
@example(0.0500001)
def test_text_is_below_the_limit_where_the_verdict_is(chance):
    found = re.fullmatch(r"by chance: (more than |less than )?([\d.]+) %", chance_text(chance))
    assert found
    said = float(found[2]) / 100
    if found[1] == "more than ":
        assert chance > said > LEVEL
    elif found[1] == "less than ":
        assert chance < said < LEVEL
    else:
        assert (said < LEVEL) == (chance < LEVEL)
        assert said == pytest.approx(chance, rel=0.06)


def test_rule_says_the_limit_and_how_many_were_compared():
    assert f"Less than {100 * LEVEL:g} %" in chance_rule(3, "pair", "networks")
    assert "one of 3 pairs" in chance_rule(3, "pair", "networks")
    assert "how often the pair would" in chance_rule(1, "pair", "settings")
