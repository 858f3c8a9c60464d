"""Interactive charts, as Vega-Lite specifications with their data inside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from hqnn_core.curves import CONFIDENCE_95, ExpectationCurve
from hqnn_core.figures.palette import Palette

Spec = dict[str, Any]

PI_LABEL = "replace(replace(format(datum.value / PI, '.2~r') + 'π', /^0π$/, '0'), /1π$/, 'π')"
LABEL_SIZE = 14  # readable from the last row


def expectation_chart(curve: ExpectationCurve, theta: float, palette: Palette) -> Spec:
    """<Z> over theta: the exact line, the sampled points in their 95 % band, theta marked."""
    radius = CONFIDENCE_95 * curve.deviation
    rows = [
        {"theta": t, "exact": e, "low": max(e - r, -1), "high": min(e + r, 1)}
        for t, e, r in zip(curve.theta, curve.exact, radius, strict=True)
    ]
    here = float(np.interp(theta, curve.theta, curve.exact))
    x = pi_axis("theta", float(curve.theta[0]), float(curve.theta[-1]))
    y = _number_axis("⟨Z⟩ = P(0) − P(1)", -1, 1)
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": palette.sampled, "opacity": 0.25},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": palette.ink, "strokeWidth": 2.5},
            "encoding": {"x": x, "y": {**y, "field": "exact"}},
        },
        _rule(theta, palette),
        {
            "data": {"values": [{"theta": theta, "exact": here}]},
            "mark": {"type": "point", "filled": True, "size": 160, "color": palette.ink},
            "encoding": {"x": x, "y": {**y, "field": "exact"}},
        },
    ]
    if curve.sampled is not None:
        points = [
            {"theta": t, "sampled": s} for t, s in zip(curve.theta, curve.sampled, strict=True)
        ]
        mark = {"type": "point", "filled": True, "size": 28, "color": palette.sampled}
        encoding = {"x": x, "y": {**y, "field": "sampled"}}
        layers.insert(1, {"data": {"values": points[::4]}, "mark": mark, "encoding": encoding})
    return {**frame_of(340), "data": {"values": rows}, "layer": layers}


def outcomes_chart(
    frequencies: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for each outcome of one qubit, with a line across it where the exact value is."""
    rows = [
        {"outcome": name, "frequency": f, "exact": e, "text": f"{f:.3g}"}
        for name, f, e in zip(names, frequencies, exact, strict=True)
    ]
    y = {
        "field": "outcome",
        "type": "nominal",
        "sort": list(names),
        "axis": {
            "title": None,
            "labelFontSize": LABEL_SIZE + 4,
            "labelFontWeight": 600,
            "labelColor": palette.ink,
            "labelPadding": 8,
            "ticks": False,
            "domain": False,
        },
    }
    x = _number_axis("share of the shots", 0, 1.12, values=[0, 0.5, 1])
    colour = {
        "field": "outcome",
        "scale": {"domain": list(names), "range": list(palette.classes)},
        "legend": None,
    }
    text = {"type": "text", "align": "left", "dx": 6, "fontSize": LABEL_SIZE, "color": palette.ink}
    return {
        **frame_of({"step": 48}),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 28},
                "encoding": {"x": {**x, "field": "frequency"}, "y": y, "color": colour},
            },
            {
                "mark": {"type": "tick", "color": palette.ink, "thickness": 2.5, "size": 34},
                "encoding": {"x": {**x, "field": "exact"}, "y": y},
            },
            {
                "transform": [{"calculate": "max(datum.frequency, datum.exact)", "as": "end"}],
                "mark": text,
                "encoding": {"x": {**x, "field": "end"}, "y": y, "text": {"field": "text"}},
            },
        ],
    }


