"""Direct labels at the ends of lines, in a strip to their right, without overlap.

A label is at its line's last point, or near it where another label is in the way, after a short
piece of the line in its colour and dashes. So the plot needs no legend.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hqnn_core.figures.charts import Spec, label_size, layer, rimmed
from hqnn_core.figures.palette import Palette

STRIP = 0.42
"""The width of the strip for the labels, as a share of the lines' width."""

_NARROWEST = 130  # pixels of the strip, on a phone too
_LINE, _LEAST_LINE = 20, 16  # pixels from one label to the next: where there is room, and at least
_AXIS = 60  # pixels of a chart's height that are not the plot's

_LEAD, _SAMPLE = 12, 34  # pixels from a line's end to the piece of it, and to the piece's end
_MAX_TICKS = 10


@dataclass(frozen=True)
class Line:
    """A line with the label at its end.

    Attributes:
        name: "" for none.
        points: (x, y), in order of x.
        style: of its Vega-Lite mark.
    """

    name: str
    points: Sequence[tuple[float, float]]
    style: Spec


def height_for(lines: Sequence[Line], least: int) -> int:
    """The height of a chart, pixels, with room for the labels of all lines."""
    return max(least, _AXIS + _LEAST_LINE * sum(bool(line.name) for line in lines))


def with_strip(x: Spec, last: float) -> Spec:
    """An x axis from 0 that extends beyond `last`, with room for the labels."""
    end = {"expr": f"{last} * width / (width - {_strip()})"}
    return {**x, "scale": {"domainMin": 0, "domainMax": end, "nice": False}}


def _strip() -> str:
    """The width of the strip in pixels, a Vega expression."""
    return f"max({STRIP / (1 + STRIP)} * width, {_NARROWEST} * letters)"


def end_labels(
    lines: Sequence[Line], x: Spec, y: Spec, n_epochs: int, height: int, palette: Palette
) -> list[Spec]:
    """The layers with the labels of all lines that have one, for axes `x` and `y`.

    `height` is that of the chart, pixels.
    """
    to, back = _scale(y)
    low, high = map(to, y["scale"]["domain"])
    named = [line for line in lines if line.name and line.points]
    layers: list[Spec] = []
    for cluster in _clusters(named, STRIP * n_epochs):
        ends = [min(max(to(line.points[-1][1]), low), high) for line in cluster]
        gap = min(_LINE / (height - _AXIS), 1 / len(cluster))
        places = spread(ends, gap * (high - low), low, high)
        for line, end, place in zip(cluster, ends, places, strict=True):
            at = {"end": back(end), "place": back(place)}
            row = {"x": line.points[-1][0], "name": line.name, **at}
            layers += _label(row, line.style, x, y, gap, palette)
    return layers


def _scale(y: Spec) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """From a value to its height on the axis, and back."""
    if y["scale"].get("type") == "sqrt":
        return math.sqrt, lambda height: height**2
    return float, float


def spread(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for `values`, in the same order, within [low, high] and at least `gap` apart.

    One pass upwards and one downwards push values apart that are too close. If there is too
    little room, the places are evenly spaced.
    """
    if not values:
        return []
    gap = min(gap, (high - low) / max(len(values) - 1, 1))
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = [values[i] for i in order]
    for k in range(1, len(places)):
        places[k] = max(places[k], places[k - 1] + gap)
    places[-1] = min(places[-1], high)
    for k in range(len(places) - 2, -1, -1):
        places[k] = min(places[k], places[k + 1] - gap)
    found = dict(zip(order, places, strict=True))
    return [max(found[i], low) for i in range(len(values))]


def whole_ticks(last: int) -> list[int]:
    """Round numbers from 0 to `last`, not more than eleven."""
    steps = (base * 10**power for power in range(9) for base in (1, 2, 5))
    step = next(step for step in steps if last <= step * _MAX_TICKS)
    return list(range(0, last + 1, step))


def _clusters(lines: Sequence[Line], width: float) -> list[list[Line]]:
    """Groups of lines that end within `width` of the first one: their labels may overlap."""
    clusters: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.points[-1][0]):
        if clusters and line.points[-1][0] - clusters[-1][0].points[-1][0] <= width:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def _label(row: Spec, style: Spec, x: Spec, y: Spec, gap: float, palette: Palette) -> list[Spec]:
    shown = {key: style[key] for key in ("color", "strokeDash", "strokeWidth") if key in style}
    sides = {"x": {**x, "field": "x"}, "x2": {"field": "x"}}
    end, place = ({**y, "field": field} for field in ("end", "place"))
    lead = {
        "type": "rule",
        "xOffset": 2,
        "x2Offset": _LEAD,
        "color": style["color"],
        "opacity": 0.6,
    }
    piece = {"type": "rule", "xOffset": _LEAD, "x2Offset": _SAMPLE, **shown}
    room = {"expr": f"{_strip()} - {_SAMPLE + 4}"}
    letters = {"expr": f"min({label_size()['expr']}, {0.95 * gap} * height)"}
    texts = rimmed(palette, align="left", baseline="middle", dx=_SAMPLE + 4, limit=room)
    written = {"x": sides["x"], "y": place, "text": {"field": "name"}}
    return [
        layer([row], lead, {**sides, "y": end, "y2": {"field": "place"}}),
        layer([row], piece, {**sides, "y": place}),
        *(layer([row], {**text, "fontSize": letters}, written) for text in texts),
    ]
