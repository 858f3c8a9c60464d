"""Charts of the shift rules: a fan of single estimates of the slope, and errors over the shift."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from hqnn_core.figures.charts import (
    LEGEND,
    Spec,
    axis_of,
    colour_of,
    frame_of,
    layer,
    pi_axis,
    rimmed,
    sine_through,
)
from hqnn_core.figures.grips import SHIFT, THETA, across, at_rest, following, handle
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import ExpectationCurve, Point, Rule, Slope, Trial
from hqnn_core.words import RULES

HEIGHT = 300  # pixels
SMALLEST_ERROR, LARGEST_ERROR = 1e-6, 100.0
"""At a shift of 0.01 one shot scatters by 71, and the bias of the finite difference is 0.00002."""
SMALL_LEGEND = {"columns": {"expr": "width < 320 ? 1 : 2"}, "symbolSize": 120, "rowPadding": 2}

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


def error_chart(
    shifts: Sequence[float],
    rules: Mapping[Rule, Sequence[Slope]],
    here: tuple[float, Sequence[Slope]],
    best: tuple[float, Slope] | None,
    palette: Palette,
) -> Spec:
    """|bias| (solid) and scatter of one estimate (dashed) of some rules over the shift, log axis.

    `here` is the chosen shift with the rules' slopes there, marked by dots; `best` is the shift
    with the least scatter of parameter shift, marked by a ring. The line at the shift can be
    dragged. While theta or the shift moves, marks of other values are faint or hidden.
    """
    now, chosen = here
    theta = chosen[0].here[0]
    x = pi_axis("s", 0, math.pi)
    x["axis"]["title"] = "shift s (radians)"
    at: Spec = {"x": x, "y": _log_axis()}
    names, colours = [RULES[rule] for rule in rules], [rule_colour(rule, palette) for rule in rules]
    colour = {**colour_of("rule", names, colours), "legend": {**LEGEND, **SMALL_LEGEND}}
    dash = {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": ["bias", "scatter"], "range": [[1, 0], [6, 4]]},
        "legend": None,
    }
    rows = [row for rule in rules for row in _errors(shifts, rules[rule])]
    of_theta = at_rest(1, {THETA: theta}, 0.25)
    line = {"type": "line", "strokeWidth": 2.5, "clip": True, "opacity": of_theta}
    dot = {"type": "point", "filled": True, "size": 110, "clip": True,
           "opacity": at_rest(1, {THETA: theta, SHIFT: now})}  # fmt: skip
    moved = {"data": {"values": [{}]}, "transform": [{"calculate": SHIFT, "as": "s"}]}
    layers = [
        {**moved, "mark": {"type": "rule", "color": palette.sampled}, "encoding": {"x": x}},
        layer(rows, line, {**at, "color": colour, "strokeDash": dash}),
        layer([row for trial in chosen for row in _errors([now], [trial])], dot,
              {**at, "color": colour}),
    ]  # fmt: skip
    if best is not None:
        ring = {"type": "point", "size": 300, "strokeWidth": 2.5, "color": palette.ink,
                "opacity": of_theta}  # fmt: skip
        [_, scatter] = _errors([best[0]], [best[1]])
        layers.append(layer([scatter], {**ring, "clip": True}, at))
    room = {"type": "rule", "color": "transparent", "strokeWidth": 30}
    layers.append({**moved, "name": f"drag_{SHIFT}", "mark": room, "encoding": {"x": x}})
    params = following(theta, now, across(0, math.pi))
    return {**frame_of(HEIGHT, palette), **params, "layer": layers}


def rule_colour(rule: Rule, palette: Palette) -> str:
    """The colour of a rule; that of parameter shift, which is exact, is ink."""
    return {
        "parameter-shift": palette.ink,
        "finite-difference": palette.others[0],
        "chapter": palette.others[1],
        "chapter-aliased": palette.others[2],
    }[rule]


def _errors(shifts: Sequence[float], slopes: Sequence[Slope]) -> list[Spec]:
    """Rows for a log axis; an error of 0 is placed far below the axis, where it is clipped."""
    least = SMALLEST_ERROR / 100
    return [
        {"s": s, "value": max(value, least), "rule": RULES[slope.rule], "what": what}
        for s, slope in zip(shifts, slopes, strict=True)
        for what, value in (("bias", abs(slope.bias)), ("scatter", slope.deviation))
    ]


def _log_axis() -> Spec:
    ticks = {"title": "error of the slope", "grid": True, "values": [1e-4, 1e-2, 1, 100]}
    ends = SMALLEST_ERROR, LARGEST_ERROR
    return axis_of("value", {**ticks, "format": "~g"}, *ends, type="log")
