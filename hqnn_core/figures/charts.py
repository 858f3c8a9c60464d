"""Interactive charts, as Vega-Lite specifications with their data inside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from hqnn_core.curves import CONFIDENCE_95, ExpectationCurve, ShotErrors
from hqnn_core.figures.palette import Palette

Spec = dict[str, Any]

PI_LABEL = "replace(replace(format(datum.value / PI, '.2~r') + 'π', /^0π$/, '0'), /1π$/, 'π')"
THETA = "theta"  # the parameter that moving charts follow


def label_size(more: int = 0) -> Spec:
    """The size of a chart's letters: 14 px and more, growing with the chart and the window.

    So they are readable from the last row on a projector too, and when a chart fills the screen.
    """
    return {"expr": f"{14 + more} * max(1, sqrt(width / 700), windowSize()[0] / 1400)"}


LEGEND = {"title": None, "orient": "top", "labelFontSize": label_size(), "symbolStrokeWidth": 2.5,
          "symbolSize": 300, "columns": 1, "labelLimit": 300}  # fmt: skip


def hidden_chart(
    values: Sequence[float], palette: Palette, title: str = "value", signed: bool = False
) -> Spec:
    """A bar for each hidden neuron; signed ones in the colour of the class they turn towards."""
    rows = [{"neuron": i + 1, "value": float(v)} for i, v in enumerate(values)]
    low, high = min(0.0, *values), max(0.0, *values, min(values) + 1e-6)
    x = axis_of("neuron", {"title": "hidden neuron", "tickCount": 5, "grid": False}, 0, 51)
    y = axis_of("value", {"title": title, "grid": True, "tickCount": 5}, low, high)
    colour: Spec = {"value": palette.ink}
    if signed:
        zero, one = palette.classes
        colour = {"condition": {"test": "datum.value > 0", "value": one}, "value": zero}
    bar = {"type": "bar", "size": 7}
    encoding = {"x": x, "y": y, "color": colour}
    return {**frame_of(280, palette), "data": {"values": rows}, "mark": bar, "encoding": encoding}


def following(theta: float) -> Spec:
    """A chart that follows theta in the browser: its marks are computed from the parameter.

    The parameter is bound to an input element, which the pages hide; whatever moves that input
    moves the chart, many times a second, without the server.
    """
    bound = {"input": "range", "min": -2 * math.pi, "max": 2 * math.pi, "step": 1e-6}
    return {"params": [{"name": THETA, "value": theta, "bind": bound}]}


def expectation_chart(curve: ExpectationCurve, theta: float, palette: Palette) -> Spec:
    """<Z> over theta: the exact line, the sampled points in their 95 % band, theta marked.

    The marks follow theta in the browser, along the sine through the curve's exact values.
    """
    radius = CONFIDENCE_95 * curve.deviation
    rows = [
        {"theta": t, "exact": e, "low": max(e - r, -1), "high": min(e + r, 1)}
        for t, e, r in zip(curve.theta, curve.exact, radius, strict=True)
    ]
    x = pi_axis("theta", float(curve.theta[0]), float(curve.theta[-1]))
    y = _number_axis("⟨Z⟩ = P(0) − P(1)", -1, 1)
    here: Spec = {
        "data": {"values": [{}]},
        "transform": [
            {"calculate": THETA, "as": "theta"},
            {"calculate": _sine_through(curve), "as": "exact"},
        ],
    }
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]}
    dot = {"type": "point", "filled": True, "size": 160, "opacity": 1, "color": palette.ink}
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": palette.sampled, "opacity": 0.25},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": palette.ink, "strokeWidth": 2.5},
            "encoding": {"x": x, "y": {**y, "field": "exact"}},
        },
        {**here, "mark": guide, "encoding": {"x": x}},
        {**here, "mark": dot, "encoding": {"x": x, "y": {**y, "field": "exact"}}},
    ]
    if curve.sampled is not None:
        points = [
            {"theta": t, "sampled": s} for t, s in zip(curve.theta, curve.sampled, strict=True)
        ]
        mark = {"type": "point", "filled": True, "size": 28, "color": palette.sampled}
        encoding = {"x": x, "y": {**y, "field": "sampled"}}
        layers.insert(1, {"data": {"values": points[::2]}, "mark": mark, "encoding": encoding})
    return {**frame_of(320, palette), **following(theta), "data": {"values": rows}, "layer": layers}


def shot_error_chart(errors: ShotErrors, shots: int, palette: Palette) -> Spec:
    """The error of <Z> over the shots on log axes: measured dots, the 1/sqrt(shots) line."""
    low, high = min(errors.shots), max(errors.shots)
    visible = {"type": "log", "domain": [1e-3, 1.5], "nice": False}
    x = axis_of("shots", {"title": "shots", "values": list(errors.shots), "grid": False}, low, high)
    x["scale"] = {"type": "log", "domain": [low, high], "nice": False}
    x["axis"]["format"] = "~s"
    y = axis_of("error", {"title": "typical error of ⟨Z⟩", "grid": True}, 0, 1)
    y["scale"], y["axis"]["values"] = visible, [1e-3, 1e-2, 1e-1, 1]
    y["axis"]["format"] = "~g"
    worst = [{"shots": n, "error": 1 / math.sqrt(n)} for n in (low, high)]
    theory = _positive(errors.shots, errors.theory)
    measured = _positive(errors.shots, errors.measured)
    encoding = {"x": x, "y": y}
    name = {"shots": 100, "error": 0.1, "name": "1/√shots"}
    text = {"type": "text", "align": "left", "dx": 10, "dy": -8, "fontSize": label_size()}
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": palette.sampled}
    return {
        **frame_of(320, palette),
        "layer": [
            layer([{"shots": shots}], {"type": "rule", "color": palette.faint, "strokeWidth": 6},
                   {"x": x}),
            layer(worst, {"type": "line", "color": palette.sampled, "strokeDash": [6, 4],
                           "clip": True}, encoding),
            layer([name], {**text, "color": palette.ink}, {**encoding, "text": {"field": "name"}}),
            layer(theory, {"type": "line", "color": palette.ink, "strokeWidth": 2.5,
                            "clip": True}, encoding),
            layer(measured, {**dot, "clip": True}, encoding),
        ],
    }  # fmt: skip


def outcomes_chart(
    frequencies: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for each outcome of one qubit, with a line across it where the exact value is."""
    return _outcomes(_outcome_rows(names, frequencies, exact), names, palette)


