"""The qubit's state as a direction: on its circle, and on the Bloch sphere."""

from __future__ import annotations

import math

import numpy as np

from hqnn_core.figures.charts import LABEL_SIZE, THETA, Spec, following, frame_of
from hqnn_core.figures.palette import Palette

SIDE = 220  # pixels
AZIMUTH, ELEVATION = math.radians(24), math.radians(18)  # from where one looks at the sphere


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
    return {**frame_of(SIDE), "width": SIDE, "layer": layers}


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


def bloch_chart(theta: float, hadamard: bool, palette: Palette) -> Spec:
    """The state on the Bloch sphere; its arrow follows theta in the browser.

    x points right, y away, z up. H puts |0> on +x; RY turns about y, from z to x and on.
    """
    turn = np.linspace(0, 2 * math.pi, 73)
    cos, sin, none = np.cos(turn), np.sin(turn), np.zeros_like(turn)
    front = turn >= math.pi  # half of the equator, the nearer one
    start = math.pi / 2 if hadamard else 0.0
    shown = f"{start} + ({THETA} % (2 * PI)) * datum.k / 40"
    swept: Spec = {
        "data": {"sequence": {"start": 0, "stop": 41, "as": "k"}},
        "transform": _projected(f"0.45 * sin({shown})", f"0.45 * cos({shown})"),
        "mark": {"type": "line", "color": palette.sampled, "strokeWidth": 3},
        "encoding": {"x": _plain("x"), "y": _plain("y"), "order": {"field": "k"}},
    }
    state = _projected(f"sin({start} + {THETA})", f"cos({start} + {THETA})")
    zero = [{"calculate": "0", "as": "x0"}, {"calculate": "0", "as": "y0"}]
    arrow: Spec = {
        "data": {"values": [{}]},
        "transform": state + zero,
        "mark": {"type": "rule", "color": palette.ink, "strokeWidth": 4},
        "encoding": {
            "x": _plain("x0"), "y": _plain("y0"), "x2": {"field": "x"}, "y2": {"field": "y"},
        },
    }  # fmt: skip
    tip: Spec = {
        "data": {"values": [{}]},
        "transform": state,
        "mark": {"type": "point", "filled": True, "size": 180, "color": palette.ink, "opacity": 1},
        "encoding": {"x": _plain("x"), "y": _plain("y")},
    }
    layers = [
        _path(sin, cos, palette.faint, 2),  # the outline, seen from anywhere
        _space_path(cos[front], sin[front], none[front], palette, 1.5),
        _space_path(cos[~front], sin[~front], none[~front], palette, 1.5, [3, 3]),
        _space_path(sin, none, cos, palette, 2.5),  # where RY turns
        _space_path(np.array([0, 0]), np.array([0, 0]), np.array([-1, 1]), palette, 1, [3, 3]),
        _space_path(np.array([-1, 1]), np.array([0, 0]), np.array([0, 0]), palette, 1, [3, 3]),
        swept,
        arrow,
        tip,
        _names(palette),
    ]
    return {**frame_of(SIDE), **following(theta), "width": SIDE, "layer": layers}


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


def _seen(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of space as points of the picture, without perspective."""
    away = -x * math.sin(AZIMUTH) + y * math.cos(AZIMUTH)
    across = x * math.cos(AZIMUTH) + y * math.sin(AZIMUTH)
    return across, z * math.cos(ELEVATION) + away * math.sin(ELEVATION)


def _space_path(
    x: np.ndarray,
    y: np.ndarray,
    z: np.ndarray,
    palette: Palette,
    width: float,
    dash: list[int] | None = None,
) -> Spec:
    return _path(*_seen(x, y, z), palette.faint, width, dash)


def _names(palette: Palette) -> Spec:
    """The states at the ends of z and x; those of z in the colours of their outcomes."""
    ends = {"|0⟩": (0, 1.24), "|1⟩": (0, -1.24), "|+⟩": (1.26, 0), "|−⟩": (-1.26, 0)}
    rows = []
    for name, (x, z) in ends.items():
        across, up = _seen(np.array(x), np.array(0.0), np.array(z))
        rows.append({"x": float(across), "y": float(up), "t": name})
    colours = [*palette.classes, palette.sampled, palette.sampled]
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "fontSize": LABEL_SIZE + 2, "fontWeight": 600},
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
