"""Pictures of the shift rules: the secant on the curve, and bias and scatter over the shift."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from hqnn_core.config import Rule
from hqnn_core.curves import ExpectationCurve
from hqnn_core.figures.charts import (
    LEGEND,
    Spec,
    axis_of,
    frame_of,
    label_size,
    layer,
    pi_axis,
    rimmed,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.setting_names import RULES
from hqnn_core.slopes import Slope

CHOSEN_IN_LEGEND = {
    "name": "chosen",
    "select": {"type": "point", "fields": ["rule"]},
    "bind": "legend",
}
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
    text = {"type": "text", "dy": -18, "fontSize": label_size(), "color": palette.ink}
    dots = {"type": "point", "filled": True, "size": 170, "opacity": 1, "color": palette.ink}
    centre = {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": palette.sampled}
    secant = {"type": "line", "color": palette.ink, "strokeWidth": 2.5, "strokeDash": [7, 5]}
    return {
        **frame_of(330, palette),
        "layer": [
            layer(line, {"type": "line", "color": palette.sampled, "strokeWidth": 2}, encoding),
            layer(tangent, {"type": "line", "color": palette.ink, "strokeWidth": 3.5}, encoding),
            layer(ends, secant, encoding),
            layer([{"theta": theta, "e": here}], centre, encoding),
            layer(ends, dots, encoding),
            layer(ends, text, {**encoding, "text": {"field": "name"}}),
        ],
    }


def error_chart(
    shifts: Sequence[float], rules: Mapping[Rule, Sequence[Slope]], shift: float, palette: Palette
) -> Spec:
    """|bias| (solid) and scatter of one estimate (dashed) of some rules over the shift.

    The shift where the exact rule scatters least is marked.
    """
    x = pi_axis("s", 0, math.pi)
    x["axis"]["title"] = "shift s (radians)"
    ticks = {"title": "error of the slope", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "grid": True}
    y = axis_of("value", ticks, -0.1, 1)
    colour = {
        "field": "rule",
        "type": "nominal",
        "scale": {"domain": [RULES[r] for r in rules], "range": _colours(rules, palette)},
        "legend": LEGEND,
    }
    dash = {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": ["bias", "scatter"], "range": [[1, 0], [6, 4]]},
        "legend": None,
    }
    shown = {"condition": {"param": "chosen", "value": 1}, "value": 0.12}
    rows = []
    for rule, slopes in rules.items():
        for s, one in zip(shifts, slopes, strict=True):
            name = RULES[rule]
            rows.append({"s": s, "value": abs(one.bias), "rule": name, "what": "bias"})
            rows.append({"s": s, "value": one.deviation, "rule": name, "what": "scatter"})
    encoding = {"x": x, "y": y, "color": colour, "strokeDash": dash, "opacity": shown}
    line = {"type": "line", "strokeWidth": 2.5, "clip": True}
    here = {"type": "rule", "color": palette.sampled}
    layers = [
        layer([{"s": shift}], here, {"x": x}),
        {**layer(rows, line, encoding), "params": [CHOSEN_IN_LEGEND]},
    ]
    if "parameter-shift" in rules:
        layers += _optimum(shifts, rules["parameter-shift"], x, y, palette)
    return {**frame_of(330, palette), "layer": layers}


def _colours(rules: Iterable[Rule], palette: Palette) -> list[str]:
    by_rule = {
        "parameter-shift": palette.ink,
        "finite-difference": palette.sampled,
        "chapter": palette.others[0],
        "chapter-aliased": palette.others[1],
    }
    return [by_rule[rule] for rule in rules]


def _optimum(
    shifts: Sequence[float], slopes: Sequence[Slope], x: Spec, y: Spec, palette: Palette
) -> list[Spec]:
    best = min(range(len(slopes)), key=lambda i: slopes[i].deviation)
    at = shifts[best]
    row = {"s": at, "value": slopes[best].deviation}
    name = {"s": at, "value": 0.5, "name": f"exact rule scatters least at {at / math.pi:.2g} π"}
    dot = {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": palette.ink}
    encoding = {"x": x, "y": y}
    named = {**encoding, "text": {"field": "name"}}
    return [layer([row], dot, encoding), *(layer([name], text, named) for text in rimmed(palette))]


def _expectation_axis() -> Spec:
    return axis_of("e", {"title": "⟨Z⟩", "values": [-1, 0, 1], "grid": True}, -1.35, 1.35)


def _at(curve: ExpectationCurve, theta: float) -> float:
    return float(np.interp(theta, curve.theta, curve.exact))
