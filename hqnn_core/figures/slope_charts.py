"""Charts of the shift rules: single slopes as a fan of lines, and errors over the shift."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from hqnn_core.figures.charts import (
    LEGEND,
    Spec,
    axis_of,
    frame_of,
    layer,
    pi_axis,
    rimmed,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import ExpectationCurve, Point, Rule, Slope, Trial
from hqnn_core.words import RULES

HEIGHT = 300
FAN = 30  # estimates that are drawn
REACH = 1.5  # of a line of slope 0 to either side, radians
STEEPNESS = 1.2  # pixels of 1 in height over pixels of 1 radian: lines of any slope are as long
LOWEST, HIGHEST = -1.75, 1.3  # of the axis of <Z>
FOOT = -1.55  # where the names of the circuits stand; lines end above, at -HIGHEST
SMALLEST_ERROR, LARGEST_ERROR = 1e-6, 100.0
"""At a shift of 0.01 one shot scatters by 71, and the finite difference is off by 0.00002."""
SMALL_LEGEND = {"columns": {"expr": "width < 320 ? 1 : 2"}, "symbolSize": 120, "rowPadding": 2}


def fan_chart(curve: ExpectationCurve, trial: Trial, palette: Palette) -> Spec:
    """Single estimates of the slope as lines through their point of the curve.

    Behind them the exact curve, the measured expectations that the estimates are made of, and the
    line through the exact ones; in front the true slope.
    """
    slope, colour = trial.slope, rule_colour(trial.slope.rule, palette)
    x = pi_axis("theta", float(curve.theta[0]), float(curve.theta[-1]))
    y = axis_of("e", {"title": "⟨Z⟩", "values": [-1, 0, 1], "grid": True}, LOWEST, HIGHEST)
    at = {"x": x, "y": y}
    exact = _points(zip(curve.theta.tolist(), curve.exact.tolist(), strict=True))
    measured = [
        {"theta": end[0], "e": float(value)}
        for end, values in zip(slope.ends, (trial.upper, trial.lower), strict=True)
        for value in values[:FAN]
    ]
    fan = [
        {**point, "estimate": i}
        for i, estimate in enumerate(trial.estimates[:FAN].tolist())
        for point in _points(_short_line(slope, estimate, REACH))
    ]
    line = {"type": "line", "clip": True}
    thin = {**line, "color": colour, "strokeWidth": 1.5, "opacity": 0.4}
    secant = {**line, "color": colour, "strokeWidth": 2, "strokeDash": [7, 5]}
    dot = {"type": "point", "filled": True, "color": palette.sampled, "size": 30, "opacity": 0.6}
    end = {"type": "point", "filled": True, "size": 130, "opacity": 1, "color": palette.ink}
    bold = {**line, "color": palette.ink, "strokeWidth": 3.5}
    true = _points(_short_line(slope, slope.true, REACH / 2))
    return {
        **frame_of(HEIGHT, palette),
        "layer": [
            layer(exact, {**line, "color": palette.sampled, "strokeWidth": 2}, at),
            layer(measured, dot, at),
            layer(_points(slope.ends), secant, at),
            layer(fan, thin, {**at, "detail": {"field": "estimate"}}),
            layer(true, bold, at),
            layer(_points(slope.ends), end, at),
            *_names_of_ends(slope, at, palette),
        ],
    }


def error_chart(
    shifts: Sequence[float],
    rules: Mapping[Rule, Sequence[Slope]],
    here: tuple[float, Sequence[Slope]],
    best: tuple[float, Slope] | None,
    palette: Palette,
) -> Spec:
    """|bias| (solid) and scatter of one estimate (dashed) of some rules over the shift, log axis.

    `here` is the chosen shift with the rules' slopes there, marked by dots; `best` is where
    parameter shift scatters least, marked by a ring.
    """
    x = pi_axis("s", 0, math.pi)
    x["axis"]["title"] = "shift s (radians)"
    at: Spec = {"x": x, "y": _log_axis()}
    colour = {
        "field": "rule",
        "type": "nominal",
        "scale": {
            "domain": [RULES[rule] for rule in rules],
            "range": [rule_colour(rule, palette) for rule in rules],
        },
        "legend": {**LEGEND, **SMALL_LEGEND},
    }
    dash = {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": ["bias", "scatter"], "range": [[1, 0], [6, 4]]},
        "legend": None,
    }
    rows = [row for rule in rules for row in _errors(shifts, rules[rule])]
    now, chosen = here
    line = {"type": "line", "strokeWidth": 2.5, "clip": True}
    dot = {"type": "point", "filled": True, "size": 110, "opacity": 1, "clip": True}
    layers = [
        layer([{"s": now}], {"type": "rule", "color": palette.sampled}, {"x": x}),
        layer(rows, line, {**at, "color": colour, "strokeDash": dash}),
        layer([row for trial in chosen for row in _errors([now], [trial])], dot,
              {**at, "color": colour}),
    ]  # fmt: skip
    if best is not None:
        ring = {"type": "point", "size": 300, "strokeWidth": 2.5, "color": palette.ink}
        [_, scatter] = _errors([best[0]], [best[1]])
        layers.append(layer([scatter], {**ring, "clip": True}, at))
    return {**frame_of(HEIGHT, palette), "layer": layers}


def rule_colour(rule: Rule, palette: Palette) -> str:
    """Parameter shift, which is exact, in ink."""
    return {
        "parameter-shift": palette.ink,
        "finite-difference": palette.others[0],
        "chapter": palette.others[1],
        "chapter-aliased": palette.others[2],
    }[rule]


def _errors(shifts: Sequence[float], slopes: Sequence[Slope]) -> list[Spec]:
    """Rows for a log axis; an error of 0 is put far below the axis, where nothing is drawn."""
    least = SMALLEST_ERROR / 100
    return [
        {"s": s, "value": max(value, least), "rule": RULES[slope.rule], "what": what}
        for s, slope in zip(shifts, slopes, strict=True)
        for what, value in (("bias", abs(slope.bias)), ("scatter", slope.deviation))
    ]


def _log_axis() -> Spec:
    ticks = {"title": "error of the slope", "grid": True, "values": [1e-4, 1e-2, 1, 100]}
    y = axis_of("value", {**ticks, "format": "~g"}, SMALLEST_ERROR, LARGEST_ERROR)
    y["scale"]["type"] = "log"
    return y


def _short_line(slope: Slope, steepness: float, reach: float) -> list[Point]:
    """A line through the point of the curve, equally long for every slope, cut at ±`HIGHEST`."""
    theta, e = slope.here
    across = reach / math.hypot(1, STEEPNESS * steepness)
    ends = []
    for step in (-across, across):
        room = HIGHEST - math.copysign(1, step * steepness) * e
        kept = room / max(abs(step * steepness), room)
        ends.append((theta + kept * step, e + kept * step * steepness))
    return ends


def _names_of_ends(slope: Slope, at: Spec, palette: Palette) -> list[Spec]:
    """θ + s and θ − s at the foot: away from each other when close, else within the picture."""
    theta = slope.here[0]
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [2, 3]}
    feet = [{"theta": angle, "e": LOWEST, "to": e} for angle, e in slope.ends]
    layers = [layer(feet, guide, {**at, "y2": {"field": "to"}})]
    for angle, _ in slope.ends:
        name = "θ" if angle == theta else "θ + s" if angle > theta else "θ − s"
        is_outside = abs(angle - theta) < math.pi / 2
        is_right = (angle > theta) == is_outside
        place = {"align": "left" if is_right else "right", "dx": 8 if is_right else -8}
        row = {"theta": angle, "e": FOOT, "name": name}
        named = {**at, "text": {"field": "name"}}
        layers += [layer([row], text, named) for text in rimmed(palette, **place)]
    return layers


def _points(points: Iterable[Point]) -> list[Spec]:
    return [{"theta": theta, "e": e} for theta, e in points]
