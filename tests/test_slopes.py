import math
from dataclasses import astuple
from typing import get_args

import numpy as np
import pytest

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.config import ConfigError, Rule
from hqnn_core.curves import expectation_curve
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.slope_charts import error_chart, secant_chart
from hqnn_core.slopes import Slope, estimates, slope, slopes, trials
from hqnn_core.text import shift_sentence, trials_table

THETA = 0.7


@pytest.mark.parametrize("shift", [0.05, 1.0, math.pi / 2, 3.0])
def test_exact_rule_has_no_bias_at_any_shift(shift):
    one = slope(ry_circuit(), THETA, shift, "parameter-shift", 100)
    assert one.true == pytest.approx(-math.cos(THETA))
    assert one.bias == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("shift", [0.05, 1.0, math.pi / 2, 3.0])
def test_bias_of_the_finite_difference_is_one_minus_sin_s_over_s(shift):
    one = slope(ry_circuit(), THETA, shift, "finite-difference", 100)
    assert one.bias / -one.true == pytest.approx(1 - math.sin(shift) / shift)


def test_scatter_of_the_exact_rule_is_that_of_theory():
    shift, shots = 0.6, 50
    upper, lower = -math.sin(THETA + shift), -math.sin(THETA - shift)
    variance = (1 - upper**2 + 1 - lower**2) / (4 * shots * math.sin(shift) ** 2)
    one = slope(ry_circuit(), THETA, shift, "parameter-shift", shots)
    assert one.deviation == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize("rule", get_args(Rule))
def test_estimates_scatter_and_lie_as_theory_says(rule):
    engine, repeats = StatevectorEngine(50, seed=3), 4000
    found = estimates(ry_circuit(), THETA, 0.9, rule, engine, repeats)
    one = slope(ry_circuit(), THETA, 0.9, rule, 50)
    assert found.std() == pytest.approx(one.deviation, rel=0.06)
    assert abs(found.mean() - one.exact) < 4 * one.deviation / math.sqrt(repeats)


def test_scatter_of_the_exact_rule_is_least_at_a_quarter_turn_where_the_curve_is_steepest():
    shifts = np.linspace(0.1, 3.0, 59)
    scatter = [slope(ry_circuit(), 0.0, s, "parameter-shift", 100).deviation for s in shifts]
    assert shifts[int(np.argmin(scatter))] == pytest.approx(math.pi / 2, abs=0.05)


def test_shift_that_the_rule_cannot_use_is_refused():
    with pytest.raises(ConfigError, match="multiple of pi"):
        slope(ry_circuit(), THETA, math.pi, "parameter-shift", 100)


def test_every_rule_is_tried_and_stands_in_the_table():
    found = trials(ry_circuit(), THETA, 1.0, StatevectorEngine(100, seed=0), 50)
    assert [trial.slope.rule for trial in found] == list(get_args(Rule))
    table = trials_table(found, 50)
    assert len(table.splitlines()) == 3 + len(found)
    assert "| analytic | −0.765 | 0 |" in table
    assert "| parameter shift | −0.765 | 0 |" in table


def test_sentence_says_how_far_off_the_finite_difference_is():
    found = trials(ry_circuit(), 0.0, math.pi / 2, StatevectorEngine(100, seed=0), 50)
    assert "off by 0.36 on average" in shift_sentence(math.pi / 2, 100, found)


def test_secant_joins_the_two_shifted_circuits():
    curve = expectation_curve(ry_circuit(), np.linspace(-7, 7, 400))
    one = slope(ry_circuit(), THETA, 1.0, "parameter-shift", 100)
    ends = secant_chart(curve, THETA, 1.0, one, PALETTES["light"])["layer"][2]["data"]["values"]
    assert [row["theta"] for row in ends] == [THETA - 1, THETA + 1]
    expected = [-math.sin(THETA - 1), -math.sin(THETA + 1)]
    assert [row["e"] for row in ends] == pytest.approx(expected, abs=1e-3)


def test_error_chart_shows_bias_and_scatter_of_both_rules():
    shifts = [0.5, 1.0, 1.5, 2.0]
    rules: tuple[Rule, ...] = ("parameter-shift", "finite-difference")
    found: dict[Rule, list[Slope]] = {
        rule: slopes(ry_circuit(), THETA, shifts, rule, 100) for rule in rules
    }
    spec = error_chart(shifts, found, 1.0, PALETTES["dark"])
    [line] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    drawn = [row["value"] for row in line["data"]["values"]]
    assert drawn == [v for r in rules for one in found[r] for v in (abs(one.bias), one.deviation)]


def test_slopes_of_many_shifts_are_those_of_each_alone():
    shifts = [0.3, 1.0, 2.5]
    for rule in get_args(Rule):
        together = slopes(ry_circuit(), THETA, shifts, rule, 100)
        alone = [slope(ry_circuit(), THETA, s, rule, 100) for s in shifts]
        for one, other in zip(together, alone, strict=True):
            assert astuple(one)[1:] == pytest.approx(astuple(other)[1:], abs=1e-12)
