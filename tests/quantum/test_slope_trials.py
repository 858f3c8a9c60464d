"""The slopes of the shift rules: what is true of them, and what is shown of them."""

import math
from typing import get_args

import numpy as np
import pytest

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.slope_charts import LARGEST_ERROR, SMALLEST_ERROR, error_chart
from hqnn_core.quantum.settings import Rule
from hqnn_core.quantum.slope_trials import (
    Slope,
    Trial,
    least_scatter,
    shift_grid,
    slopes,
    trial,
    trials,
)
from hqnn_core.words.slopes import (
    least_scatter_sentence,
    slopes_text,
    trials_table,
)

THETA = 0.7


THETAS = np.linspace(-6.29, 6.29, 7)


SHIFTS = shift_grid(0.01, 31)
LIGHT = PALETTES["light"]


@pytest.mark.parametrize("shift", [0.05, math.pi / 2, 3.0])
def test_exact_rule_has_no_bias_and_the_finite_difference_one_minus_sin_s_over_s(shift):
    [exact] = slopes(ry_circuit(), THETA, [shift], "parameter-shift", 100)
    assert exact.true == pytest.approx(-math.cos(THETA))
    assert exact.bias == pytest.approx(0, abs=1e-12)
    [other] = slopes(ry_circuit(), THETA, [shift], "finite-difference", 100)
    assert other.bias / -other.true == pytest.approx(1 - math.sin(shift) / shift)


