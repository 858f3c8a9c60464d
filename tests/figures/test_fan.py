"""The fan of slopes: what was measured, and what follows theta and the shift in the browser."""

import math

import numpy as np
import pytest

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.slope_charts import (
    FAN,
    HIGHEST,
    REACH,
    STEEPNESS,
    WINDOW,
    error_chart,
    fan_chart,
)
from hqnn_core.quantum.curves import expectation_curve
from hqnn_core.quantum.slope_trials import Trial, slope, trials
from tests.figures.test_figures import computed, placed
from tests.figures.test_grips import grip_of, handles_of

THETA = 0.7
LIGHT = PALETTES["light"]
CURVE = expectation_curve(ry_circuit(), np.linspace(-2 * math.pi, 2 * math.pi, 41))


def tried(shift: float, shots: int, theta: float = THETA) -> list[Trial]:
    return trials(ry_circuit(), theta, shift, StatevectorEngine(shots, seed=0), 100)


def fan_of(tested: Trial) -> dict:
    return fan_chart(CURVE, tested, tested.slope.here[0], LIGHT)


def fan_lines(tested: Trial) -> list[tuple[dict, dict]]:
    [fan] = [layer for layer in fan_of(tested)["layer"] if "detail" in layer["encoding"]]
    rows = fan["data"]["values"]
    return list(zip(rows[::2], rows[1::2], strict=True))


def test_fan_shows_single_estimates_through_their_point_of_the_curve():
    tested = tried(0.3, 100)[0]
    lines = fan_lines(tested)
    assert len(lines) == FAN
    theta, e = tested.slope.here
    for ends, estimate in zip(lines, tested.estimates, strict=False):
        for end in ends:
            run, rise = end["theta"] - theta, end["e"] - e
            assert rise / run == pytest.approx(estimate)
            assert math.hypot(run, STEEPNESS * rise) <= 1.51  # seen equally long
            assert abs(end["e"]) < 1.31  # above the names at the foot
    assert len({start["estimate"] for start, _ in lines}) == FAN


def opening(tested: Trial) -> float:
    """The standard deviation of the directions of a fan, radians."""
    return float(np.std([math.atan(estimate) for estimate in tested.estimates[:FAN]]))


def test_fan_opens_as_the_shift_shrinks_and_closes_as_the_shots_grow():
    by_shift = [opening(tried(shift, 1000)[0]) for shift in (1.5, 0.1, 0.01)]
    by_shots = [opening(tried(0.3, shots)[0]) for shots in (10, 1000, 100_000)]
    assert by_shift == sorted(by_shift)
    assert by_shots == sorted(by_shots, reverse=True)
    assert by_shift[-1] > 20 * by_shift[0]
    assert by_shots[0] > 20 * by_shots[-1]


def of(mark_property: dict, theta: float, shift: float) -> float:
    return computed(mark_property["expr"], theta, shift)


@pytest.mark.parametrize(("theta", "shift"), [(2.0, 0.4), (6.28, 3.13)])
def test_circuits_and_the_true_slope_follow_theta_and_the_shift(theta, shift):
    layers = fan_of(tried(0.3, 100)[0])["layer"]
    secant, bold = (
        next(x for x in layers if "transform" in x and x["mark"].get(key) == value)
        for key, value in (("strokeDash", [7, 5]), ("strokeWidth", 3.5))
    )
    ends = slope(ry_circuit(), theta, shift, "parameter-shift", 100)
    found = [(row["theta"], row["e"]) for row in placed(secant, theta, shift)]
    np.testing.assert_allclose(found, ends.ends, atol=1e-7)
    (x1, y1), (x2, y2) = ((row["theta"], row["e"]) for row in placed(bold, theta, shift))
    assert (y2 - y1) / (x2 - x1) == pytest.approx(ends.true, abs=1e-6)
    assert max(abs(y1), abs(y2)) <= HIGHEST + 1e-9
    assert math.hypot(x2 - x1, STEEPNESS * (y2 - y1)) <= REACH + 1e-9


def test_both_circuits_and_theta_can_be_dragged_where_the_rule_has_them():
    exact, _, _, aliased = (fan_of(tested) for tested in tried(0.3, 100))
    assert [*handles_of(exact)] == ["drag_theta", "drag_shift", "drag_shift_minus"]
    assert [*handles_of(aliased)] == ["drag_theta", "drag_shift"]
    assert grip_of(exact) == {"across": 2 * WINDOW}


def test_line_at_the_shift_follows_and_errors_of_another_theta_are_faint():
    shifts, rule = [0.5, 1.0, 1.5], "parameter-shift"
    found = [slope(ry_circuit(), THETA, shift, rule, 100) for shift in shifts]
    spec = error_chart(shifts, {rule: found}, (1.0, found[1:2]), None, LIGHT)
    line, errors, dots, _ = spec["layer"]
    assert placed(line, THETA, 2.2) == [{"s": 2.2}]
    assert of(errors["mark"]["opacity"], THETA, 2.2) == 1
    assert of(errors["mark"]["opacity"], 1.0, 1.0) < 0.5
    assert of(dots["mark"]["opacity"], THETA, 1.0) == 1
    assert of(dots["mark"]["opacity"], THETA, 2.2) == 0
    assert grip_of(spec) == {"across": math.pi}
