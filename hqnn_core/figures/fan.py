"""Chart of the shift rules: single estimates of the slope as a fan of lines on the curve."""

from __future__ import annotations

import math
from collections.abc import Iterable

from hqnn_core.figures.charts import (
    Spec,
    axis_of,
    frame_of,
    layer,
    pi_axis,
    rimmed,
    sine_through,
)
from hqnn_core.figures.grips import SHIFT, THETA, across, at_rest, following, handle
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.slope_charts import HEIGHT, rule_colour
from hqnn_core.quantum import ExpectationCurve, Point, Slope, Trial

FAN = 30  # estimates that are drawn
REACH = 1.5  # of a line of slope 0 to either side, radians
STEEPNESS = 1.2  # pixels of 1 in height over pixels of 1 radian: lines of any slope are as long
LOWEST, HIGHEST = -1.75, 1.3  # of the axis of <Z>
FOOT = -1.55  # where the names of the circuits stand; lines end above, at -HIGHEST
NAME = 1.2  # from a circuit to the side, at least: on a phone its name is as wide
WINDOW = 1.09 * math.pi  # from the middle of the picture to its sides: beyond any shift


def fan_chart(curve: ExpectationCurve, trial: Trial, middle: float, palette: Palette) -> Spec:
    """Single estimates of the slope as lines through the point at theta.

    Behind them are the exact curve, the measured expectations of the shifted circuits, and the
    line through their exact values; in front is the true slope. Exact values follow theta and the
    shift in the browser, and the three points can be dragged; measured ones are shown only at the
    angles where they were measured. `middle` is the angle in the middle, see `middle_of_fan`.
    """
    slope, colour = trial.slope, rule_colour(trial.slope.rule, palette)
    theta = slope.here[0]
    offsets = [_offset(end[0] - theta) for end in slope.ends]
    values = {THETA: theta, SHIFT: slope.ends[0][0] - theta}
    y = axis_of("e", {"title": "⟨Z⟩", "values": [-1, 0, 1], "grid": True}, LOWEST, HIGHEST)
    at = {"x": _moving_axis(middle), "y": y}
    measured = [
        {"theta": end[0], "e": float(value)}
        for end, found in zip(slope.ends, (trial.upper, trial.lower), strict=True)
        for value in found[:FAN]
    ]
    fan = [
        {**point, "estimate": i}
        for i, estimate in enumerate(trial.estimates[:FAN].tolist())
        for point in _points(_short_line(slope, estimate, REACH))
    ]
    line = {"type": "line", "clip": True}
    exact = {**line, "color": palette.sampled, "strokeWidth": 2}
    bold = {**line, "color": palette.ink, "strokeWidth": 3.5}
    thin = {**line, "color": colour, "strokeWidth": 1.5, "opacity": at_rest(0.4, values)}
    secant = {**line, "color": colour, "strokeWidth": 2, "strokeDash": [7, 5]}
    dot = {"type": "point", "filled": True, "color": palette.sampled, "size": 30,
           "opacity": at_rest(0.6, values)}  # fmt: skip
    layers = [
        {**_whole_curve(curve, middle), "mark": exact, "encoding": at},
        layer(measured, dot, at),
        {**_places(curve, offsets), "mark": secant, "encoding": at},
        layer(fan, thin, {**at, "detail": {"field": "estimate"}}),
        {**_true_slope(curve), "mark": bold, "encoding": at},
        *handle(THETA, _places(curve, [0]), at, palette),
    ]
    for offset in offsets:
        layers += _end(curve, offset, at, palette)
    params = following(theta, values[SHIFT], across(-WINDOW, WINDOW))
    return {**frame_of(HEIGHT, palette), **params, "layer": layers}


def middle_of_fan(before: float, theta: float, shift: float) -> float:
    """The angle in the middle of the chart, moved only as far as the marks need."""
    room = WINDOW - max(REACH, shift, min(shift, math.pi / 2) + NAME)
    return min(max(before, theta - room), theta + room)


def _middle(before: float) -> str:
    """`middle_of_fan` as a Vega expression of the parameters."""
    room = f"({WINDOW} - max({REACH}, {SHIFT}, min({SHIFT}, PI / 2) + {NAME}))"
    return f"min(max({before}, {THETA} - {room}), {THETA} + {room})"


def _moving_axis(middle: float) -> Spec:
    x = pi_axis("theta", -WINDOW, WINDOW)
    x["axis"]["values"] = [k * math.pi / 2 for k in range(-7, 8)]
    low, high = ({"expr": f"{_middle(middle)} {side} {WINDOW}"} for side in "-+")
    return {**x, "scale": {"domainMin": low, "domainMax": high, "nice": False}}


