"""Pictures of the shift rules: the secant on the curve, and bias and scatter over the shift."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from hqnn_core.curves import ExpectationCurve
from hqnn_core.figures.charts import LABEL_SIZE, Spec, axis_of, frame_of, pi_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.slopes import Slope

TANGENT_REACH = 0.9  # radians on either side of theta


def secant_chart(
    curve: ExpectationCurve, theta: float, shift: float, slope: Slope, palette: Palette
) -> Spec:
    """The exact curve, the circuits at theta - s and theta + s, their secant, the tangent."""
    x, y = pi_axis("theta", float(curve.theta[0]), float(curve.theta[-1])), _expectation_axis()
    low, here, high = (_at(curve, theta + step) for step in (-shift, 0, shift))
    tangent = [
        {"theta": theta + step, "e": here + slope.true * step}
        for step in (-TANGENT_REACH, TANGENT_REACH)
    ]
    ends = [
        {"theta": theta - shift, "e": low, "name": "θ − s"},
        {"theta": theta + shift, "e": high, "name": "θ + s"},
    ]
    line = [{"theta": t, "e": e} for t, e in zip(curve.theta, curve.exact, strict=True)]
    encoding = {"x": x, "y": y}
    text = {"type": "text", "dy": -18, "fontSize": LABEL_SIZE, "color": palette.ink}
    dots = {"type": "point", "filled": True, "size": 170, "opacity": 1, "color": palette.ink}
    centre = {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": palette.sampled}
    secant = {"type": "line", "color": palette.ink, "strokeWidth": 2.5, "strokeDash": [7, 5]}
    return {
        **frame_of(330),
        "layer": [
            _layer(line, {"type": "line", "color": palette.sampled, "strokeWidth": 2}, encoding),
            _layer(tangent, {"type": "line", "color": palette.ink, "strokeWidth": 3.5}, encoding),
            _layer(ends, secant, encoding),
            _layer([{"theta": theta, "e": here}], centre, encoding),
            _layer(ends, dots, encoding),
            _layer(ends, text, {**encoding, "text": {"field": "name"}}),
        ],
    }


def error_chart(
    shifts: Sequence[float],
    exact_rule: Sequence[Slope],
    finite_difference: Sequence[Slope],
    shift: float,
    palette: Palette,
) -> Spec:
    """|bias| (solid) and scatter of one estimate (dashed) of two rules over the shift."""
    x = pi_axis("s", 0, math.pi)
    x["axis"]["title"] = "shift s (radians)"
    ticks = {"title": "error of the slope", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "grid": True}
    y = axis_of("value", ticks, -0.1, 1)
    mark = {"type": "rule", "color": palette.sampled}
    layers: list[Spec] = [_layer([{"s": shift}], mark, {"x": x})]
    curves = [  # name, colour, values, dash, and where its name stands: share of the line, dx, dy
        ("", palette.ink, [abs(one.bias) for one in exact_rule], [], 0.0, 0, 0),
        ("scatter", palette.ink, [one.deviation for one in exact_rule], [6, 4], 0.93, -8, -4),
        ("bias", palette.sampled, [abs(one.bias) for one in finite_difference], [], 0.74, 0, -12),
        ("scatter", palette.sampled, [o.deviation for o in finite_difference], [6, 4], 0.97, 0, 16),
    ]
    for name, colour, values, dash, where, dx, dy in curves:
        rows = [{"s": s, "value": v} for s, v in zip(shifts, values, strict=True)]
        line = {"type": "line", "color": colour, "strokeWidth": 2.5, "clip": True}
        layers.append(_layer(rows, {**line, "strokeDash": dash}, {"x": x, "y": y}))
        if name:
            rule = "exact rule" if colour == palette.ink else "finite difference"
            named = {**rows[round(where * (len(rows) - 1))], "name": f"{rule}: {name}"}
            text = {"type": "text", "align": "right", "fontSize": LABEL_SIZE, "color": palette.ink}
            encoding = {"x": x, "y": y, "text": {"field": "name"}}
            layers.append(_layer([named], {**text, "dx": dx, "dy": dy}, encoding))
    return {**frame_of(330), "layer": layers}


def _layer(rows: Sequence[Mapping[str, object]], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _expectation_axis() -> Spec:
    return axis_of("e", {"title": "⟨Z⟩", "values": [-1, 0, 1], "grid": True}, -1.35, 1.35)


def _at(curve: ExpectationCurve, theta: float) -> float:
    return float(np.interp(theta, curve.theta, curve.exact))