@pytest.mark.parametrize("theta", THETAS)
def test_variance_is_slope_over_tan_s_squared_plus_value_squared_over_twice_the_shots(theta):
    found = slopes(ry_circuit(), theta, SHIFTS, "parameter-shift", 50)
    for shift, theory in zip(SHIFTS, found, strict=True):
        law = (math.cos(theta) ** 2 / math.tan(shift) ** 2 + math.sin(theta) ** 2) / 100
        assert theory.deviation**2 == pytest.approx(law, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("theta", THETAS)
def test_parameter_shift_scatters_least_at_a_quarter_turn_whatever_the_angle(theta):
    best = least_scatter(ry_circuit(), theta, 100, 0.01)
    assert best is not None
    assert best.deviation == pytest.approx(abs(math.sin(theta)) / math.sqrt(200), abs=1e-9)
    others = slopes(ry_circuit(), theta, SHIFTS, "parameter-shift", 100)
    assert best.deviation <= min(theory.deviation for theory in others) + 1e-12
    assert "s = π/2" in least_scatter_sentence(best)


@pytest.mark.parametrize("theta", [math.pi / 2, -1.57, 3 * math.pi / 2])
def test_no_shift_is_called_the_best_where_the_curve_is_flat(theta):
    assert least_scatter(ry_circuit(), theta, 100, 0.01) is None
    scatter = [
        theory.deviation for theory in slopes(ry_circuit(), theta, SHIFTS, "parameter-shift", 1)
    ]
    assert max(scatter) < 1.01 * min(scatter)
    assert "scatters equally at every s" in least_scatter_sentence(None)


def test_where_both_outcomes_are_certain_nothing_scatters():
    best = least_scatter(ry_circuit(), 0.0, 100, 0.01)
    assert "does not scatter here" in least_scatter_sentence(best)


@pytest.mark.parametrize("rule", get_args(Rule))
def test_estimates_scatter_and_lie_as_theory_says(rule):
    engine, repeats = StatevectorEngine(50, seed=3), 2000
    found = trial(ry_circuit(), THETA, 0.9, rule, engine, repeats)
    [theory] = slopes(ry_circuit(), THETA, [0.9], rule, 50)
    assert found.spread == pytest.approx(theory.deviation, rel=0.08)
    assert abs(found.mean - theory.exact) < 4 * theory.deviation / math.sqrt(repeats)


def test_shift_that_the_rule_cannot_use_is_refused():
    with pytest.raises(ConfigError, match="multiple of pi"):
        slopes(ry_circuit(), THETA, [math.pi], "parameter-shift", 100)


@pytest.mark.parametrize("theta", [-6.29, 0.8])
@pytest.mark.parametrize("rule", get_args(Rule))
def test_circuits_of_a_rule_lie_on_the_curve_for_one_shift_as_for_many(theta, rule):
    shifts = [0.01, 1.5, 3.13]
    for shift, theory in zip(shifts, slopes(ry_circuit(), theta, shifts, rule, 100), strict=True):
        lower = theta if rule == "chapter-aliased" else theta - shift
        assert [angle for angle, _ in theory.ends] == pytest.approx([theta + shift, lower])
        for angle, expectation in [theory.here, *theory.ends]:
            assert expectation == pytest.approx(-math.sin(angle), abs=1e-12)
        [alone] = slopes(ry_circuit(), theta, [shift], rule, 100)
        assert (theory.exact, theory.deviation) == pytest.approx((alone.exact, alone.deviation))


def tried(shift: float, shots: int, theta: float = THETA) -> list[Trial]:
    return trials(ry_circuit(), theta, shift, StatevectorEngine(shots, seed=0), 100)


@pytest.mark.parametrize("theta", [0.0, 0.8])
@pytest.mark.parametrize(("shift", "shots"), [(0.01, 1), (math.pi / 2, 100_000)])
def test_no_number_is_finer_than_it_is_known(theta, shift, shots):
    found = tried(shift, shots, theta)
    said = trials_table(found) + "".join(slopes_text(each, shots) for each in found)
    assert "e-" not in said
    assert "e−" not in said
    assert "−0 " not in said


@pytest.mark.parametrize(
    ("rule", "shift", "shots", "theta", "says"),
    [
        (
            "parameter-shift", 0.01, 100, 0.8,
            "Parameter shift with 100 shots per circuit: −1 ± 5. The true slope is −0.697. The "
            "scatter hides it.",
        ),
        (
            "chapter", math.pi / 2, 100_000, 0.8,
            "The chapter, as printed with 100,000 shots per circuit: −1.393 ± 0.003. The true "
            "slope is −0.697. This rule is always 0.7 too steep.",
        ),
        (
            "chapter-aliased", 3.0, 100_000, 0.8,
            "The chapter's code of 2020 with 100,000 shots per circuit: 1.329 ± 0.003. The true "
            "slope is −0.697. Even its sign is wrong.",
        ),
    ],
)  # fmt: skip
def test_sentence_says_what_a_rule_gives_and_how_wrong_it_always_is(
    rule, shift, shots, theta, says
):
    found = trial(ry_circuit(), theta, shift, rule, StatevectorEngine(shots, seed=0), 100)
    assert slopes_text(found, shots) == says


@pytest.mark.parametrize(("theta", "shots"), [(0.0, 1), (0.8, 100), (math.pi / 2, 100_000)])
def test_error_axis_is_logarithmic_and_holds_everything(theta, shots):
    rules = {rule: slopes(ry_circuit(), theta, SHIFTS, rule, shots) for rule in get_args(Rule)}
    chosen = [found[3] for found in rules.values()]
    spec = error_chart(SHIFTS, rules, (SHIFTS[3], chosen), None, LIGHT)
    assert spec["layer"][1]["encoding"]["y"]["scale"]["type"] == "log"
    rows = spec["layer"][1]["data"]["values"]
    assert max(row["value"] for row in rows) < LARGEST_ERROR
    scatter = [row["value"] for row in rows if row["what"] == "scatter"]
    certain = [value for value in scatter if value <= SMALLEST_ERROR / 100]  # drawn nowhere
    assert len(certain) == (3 if theta == 0 else 0)  # of three rules, at a quarter turn
    assert sorted(scatter)[len(certain)] > SMALLEST_ERROR


def test_error_chart_shows_bias_and_scatter_of_each_rule_and_rings_the_least():
    shifts = [0.5, 1.0, 1.5, 2.0]
    rules: dict[Rule, list[Slope]] = {
        rule: slopes(ry_circuit(), THETA, shifts, rule, 100)
        for rule in ("parameter-shift", "finite-difference")
    }
    best = least_scatter(ry_circuit(), THETA, 100, 0.01)
    assert best is not None
    chosen = [found[1] for found in rules.values()]
    spec = error_chart(shifts, rules, (1.0, chosen), (math.pi / 2, best), PALETTES["dark"])
    _, lines, dots, ring = spec["layer"]
    drawn = {(r["rule"], r["what"], r["s"]): r["value"] for r in lines["data"]["values"]}
    assert drawn["finite difference", "bias", 2.0] == rules["finite-difference"][3].bias
    assert drawn["parameter shift", "bias", 2.0] < SMALLEST_ERROR  # below the axis
    assert drawn["parameter shift", "scatter", 0.5] == rules["parameter-shift"][0].deviation
    assert {row["s"] for row in dots["data"]["values"]} == {1.0}
    assert [row["value"] for row in ring["data"]["values"]] == [best.deviation]