def _offset(angle: float) -> int:
    """The distance of a circuit from theta in shifts: 1, -1, or 0."""
    return 0 if angle == 0 else int(math.copysign(1, angle))


def _on_curve(curve: ExpectationCurve, angle: str) -> list[Spec]:
    """Transforms that put a point on the exact curve."""
    e = sine_through(curve.theta, curve.exact, "datum.theta")
    return [{"calculate": angle, "as": "theta"}, {"calculate": e, "as": "e"}]


def _whole_curve(curve: ExpectationCurve, middle: float) -> Spec:
    steps = {"sequence": {"start": -60, "stop": 61, "as": "k"}}
    angle = f"{_middle(middle)} + datum.k * {WINDOW / 60}"
    return {"data": steps, "transform": _on_curve(curve, angle)}


def _places(curve: ExpectationCurve, offsets: Iterable[int]) -> Spec:
    """Points of the curve at some shifts from theta."""
    rows = [{"k": k, "foot": LOWEST} for k in offsets]
    angle = f"{THETA} + datum.k * {SHIFT}"
    return {"data": {"values": rows}, "transform": _on_curve(curve, angle)}


def _true_slope(curve: ExpectationCurve) -> Spec:
    """The tangent at theta, cut as in `_short_line`; its slope is by the parameter-shift rule."""
    e, up, down = (
        f"({sine_through(curve.theta, curve.exact, f'({THETA} {shift})')})"
        for shift in ("", "+ PI / 2", "- PI / 2")
    )
    run = f"datum.k * {REACH / 2} / hypot(1, {STEEPNESS} * datum.slope)"
    room = f"max(({HIGHEST} - {e}) / datum.rise, (-{HIGHEST} - {e}) / datum.rise)"
    steps = {
        "slope": f"({up} - {down}) / 2",
        "run": run,
        "rise": "datum.run * datum.slope",
        "kept": f"min(1, {room})",
        "theta": f"{THETA} + datum.kept * datum.run",
        "e": f"{e} + datum.kept * datum.rise",
    }
    transform = [{"calculate": value, "as": name} for name, value in steps.items()]
    return {"data": {"values": [{"k": -1}, {"k": 1}]}, "transform": transform}


def _short_line(slope: Slope, steepness: float, reach: float) -> list[Point]:
    """A line through the point at theta, of equal length for every slope, cut at ±`HIGHEST`."""
    theta, e = slope.here
    run = reach / math.hypot(1, STEEPNESS * steepness)
    ends = []
    for step in (-run, run):
        room = HIGHEST - math.copysign(1, step * steepness) * e
        kept = room / max(abs(step * steepness), room)
        ends.append((theta + kept * step, e + kept * step * steepness))
    return ends


def _end(curve: ExpectationCurve, offset: int, at: Spec, palette: Palette) -> list[Spec]:
    """The marks of a circuit: its point, which can be dragged, and its name below a guide."""
    place = _places(curve, [offset])
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [2, 3], "clip": True}
    dot = {"type": "point", "filled": True, "size": 130, "opacity": 1, "color": palette.ink}
    layers = [
        {**place, "mark": guide, "encoding": {**at, "y2": {"field": "foot"}}},
        {**place, "mark": dot, "encoding": at},
        *_name(place, offset, at, palette),
    ]
    if offset:
        layers += handle(SHIFT if offset > 0 else f"{SHIFT}_minus", place, at, palette)
    return layers


def _name(place: Spec, offset: int, at: Spec, palette: Palette) -> list[Spec]:
    """The name of a circuit, on the side away from a close neighbour and within the chart."""
    is_right = {1: f"{SHIFT} < PI / 2", 0: "false", -1: f"{SHIFT} >= PI / 2"}[offset]
    align, dx = {"expr": f"{is_right} ? 'left' : 'right'"}, {"expr": f"{is_right} ? 8 : -8"}
    row = {"k": offset, "foot": FOOT, "name": {1: "θ + s", 0: "θ", -1: "θ − s"}[offset]}
    named = {**at, "y": {**at["y"], "field": "foot"}, "text": {"field": "name"}}
    return [
        {**place, "data": {"values": [row]}, "mark": text, "encoding": named}
        for text in rimmed(palette, align=align, dx=dx)
    ]


def _points(points: Iterable[Point]) -> list[Spec]:
    return [{"theta": theta, "e": e} for theta, e in points]
