"""A target curve, the curves of trained circuits, and the waves that they are made of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hqnn_core.figures.charts import Spec, axis_of, frame_of, layer, pi_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import analysis


def upload_chart(found: analysis.UploadFit, palette: Palette, height: int = 230) -> Spec:
    """The target (ink), and each trained circuit's curve in colour, over one turn of x."""
    x = pi_axis("x", -math.pi, math.pi)
    y = axis_of("y", {"title": "⟨Z⟩", "values": [-1, 0, 1], "grid": True}, -1.05, 1.05)
    curves = [
        {**row, "start": i} for i, curve in enumerate(found.curves) for row in _rows(found.x, curve)
    ]
    target = {"type": "line", "color": palette.ink, "strokeWidth": 2, "strokeDash": [6, 4]}
    line = {"type": "line", "color": palette.others[0], "strokeWidth": 2.5, "opacity": 0.75}
    return {
        **frame_of(height, palette),
        "layer": [
            layer(_rows(found.x, found.target), target, {"x": x, "y": y}),
            layer(curves, line, {"x": x, "y": y, "detail": {"field": "start"}}),
        ],
    }


def spectrum_chart(found: analysis.UploadFit, palette: Palette, height: int = 150) -> Spec:
    """The height of each wave: bars for the best circuit, lines across for the target.

    Frequencies that so many uploads do not reach are on a grey ground.
    """
    top = 1.1 * max(1e-3, *found.heights, *found.target_heights)
    last = int(found.frequencies[-1])
    x = axis_of("w", {"title": "frequency", "values": list(range(last + 1)), "grid": False,
                      "format": "d"}, -0.6, last + 0.6)  # fmt: skip
    y = axis_of("h", {"title": "height", "tickCount": 3, "grid": True}, 0.0, float(top))
    bars = [
        {"w": int(w), "h": float(h), "from": int(w) - 0.25, "to": int(w) + 0.25}
        for w, h in zip(found.frequencies, found.heights, strict=True)
    ]
    wanted = [
        {"w": int(w), "h": float(h)}
        for w, h in zip(found.frequencies, found.target_heights, strict=True)
    ]
    beyond = [{"from": found.uploads + 0.5, "to": last + 0.6, "low": 0, "high": float(top)}]
    ends = {"x": {**x, "field": "from"}, "x2": {"field": "to"}}
    ground = {"type": "rect", "color": palette.faint, "opacity": 0.5}
    tick = {"type": "tick", "orient": "horizontal", "color": palette.ink, "thickness": 2.5,
            "size": 34}  # fmt: skip
    zero = {"y": {**y, "field": "h"}, "y2": {"datum": 0}}
    return {
        **frame_of(height, palette),
        "layer": [
            layer(beyond, ground, {**ends, "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
            layer(bars, {"type": "rect", "color": palette.others[0]}, {**ends, **zero}),
            layer(wanted, tick, {"x": x, "y": y}),
        ],
    }


def _rows(x: NDArray[np.floating], y: NDArray[np.floating]) -> list[Spec]:
    return [{"x": round(float(a), 4), "y": round(float(b), 4)} for a, b in zip(x, y, strict=True)]
