"""Common parts of the Vega-Lite charts: axes, layers, fonts, the frame.

A chart is a Vega-Lite specification with its data inside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext, localized

Spec = dict[str, Any]

PI_LABEL = "replace(replace(format(datum.value / PI, '.2~r') + 'π', /^0π$/, '0'), /1π$/, 'π')"

GROWTH = "min(max(1, sqrt(width / 700), windowSize()[0] / 1400), room)"
"""The growth of letters with the chart and the window, as far as the chart's height has room."""


def label_size(more: int = 0) -> Spec:
    """The size of a chart's letters: 14 px and more, growing with the chart and the window.

    So the last row of a class can read them on a projector, also when a chart fills the screen.
    """
    return {"expr": f"{14 + more} * letters * {GROWTH}"}


FIXED_SIZE = {"expr": "14 * letters"}
"""The size of letters in charts whose room does not grow with the chart."""

LEGEND = {"title": None, "orient": "top", "labelFontSize": label_size(), "symbolStrokeWidth": 2.5,
          "symbolSize": 300, "columns": 1, "labelLimit": 300}  # fmt: skip


def rimmed(palette: Palette, **more: object) -> list[Spec]:
    """Text marks in two layers: an outline in the page's colour, then the text."""
    text = {"type": "text", "fontSize": label_size(), **more}
    rim = {"color": palette.paper, "stroke": palette.paper, "strokeWidth": 5, "strokeJoin": "round"}
    return [{**text, **rim}, {**text, "color": palette.ink}]


FONTS = {"labelFontSize": label_size(), "titleFontSize": label_size(), "titleFontWeight": 400}
"""Of an axis."""

MOMENT = "moment"
"""A chart's parameter, bound to a hidden input: a script moves the chart, without the server."""


def replaying(shown: int, n_moments: int) -> Spec:
    """The parameter of a chart that follows a slider over moments, numbered from 0."""
    bind = {"input": "range", "min": 0, "max": max(n_moments - 1, 0), "step": 1}
    return {"params": [{"name": MOMENT, "value": shown, "bind": bind}]}


def layer(rows: Sequence[Mapping[str, object]], mark: Spec, encoding: Spec) -> Spec:
    """One mark of a chart with its own data."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def shared_layer(mark: Spec, **encoding: Spec) -> Spec:
    """One mark of a chart with the data of the whole chart."""
    return {"mark": mark, "encoding": encoding}


def pi_axis(field: str, low: float, high: float) -> Spec:
    """An axis of radians, labelled in multiples of pi."""
    step = math.pi / 4 if high - low < 3 else math.pi / 2 if high - low < 7 else math.pi
    ticks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    axis = {"title": gettext("θ (radians)"), "values": ticks, "labelExpr": PI_LABEL, "grid": False}
    return axis_of(field, axis, low, high)


def number_axis(title: str, low: float, high: float, values: list[float] | None = None) -> Spec:
    ticks = values or [low, (low + high) / 2, high]
    return axis_of("", {"title": title, "values": ticks, "grid": True}, low, high)


def share_axis(field: str, title: str, shares: Sequence[float]) -> Spec:
    """An axis of percent that ends at 100, and begins at a multiple of 10 below all shares."""
    low = 10 * ((min(shares) - 1) // 10) if shares else 0.0
    return axis_of(field, {"title": title, "tickCount": 5, "grid": True}, max(low, 0.0), 100.0)


def axis_of(field: str, axis: Spec, low: float, high: float, **scale: object) -> Spec:
    """An axis of numbers; `scale` has more properties of its scale, such as `type="log"`."""
    return {
        "field": field,
        "type": "quantitative",
        "axis": {**axis, **FONTS},
        "scale": {"domain": [low, high], "nice": False, **scale},
    }


def name_axis(field: str, names: Sequence[str] | None = None, **axis: object) -> Spec:
    """An axis of names in this order, else in that of the rows, without ticks and line."""
    plain = {"title": None, "labelFontSize": label_size(), "ticks": False, "domain": False}
    sort = None if names is None else list(names)
    return {"field": field, "type": "nominal", "sort": sort, "axis": {**plain, **axis}}


def class_axes(names: Sequence[str], label: int) -> tuple[Spec, Spec]:
    """The axes of a matrix: answers across, true digits down; `label` is added to the font size."""
    axis = {**FONTS, "labelAngle": 0, "labelFontSize": label_size(label)}
    across = name_axis("answer", names, **axis, title=gettext("answer"), orient="top")
    return across, name_axis("truth", names, **axis, title=gettext("true digit"))


def colour_of(field: str, domain: Sequence[str], colours: Sequence[str]) -> Spec:
    """An encoding of names as colours, without a legend."""
    scale = {"domain": list(domain), "range": list(colours)}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def number_of(field: str, **scale: object) -> Spec:
    """An encoding of numbers as opacities, without a legend."""
    return {"field": field, "type": "quantitative", "scale": scale, "legend": None}


def frame_of(height: int | dict[str, int], palette: Palette) -> Spec:
    """The frame of all charts: the page's width, text in ink, numbers in the page's language.

    Vega's own ARIA labels are off: it labels every mark, even those without text, and the page
    already labels the whole picture.
    """
    # In a low chart, larger axis labels would collide; on the whole screen it is not low.
    room = max(1, round(height / 210 / palette.letters, 2)) if isinstance(height, int) else 9
    words = {"labelColor": palette.ink, "titleColor": palette.ink}
    lines = {"gridColor": palette.faint, "domainColor": palette.sampled, "labelPadding": 6}
    edges = {"left": 4, "right": 4, "top": 4, "bottom": 4}
    marks = {"decimal": localized("."), "thousands": localized(",")}
    config = {
        "background": palette.paper,
        "locale": {"number": {**marks, "grouping": [3], "currency": ["", ""]}},
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


def aligned(spec: Spec, extent: int = 70) -> Spec:
    """The chart with the same width of its y axis as all aligned charts, so that plots line up.

    `extent` is the width of the y axis' labels, pixels, at the smallest size of letters.
    """
    room = {"expr": f"{extent} * letters * {GROWTH}"}
    return {**spec, "config": {**spec["config"], "axisY": {"minExtent": room, "maxExtent": room}}}
