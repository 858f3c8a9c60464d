"""Chart of a qubit's state on the Bloch sphere."""

from __future__ import annotations

import math

import numpy as np

from hqnn_core.figures.charts import Spec, frame_of, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import start_angle

SIDE = 230  # pixels
REACH = 1.38  # of the axes, in radii: the names of the states are outside the sphere
AZIMUTH, ELEVATION = math.radians(24), math.radians(18)  # of the viewer


def bloch_chart(theta: float, hadamard: bool, palette: Palette) -> Spec:
    """The state after RY(theta), with or without H before it: an arrow in the plane of x and z.

    x points right, y away, z up. H moves |0> to +x; RY rotates about y, from z to x and on. Lines
    on the far side of the sphere are dashed.
    """
    turn = np.linspace(0, math.pi, 37)
    front, back = AZIMUTH - turn, AZIMUTH + turn  # halves of the equator, which meet at its edge
    around = np.linspace(0, 2 * math.pi, 73)
    axis, none = np.array([-1.0, 1.0]), np.zeros(2)
    start = start_angle(hadamard)
    swept = start + math.fmod(theta, 2 * math.pi) * np.linspace(0, 1, 41)
    x, y = (float(value) for value in _in_plane(np.array(start + theta)))
    shaft = {"type": "rule", "color": palette.ink, "strokeWidth": 4}
    tip = {"type": "point", "filled": True, "size": 180, "color": palette.ink, "opacity": 1}
    end = {"x": _plain("x"), "y": _plain("y")}
    whole = {"x": _plain("x0"), "y": _plain("y0"), "x2": {"field": "x"}, "y2": {"field": "y"}}
    layers = [
        _path(np.sin(around), np.cos(around), palette.sampled, 1.5),  # the outline, from anywhere
        _path(*_equator(front), palette.sampled, 1.5),
        _path(*_equator(back), palette.sampled, 1.5, [3, 3]),
        _path(*_in_plane(around), palette.sampled, 2.5),  # of RY
        _path(*_seen(none, none, axis), palette.sampled, 1, [3, 3]),
        _path(*_seen(axis, none, none), palette.sampled, 1, [3, 3]),
        _path(*_in_plane(swept, 0.45), palette.sampled, 3),
        layer([{"x0": 0, "y0": 0, "x": x, "y": y}], shaft, whole),
        layer([{"x": x, "y": y}], tip, end),
        _names(palette),
    ]
    edges = {"left": 0, "right": 0, "top": 0, "bottom": 0}  # Streamlit's flattens it
    frame = {**frame_of(SIDE, palette), "width": SIDE, "padding": edges}
    return {**frame, "layer": layers}


def _in_plane(angle: np.ndarray, radius: float = 1) -> tuple[np.ndarray, np.ndarray]:
    """States in the plane of x and z, at angles from z to x."""
    return _seen(radius * np.sin(angle), 0 * angle, radius * np.cos(angle))


def _equator(angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _seen(np.cos(angle), np.sin(angle), np.zeros_like(angle))


def _seen(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of space as points of the picture, without perspective."""
    away = -x * math.sin(AZIMUTH) + y * math.cos(AZIMUTH)
    across = x * math.cos(AZIMUTH) + y * math.sin(AZIMUTH)
    return across, z * math.cos(ELEVATION) + away * math.sin(ELEVATION)


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
        "scale": {"domain": [-REACH, REACH], "zero": False, "nice": False},
    }


def _names(palette: Palette) -> Spec:
    """The states at the ends of z and x; those of z in the colours of their outcomes."""
    ends = {"|0⟩": (0, 1.24), "|1⟩": (0, -1.24), "|+⟩": (1.26, 0), "|−⟩": (-1.26, 0)}
    rows = []
    for name, (x, z) in ends.items():
        across, up = _seen(np.array(x), np.array(0.0), np.array(z))
        rows.append({"x": float(across), "y": float(up), "t": name})
    colours = [*palette.classes, palette.ink, palette.ink]
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "fontSize": {"expr": "16 * letters"}, "fontWeight": 600},
        "encoding": {
            "x": _plain("x"),
            "y": _plain("y"),
            "text": {"field": "t"},
            "color": {
                "field": "t",
                "legend": None,
                "scale": {"domain": list(ends), "range": colours},
            },
        },
    }
