"""Interactive charts, as Vega-Lite specifications with their data inside."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hqnn_core.figures.grips import THETA, across, following, handle
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import ExpectationCurve, band_ends, outcome_probabilities
from hqnn_core.words import percent_text, share_text

Spec = dict[str, Any]

PI_LABEL = "replace(replace(format(datum.value / PI, '.2~r') + 'π', /^0π$/, '0'), /1π$/, 'π')"


GROWTH = "min(max(1, sqrt(width / 700), windowSize()[0] / 1400), room)"
"""Of letters with the chart and the window, as far as the chart's height has room for them."""


def label_size(more: int = 0) -> Spec:
    """The size of a chart's letters: 14 px and more, growing with the chart and the window.

    The last row of a class can read them on a projector, also when a chart fills the screen.
    """
    return {"expr": f"{14 + more} * letters * {GROWTH}"}


FIXED_SIZE = {"expr": "14 * letters"}
"""That of letters beside which the room does not grow with the chart."""

LEGEND = {"title": None, "orient": "top", "labelFontSize": label_size(), "symbolStrokeWidth": 2.5,
          "symbolSize": 300, "columns": 1, "labelLimit": 300}  # fmt: skip


def expectation_chart(
    curve: ExpectationCurve, theta: float, palette: Palette, height: int = 300
) -> Spec:
    """<Z> over theta: the exact line, the sampled points in their band, theta marked.

    The marks follow theta in the browser, along the sine through the curve's exact values; the
    point can be dragged.
    """
    ends_of_axis = float(curve.theta[0]), float(curve.theta[-1])
    x = pi_axis("theta", *ends_of_axis)
    y = number_axis("⟨Z⟩ = P(0) − P(1)", -1, 1)
    on_line = {"x": x, "y": {**y, "field": "exact"}}
    exact = [{"theta": t, "exact": e} for t, e in zip(curve.theta, curve.exact, strict=True)]
    here: Spec = {
        "data": {"values": [{}]},
        "transform": [
            {"calculate": THETA, "as": "theta"},
            {"calculate": sine_through(curve.theta, curve.exact), "as": "exact"},
        ],
    }
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]}
    dot = {"type": "point", "filled": True, "size": 160, "opacity": 1, "color": palette.ink}
    return {
        **frame_of(height, palette),
        **following(theta, grip=across(*ends_of_axis)),
        "layer": [
            *_sampled(curve, x, y, palette),
            layer(exact, {"type": "line", "color": palette.ink, "strokeWidth": 2.5}, on_line),
            {**here, "mark": guide, "encoding": {"x": x}},
            {**here, "mark": dot, "encoding": on_line},
            *handle(THETA, here, on_line, palette),
        ],
    }


def _sampled(curve: ExpectationCurve, x: Spec, y: Spec, palette: Palette) -> list[Spec]:
    """The measured points and their band, where there are any."""
    if curve.sampled is None:
        return []
    low, high = band_ends(curve.exact, curve.deviation)
    band = [
        {"theta": t, "low": least, "high": most}
        for t, least, most in zip(curve.theta, low, high, strict=True)
    ]
    points = [{"theta": t, "sampled": s} for t, s in zip(curve.theta, curve.sampled, strict=True)]
    area = {"type": "area", "color": palette.sampled, "opacity": 0.25}
    dot = {"type": "point", "filled": True, "size": 28, "color": palette.sampled}
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return [
        layer(band, area, ends),
        layer(points, dot, {"x": x, "y": {**y, "field": "sampled"}}),
    ]


def outcomes_chart(
    frequencies: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for each outcome of one qubit, with a line across it where the exact value is."""
    rows = [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": share_text(float(f))}
        for name, f, e in zip(names, frequencies, exact, strict=True)
    ]
    return _outcomes(rows, names, palette)


def probabilities_chart(
    probabilities: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for the probability of each class, as `outcomes_chart`; the largest stands out."""
    rows = [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": percent_text(float(f)),
         "best": f == max(probabilities)}
        for name, f, e in zip(names, probabilities, exact, strict=True)
    ]  # fmt: skip
    spec = _outcomes(rows, names, palette, "probability", step=23)
    bars = spec["layer"][0]["encoding"]
    bars["color"] = {
        "condition": {"test": "datum.best", "value": palette.others[3]},
        "value": palette.sampled,
    }
    return spec


def moving_outcomes_chart(
    counts: Sequence[int], curve: ExpectationCurve, theta: float, palette: Palette
) -> Spec:
    """How often 0 and 1 were measured at theta, as bars; the lines of the exact values move.

    They follow theta in the browser. Away from theta itself there are no bars: nothing was
    measured there.
    """
    names, n = ("0", "1"), max(sum(counts), 1)
    rows = [
        {"outcome": name, "share": count / n, "count": f"{count:,}"}
        for name, count in zip(names, counts, strict=True)
    ]
    zero, one = (sine_through(curve.theta, p) for p in outcome_probabilities(curve.exact))
    is_here = f"abs({THETA} - {theta}) < 1e-4"
    transform = [
        {"calculate": f"datum.outcome == '1' ? {one} : {zero}", "as": "exact"},
        {"calculate": f"{is_here} ? datum.share : 0", "as": "frequency"},
        {"calculate": f"{is_here} ? datum.count : ''", "as": "text"},
    ]
    spec = _outcomes(rows, names, palette)
    return {**spec, **following(theta), "transform": transform}