def dial_chart(theta: float, hadamard: bool, palette: Palette) -> Spec:
    """The qubit's state on its circle: |0> on top, |1> at the bottom, RY turns clockwise.

    The height of the arrow's tip is the exact <Z>: 1 on top, -1 at the bottom.
    """
    start = math.pi / 2 if hadamard else 0.0  # H puts the state on the equator
    turn = np.linspace(0, 2 * math.pi, 73)
    swept = start + np.linspace(0, _shown_turn(theta), 40)
    tip_x, tip_y = math.sin(start + theta), math.cos(start + theta)
    circle = _path(np.sin(turn), np.cos(turn), palette.faint, 2)
    sweep = _path(0.45 * np.sin(swept), 0.45 * np.cos(swept), palette.sampled, 3)
    begin = _path(np.array([0, math.sin(start)]), np.array([0, math.cos(start)]), palette.faint, 2)
    arrow = _path(np.array([0, tip_x]), np.array([0, tip_y]), palette.ink, 4)
    projection = _path(np.array([tip_x, 0]), np.array([tip_y, tip_y]), palette.sampled, 1.5, [4, 4])
    axis = _path(np.array([0, 0]), np.array([-1, 1]), palette.faint, 1.5)
    tip: Spec = {
        "data": {"values": [{"x": tip_x, "y": tip_y}]},
        "mark": {"type": "point", "filled": True, "size": 180, "color": palette.ink, "opacity": 1},
        "encoding": {"x": _plain("x"), "y": _plain("y")},
    }
    poles: Spec = {
        "data": {"values": [{"x": 0, "y": 1.2, "t": "|0⟩"}, {"x": 0, "y": -1.2, "t": "|1⟩"}]},
        "mark": {"type": "text", "fontSize": LABEL_SIZE + 4, "fontWeight": 600},
        "encoding": {
            "x": _plain("x"),
            "y": _plain("y"),
            "text": {"field": "t"},
            "color": {
                "field": "t",
                "legend": None,
                "scale": {"domain": ["|0⟩", "|1⟩"], "range": list(palette.classes)},
            },
        },
    }
    layers = [circle, axis, begin, sweep, projection, arrow, tip, poles]
    return {**frame_of(220), "width": 220, "layer": layers}


def _shown_turn(theta: float) -> float:
    """The angle within one turn, its direction kept."""
    return math.copysign(math.fmod(abs(theta), 2 * math.pi), theta)


def _path(
    x: np.ndarray, y: np.ndarray, colour: str, width: float, dash: list[int] | None = None
) -> Spec:
    rows = [
        {"x": float(a), "y": float(b), "i": i} for i, (a, b) in enumerate(zip(x, y, strict=True))
    ]
    mark = {"type": "line", "color": colour, "strokeWidth": width, "strokeDash": dash or []}
    order = {"field": "i", "type": "quantitative"}
    encoding = {"x": _plain("x"), "y": _plain("y"), "order": order}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _plain(field: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-1.35, 1.35], "zero": False, "nice": False},
    }


def _rule(theta: float, palette: Palette) -> Spec:
    return {
        "data": {"values": [{"theta": theta}]},
        "mark": {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]},
        "encoding": {"x": {"field": "theta", "type": "quantitative"}},
    }


def pi_axis(field: str, low: float, high: float) -> Spec:
    """An axis of radians, labelled in multiples of pi."""
    step = math.pi / 2 if high - low < 7 else math.pi
    ticks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    axis = {
        "title": "θ (radians)",
        "values": ticks,
        "labelExpr": PI_LABEL,
        "grid": False,
    }
    return axis_of(field, axis, low, high)


def _number_axis(title: str, low: float, high: float, values: list[float] | None = None) -> Spec:
    ticks = values or [low, (low + high) / 2, high]
    return axis_of("", {"title": title, "values": ticks, "grid": True}, low, high)


def axis_of(field: str, axis: Spec, low: float, high: float) -> Spec:
    fonts = {"labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE, "titleFontWeight": 400}
    return {
        "field": field,
        "type": "quantitative",
        "axis": {**axis, **fonts},
        "scale": {"domain": [low, high], "nice": False},
    }


def frame_of(height: int | dict[str, int]) -> Spec:
    """What all charts share; the width is the page's."""
    return {"height": height, "width": "container", "config": {"view": {"stroke": None}}}
