"""A circuit's curve and the curves of its surrogates, over the angles of the test images."""

from __future__ import annotations

import math

import numpy as np

from hqnn_core.figures.charts import Spec, axis_of, frame_of, layer, pi_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.network import Replacement

N_BINS = 60


def replacement_chart(found: Replacement, palette: Palette, height: int = 300) -> Spec:
    """P(measuring 1) by the exact circuit (ink), by each surrogate, and its three runs as dots.

    Bars at the bottom count the test images at each angle; those that any surrogate answers
    otherwise are marked on the curve.
    """
    x = pi_axis("theta", -math.pi, math.pi)
    y = axis_of("p", {"title": "P(1)", "values": [0, 0.5, 1], "grid": True}, -0.3, 1.15)
    exact = _rows(found.grid, found.exact_curve)
    curves = [
        {**row, "i": i} for i, curve in enumerate(found.curves) for row in _rows(found.grid, curve)
    ]
    dots = [row for measured in found.measured for row in _rows(_turned(found.runs), measured)]
    changed = (found.surrogates != found.circuit).any(0)
    places = _turned(found.thetas)
    off = _rows(places[changed], np.interp(places[changed], found.grid, found.exact_curve))
    line = {"type": "line", "clip": True}
    return {
        **frame_of(height, palette),
        "layer": [
            layer(_bars(places), {"type": "bar", "color": palette.faint, "width": {"band": 1}},
                  {"x": {**x, "field": "theta"}, "x2": {"field": "to"},
                   "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
            layer(curves, {**line, "strokeWidth": 2, "opacity": 0.7, "color": palette.others[0]},
                  {"x": x, "y": y, "detail": {"field": "i"}}),
            layer(exact, {**line, "strokeWidth": 2.5, "color": palette.ink}, {"x": x, "y": y}),
            layer(dots, {"type": "point", "filled": True, "size": 90, "color": palette.others[0],
                         "opacity": 0.8, "clip": True}, {"x": x, "y": y}),
            layer(off, {"type": "point", "shape": "cross", "filled": True, "size": 110,
                        "color": palette.ink, "opacity": 1}, {"x": x, "y": y}),
        ],
    }  # fmt: skip


def _rows(thetas: np.ndarray, values: np.ndarray) -> list[Spec]:
    return [
        {"theta": round(float(t), 4), "p": round(float(p), 4)}
        for t, p in zip(thetas, values, strict=True)
    ]


def _turned(thetas: np.ndarray) -> np.ndarray:
    """Angles within half a turn of 0: the circuit does not see whole turns."""
    return (np.asarray(thetas) + math.pi) % (2 * math.pi) - math.pi


def _bars(thetas: np.ndarray) -> list[Spec]:
    """How many images there are at each angle, below the curve; the longest bar is 0.18 high."""
    counts, edges = np.histogram(thetas, N_BINS, (-math.pi, math.pi))
    tallest = max(int(counts.max()), 1)
    return [
        {"theta": float(a), "to": float(b), "low": -0.28, "high": -0.28 + 0.18 * int(n) / tallest}
        for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
        if n
    ]