def _outcomes(
    rows: list[Spec],
    names: Sequence[str],
    palette: Palette,
    title: str = "share of the shots",
    step: int = 36,
) -> Spec:
    """The bars; their numbers stand in a column of their own, where no bar or line crosses them."""
    y = {
        "field": "outcome",
        "type": "nominal",
        "sort": list(names),
        "axis": {
            "title": None,
            "labelFontSize": label_size(4 if step > 30 else 1),
            "labelFontWeight": 600,
            "labelColor": palette.ink,
            "labelPadding": 8,
            "ticks": False,
            "domain": False,
        },
    }
    x = number_axis(title, 0, 1.3, values=[0, 0.5, 1])
    colour = {
        "field": "outcome",
        "scale": {"domain": list(names), "range": list(palette.classes)},
        "legend": None,
    }
    text = {"type": "text", "align": "right", "fontSize": label_size(), "color": palette.ink}
    return {
        **frame_of({"step": step}, palette),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": step * 2 // 3},
                "encoding": {"x": {**x, "field": "frequency"}, "y": y, "color": colour},
            },
            {
                "mark": {"type": "tick", "color": palette.ink, "thickness": 2.5, "size": step - 4},
                "encoding": {"x": {**x, "field": "exact"}, "y": y},
            },
            {
                "mark": text,
                "encoding": {"x": {"value": "width"}, "y": y, "text": {"field": "text"}},
            },
        ],
    }


def rimmed(palette: Palette, **more: object) -> list[Spec]:
    """Text marks in two layers: a rim of the page's colour, then the text on top of it."""
    text = {"type": "text", "fontSize": label_size(), **more}
    rim = {"color": palette.paper, "stroke": palette.paper, "strokeWidth": 5, "strokeJoin": "round"}
    return [{**text, **rim}, {**text, "color": palette.ink}]


def sine_through(theta: NDArray[np.floating], values: NDArray[np.floating], at: str = THETA) -> str:
    """The values at an angle, the parameter theta, as a Vega expression: a cos + b sin + c.

    What is measured of a circuit with one rotation angle has that form; a, b and c are fitted.
    """
    parts = np.stack((np.cos(theta), np.sin(theta), np.ones_like(theta)), axis=1)
    (a, b, c), *_ = np.linalg.lstsq(parts, values)
    return f"({a:.9f}) * cos({at}) + ({b:.9f}) * sin({at}) + ({c:.9f})"


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


def number_axis(title: str, low: float, high: float, values: list[float] | None = None) -> Spec:
    ticks = values or [low, (low + high) / 2, high]
    return axis_of("", {"title": title, "values": ticks, "grid": True}, low, high)


def share_axis(field: str, title: str, shares: Sequence[float]) -> Spec:
    """An axis of percent that ends at 100, and begins at a multiple of 10 below all shares."""
    low = 10 * ((min(shares) - 1) // 10) if shares else 0.0
    return axis_of(field, {"title": title, "tickCount": 5, "grid": True}, max(low, 0.0), 100.0)


def axis_of(field: str, axis: Spec, low: float, high: float) -> Spec:
    fonts = {"labelFontSize": label_size(), "titleFontSize": label_size(), "titleFontWeight": 400}
    return {
        "field": field,
        "type": "quantitative",
        "axis": {**axis, **fonts},
        "scale": {"domain": [low, high], "nice": False},
    }


def frame_of(height: int | dict[str, int], palette: Palette) -> Spec:
    """The frame of all charts: the page's width, words in ink.

    Vega's own ARIA names are left out: it names every mark, even those without text, and the page
    already names the whole picture.
    """
    # In a low chart, larger words of its axes would meet; on the whole screen it is not low.
    room = max(1, round(height / 210 / palette.letters, 2)) if isinstance(height, int) else 9
    words = {"labelColor": palette.ink, "titleColor": palette.ink}
    lines = {"gridColor": palette.faint, "domainColor": palette.sampled, "labelPadding": 6}
    edges = {"left": 4, "right": 4, "top": 4, "bottom": 4}
    config = {
        "background": palette.paper,
        "view": {"stroke": None},
        "axis": {**words, **lines, "titlePadding": 6},
        "legend": words,
        "mark": {"aria": False},
        "params": [
            {"name": "letters", "value": palette.letters},
            {"name": "room", "expr": f"max({room}, height / 300)"},
        ],
    }
    return {"height": height, "width": "container", "padding": edges, "config": config}
