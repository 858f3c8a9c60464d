"""Chart of a qubit's state on the Bloch sphere; the arrow follows theta in the browser."""

from __future__ import annotations

import math

import numpy as np

from hqnn_core.figures.charts import Spec, frame_of
from hqnn_core.figures.grips import THETA, following, handle, turning
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import start_angle

SIDE = 230  # pixels
REACH = 1.38  # of the axes, in radii: the names of the states are outside the sphere
AZIMUTH, ELEVATION = math.radians(24), math.radians(18)  # of the viewer


def bloch_chart(theta: float, hadamard: bool, palette: Palette, is_held: bool = False) -> Spec:
    """The state after RY(theta), with or without H before it: an arrow in the plane of x and z.

    x points right, y away, z up. H moves |0> to +x; RY rotates about y, from z to x and on. Lines
    on the far side of the sphere are dashed. The arrow can be dragged if `is_held`.
    """
    turn = np.linspace(0, math.pi, 37)
    front, back = AZIMUTH - turn, AZIMUTH + turn  # halves of the equator, which meet at its edge
    around = np.linspace(0, 2 * math.pi, 73)
    axis, none = np.array([-1.0, 1.0]), np.zeros(2)
    start = start_angle(hadamard)
    shown = f"{start} + ({THETA} % (2 * PI)) * datum.k / 40"
    swept: Spec = {
        "data": {"sequence": {"start": 0, "stop": 41, "as": "k"}},
        "transform": _projected(f"0.45 * sin({shown})", f"0.45 * cos({shown})"),
        "mark": {"type": "line", "color": palette.sampled, "strokeWidth": 3},
        "encoding": {"x": _plain("x"), "y": _plain("y"), "order": {"field": "k"}},
    }
    state = _projected(f"sin({start} + {THETA})", f"cos({start} + {THETA})")
    zero = [{"calculate": "0", "as": "x0"}, {"calculate": "0", "as": "y0"}]
    here: Spec = {"data": {"values": [{}]}, "transform": state + zero}
    end = {"x": _plain("x"), "y": _plain("y")}
    whole = {"x": _plain("x0"), "y": _plain("y0"), "x2": {"field": "x"}, "y2": {"field": "y"}}
    shaft = {"type": "rule", "color": palette.ink, "strokeWidth": 4}
    tip = {"type": "point", "filled": True, "size": 180, "color": palette.ink, "opacity": 1}
    layers = [
        _path(np.sin(around), np.cos(around), palette.sampled, 1.5),  # the outline, from anywhere
        _path(*_equator(front), palette.sampled, 1.5),
        _path(*_equator(back), palette.sampled, 1.5, [3, 3]),
        _path(*_seen(np.sin(around), 0 * around, np.cos(around)), palette.sampled, 2.5),  # of RY
        _path(*_seen(none, none, axis), palette.sampled, 1, [3, 3]),
        _path(*_seen(axis, none, none), palette.sampled, 1, [3, 3]),
        swept,
        {**here, "mark": shaft, "encoding": whole},
        {**here, "mark": tip, "encoding": end},
        _names(palette),
    ]
    if is_held:
        room = {**shaft, "color": "transparent", "strokeWidth": 26}
        layers.append({**here, "name": f"drag_{THETA}_shaft", "mark": room, "encoding": whole})
        layers += handle(THETA, here, end, palette)
    edges = {
        "left": 0,
        "right": 0,
        "top": 0,
        "bottom": 0,
    }  # Streamlit's flattens it
    frame = {**frame_of(SIDE, palette), "width": SIDE, "padding": edges}
    return {**frame, **following(theta, grip=_grip() if is_held else None), "layer": layers}


def _equator(angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _seen(np.cos(angle), np.sin(angle), np.zeros_like(angle))


def _seen(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of space as points of the picture, without perspective."""
    away = -x * math.sin(AZIMUTH) + y * math.cos(AZIMUTH)
    across = x * math.cos(AZIMUTH) + y * math.sin(AZIMUTH)
    return across, z * math.cos(ELEVATION) + away * math.sin(ELEVATION)


def _projected(x: str, z: str) -> list[Spec]:
    """Vega transforms from a point of the plane y = 0 to the picture."""
    return [
        {"calculate": f"({x}) * {math.cos(AZIMUTH)}", "as": "x"},
        {
            "calculate": f"({z}) * {math.cos(ELEVATION)}"
            f" - ({x}) * {math.sin(AZIMUTH) * math.sin(ELEVATION)}",
            "as": "y",
        },
    ]


def _grip() -> Spec:
    """The inverse of `_projected`: from the picture to the plane y = 0."""
    return turning(
        (1 / math.cos(AZIMUTH), 0),
        (math.tan(AZIMUTH) * math.tan(ELEVATION), 1 / math.cos(ELEVATION)),
    )


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
