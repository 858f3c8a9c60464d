"""Charts of many qubits: Bloch vectors as dials, and expectations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hqnn_core.figures.charts import (
    FIXED_SIZE,
    Spec,
    axis_of,
    frame_of,
    layer,
    name_axis,
    number_axis,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import start_angle

DIAL = 62  # pixels from one dial to the next
APART = 2.5  # the same, in radii
IN_A_ROW = 4
N_ROUND = 49  # points of a circle


def dials_chart(thetas: Sequence[float], palette: Palette) -> Spec:
    """Each qubit's state after H and RY(theta), radians: an arrow in the plane of x and z, z up."""
    turned = start_angle(hadamard=True) + np.asarray(thetas)
    vectors = np.stack((np.sin(turned), 0 * turned, np.cos(turned)), axis=1)
    return vectors_chart(vectors, [f"q{i}" for i in range(len(thetas))], palette)


def vectors_chart(
    vectors: NDArray[np.floating], names: Sequence[str], palette: Palette, dial: int = DIAL
) -> Spec:
    """Bloch vectors (n, 3) in the plane of x and z, z up; a mixed state has a shorter arrow.

    A dial is `dial` pixels wide, with its name above it on the left.
    """
    places = [(APART * (i % IN_A_ROW), -APART * (i // IN_A_ROW)) for i in range(len(vectors))]
    around = np.linspace(0, 2 * math.pi, N_ROUND)
    circles = [
        {"qubit": i, "k": k, "x": x + math.cos(t), "y": y + math.sin(t)}
        for i, (x, y) in enumerate(places)
        for k, t in enumerate(around.tolist())
    ]
    arrows = [
        {"x": x, "y": y, "x2": x + float(vector[0]), "y2": y + float(vector[2]), "name": name}
        for (x, y), vector, name in zip(places, vectors, names, strict=True)
    ]
    columns, rows = min(IN_A_ROW, len(vectors)), math.ceil(len(vectors) / IN_A_ROW)
    ends = APART * (columns - 1) + APART / 2, -APART * (rows - 1) - APART / 2
    x = {**axis_of("x", {}, -APART / 2, ends[0]), "axis": None}
    y = {**axis_of("y", {}, ends[1], APART / 2), "axis": None}
    split = {"detail": {"field": "qubit"}, "order": {"field": "k"}}
    rim = {"type": "line", "color": palette.sampled, "strokeWidth": 1.5}
    arrow = {"type": "rule", "color": palette.ink, "strokeWidth": 3}
    tip = {"type": "point", "filled": True, "size": 70, "color": palette.ink, "opacity": 1}
    text = {"type": "text", "fontSize": FIXED_SIZE, "color": palette.ink, "align": "left",
            "dx": -dial / 2, "dy": -0.38 * dial}  # fmt: skip
    ends_at = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    at_tip = {"x": {**x, "field": "x2"}, "y": {**y, "field": "y2"}}
    return {
        **frame_of(dial * rows, palette),
        "width": dial * columns,
        "layer": [
            layer(circles, rim, {"x": x, "y": y, **split}),
            layer(arrows, arrow, {"x": x, "y": y, **ends_at}),
            layer(arrows, tip, at_tip),
            layer(arrows, text, {"x": x, "y": y, "text": {"field": "name"}}),
        ],
    }


def expectations_chart(
    measured: Sequence[float], exact: Sequence[float], palette: Palette, title: str
) -> Spec:
    """A bar for the measured expectation of each qubit, with a line at the exact value."""
    rows = [
        {"qubit": f"q{i}", "measured": float(m), "exact": float(e)}
        for i, (m, e) in enumerate(zip(measured, exact, strict=True))
    ]
    y = name_axis("qubit")
    x = number_axis(title, -1, 1)
    line = {"type": "tick", "color": palette.ink, "thickness": 2.5, "size": 20}
    bar = {"type": "bar", "height": 14, "color": palette.sampled}
    return {
        **frame_of({"step": 24}, palette),
        "layer": [
            layer(rows, bar, {"x": {**x, "field": "measured"}, "y": y}),
            layer(rows, line, {"x": {**x, "field": "exact"}, "y": y}),
        ],
    }