def moving_outcomes_chart(
    measured: float, exact: float, curve: ExpectationCurve, theta: float, palette: Palette
) -> Spec:
    """`outcomes_chart` of <Z> at theta that follows theta in the browser.

    Away from theta itself it shows the curve's own sample at the nearest of its angles, so that
    the bars and the dot under the marker are the same measurement.
    """
    names = ("0", "1")
    rows = _outcome_rows(names, _of_expectation(measured), _of_expectation(exact), at=-1)
    found = curve.exact if curve.sampled is None else curve.sampled
    for i, (sample, true) in enumerate(zip(found, curve.exact, strict=True)):
        rows += _outcome_rows(names, _of_expectation(sample), _of_expectation(true), at=i)
    low, step = float(curve.theta[0]), float(curve.theta[1] - curve.theta[0])
    nearest = f"round(({THETA} - {low}) / {step})"
    shown = f"datum.at === (abs({THETA} - {theta}) < 1e-4 ? -1 : {nearest})"
    spec = _outcomes(rows, names, palette)
    return {**spec, **following(theta), "transform": [{"filter": shown}]}


def _of_expectation(expectation: float) -> tuple[float, float]:
    """P(0) and P(1)."""
    return (1 + expectation) / 2, (1 - expectation) / 2


def _outcome_rows(
    names: Sequence[str], frequencies: Sequence[float], exact: Sequence[float], **more: int
) -> list[Spec]:
    return [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": f"{f:.3g}", **more}
        for name, f, e in zip(names, frequencies, exact, strict=True)
    ]


def _outcomes(rows: list[Spec], names: Sequence[str], palette: Palette) -> Spec:
    y = {
        "field": "outcome",
        "type": "nominal",
        "sort": list(names),
        "axis": {
            "title": None,
            "labelFontSize": label_size(4),
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
    text = {
        "type": "text",
        "align": "left",
        "dx": 6,
        "fontSize": label_size(),
        "color": palette.ink,
    }
    return {
        **frame_of({"step": 48}, palette),
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
                "mark": {**text, "color": palette.ink},
                "encoding": {"x": {**x, "field": "end"}, "y": y, "text": {"field": "text"}},
            },
        ],
    }


def rimmed(palette: Palette, **more: object) -> list[Spec]:
    """Text marks, to be drawn over one another: a rim of the page's colour, then the text."""
    text = {"type": "text", "fontSize": label_size(), **more}
    rim = {"color": palette.paper, "stroke": palette.paper, "strokeWidth": 5, "strokeJoin": "round"}
    return [{**text, **rim}, {**text, "color": palette.ink}]


def _sine_through(curve: ExpectationCurve) -> str:
    """The expectation at the parameter theta as a Vega expression: a cos + b sin.

    Every circuit with one rotation angle has that form; a and b are the curve's own values.
    """
    both = np.stack((np.cos(curve.theta), np.sin(curve.theta)), axis=1)
    (a, b), *_ = np.linalg.lstsq(both, curve.exact)
    return f"({a:.9f}) * cos({THETA}) + ({b:.9f}) * sin({THETA})"


def _positive(shots: Sequence[int], errors: Iterable[float]) -> list[Spec]:
    """Points for a log axis, on which an error of 0 has no place."""
    rows = zip(shots, errors, strict=True)
    return [{"shots": n, "error": float(e)} for n, e in rows if e > 1e-9]


def layer(rows: Sequence[Mapping[str, object]], mark: Spec, encoding: Spec) -> Spec:
    """One mark of a chart with its own data."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


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
    fonts = {"labelFontSize": label_size(), "titleFontSize": label_size(), "titleFontWeight": 400}
    return {
        "field": field,
        "type": "quantitative",
        "axis": {**axis, **fonts},
        "scale": {"domain": [low, high], "nice": False},
    }


def frame_of(height: int | dict[str, int], palette: Palette) -> Spec:
    """What all charts share: the width is the page's, the words are in ink.

    Vega's own ARIA names of marks are left out: they name each, empty ones without a text, and the
    page gives the whole picture one.
    """
    words = {"labelColor": palette.ink, "titleColor": palette.ink}
    lines = {"gridColor": palette.faint, "domainColor": palette.sampled}
    config = {
        "view": {"stroke": None},
        "axis": {**words, **lines},
        "legend": words,
        "mark": {"aria": False},
    }
    return {"height": height, "width": "container", "config": config}
