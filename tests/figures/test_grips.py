"""What a pointer over a chart means, and which of a chart's marks it can take."""

import json
import math

import numpy as np
import pytest

from hqnn_core import StatevectorEngine, ry_circuit
from hqnn_core.figures.bloch import bloch_chart
from hqnn_core.figures.measurement_charts import expectation_chart
from hqnn_core.figures.palette import PALETTES
from hqnn_core.quantum.curves import expectation_curve
from tests.figures.test_figures import computed

LIGHT = PALETTES["light"]
GRID = np.linspace(-2 * math.pi, 2 * math.pi, 41)


def grip_of(spec: dict) -> dict | None:
    found = [param["value"] for param in spec["params"] if param["name"] == "grip"]
    return json.loads(found[0]) if found else None


def handles_of(spec: dict) -> dict[str, dict]:
    return {layer["name"]: layer for layer in spec["layer"] if "name" in layer}


@pytest.mark.parametrize("theta", [-5.0, 0.4])
def test_pointer_at_the_tip_of_the_arrow_reads_the_angle_of_the_state(theta):
    spec = bloch_chart(0.0, True, LIGHT, is_held=True)
    steps = handles_of(spec)["drag_theta"]["transform"][:2]
    tip = [computed(step["calculate"], theta) for step in steps]
    grip = grip_of(spec)
    assert grip is not None
    read = math.atan2(*np.array(grip["turn"]) @ tip)  # from z towards x
    state = StatevectorEngine().states(ry_circuit(), np.array([[theta]]))[0].numpy()
    x, z = 2 * (state[0].conj() * state[1]).real, abs(state[0]) ** 2 - abs(state[1]) ** 2
    assert (math.sin(read), math.cos(read)) == pytest.approx((x, z), abs=1e-9)


def test_point_on_the_curve_is_dragged_along_the_axis_of_angles():
    spec = expectation_chart(expectation_curve(ry_circuit(), GRID), 0.8, LIGHT)
    place = handles_of(spec)["drag_theta"]
    low, high = place["encoding"]["x"]["scale"]["domain"]
    assert grip_of(spec) == {"across": high - low} == {"across": 4 * math.pi}
    assert computed(place["transform"][0]["calculate"], -3.0) == -3.0
    fixed = bloch_chart(0.0, True, LIGHT)  # cannot be dragged
    assert (handles_of(fixed), grip_of(fixed)) == ({}, None)
