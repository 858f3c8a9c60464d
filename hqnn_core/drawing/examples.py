"""Example digits as pen strokes: our own handwriting, which a canvas can draw stroke by stroke."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.drawing.canvas import Stroke, canvas_of_strokes, image_from_canvas
from hqnn_core.drawing.drawings import CanvasDrawing

SIDE, PEN = 400, 20  # pixels of the canvas, and of the pen
ALIKE = 0.02  # mean difference of two images of the same strokes
BETWEEN = 9  # points of a smooth line from one control point to the next

_WAYS: dict[int, list[list[str]]] = {  # control points in percent of the canvas, x and y down
    0: [
        ["56,15 40,17 28,33 25,56 33,78 50,86 66,78 74,56 72,34 62,18 53,15"],
        ["60,18 45,20 35,40 33,64 42,82 55,80 65,60 67,38 60,20 52,15"],
        ["50,22 28,30 18,50 26,72 48,80 72,72 82,50 72,29 50,21"],
    ],
    1: [
        ["55,14 53,40 51,64 49,87"],
        ["36,34 46,25 56,14 55,40 54,64 54,87"],
        ["63,15 55,40 46,64 39,86"],
    ],
    2: [["29,30 37,18 53,14 67,23 66,39 50,60 29,83 31,85 52,83 74,84"]],
    3: [["30,21 47,14 64,20 65,34 53,45 42,47 57,49 69,60 67,76 52,86 35,83 28,77"]],
    4: [["45,14 36,33 25,56 27,58 50,57 75,55", "62,33 60,58 58,87"]],
    5: [["40,16 37,31 34,45 48,42 64,48 69,63 61,80 45,86 29,79", "40,16 55,16 71,14"]],
    6: [["62,14 46,27 35,48 33,68 43,84 58,83 67,71 61,58 47,57 36,68"]],
    7: [["28,18 50,18 72,17 62,38 51,62 45,87"]],
    8: [["64,25 52,14 38,20 37,34 50,47 64,61 65,77 51,87 37,79 37,63 50,49 62,38 65,26"]],
    9: [["66,27 54,15 39,20 35,35 45,47 59,43 66,28 65,48 60,68 54,87"]],
}


def n_examples(digit: int) -> int:
    """The number of ways in which a digit is written here."""
    return len(_WAYS[digit])


@cache
def example_strokes(digit: int, way: int = 0) -> list[Stroke]:
    """The strokes of a digit, in pixels of a canvas of `SIDE`."""
    texts = _WAYS[digit][way]
    points = ([[float(n) for n in pair.split(",")] for pair in text.split()] for text in texts)
    return [smooth_line(np.array(each) * SIDE / 100) for each in points]


@cache
def example_drawing(digit: int, way: int = 0) -> CanvasDrawing:
    """A digit as a drawing on a canvas."""
    strokes = example_strokes(digit, way)
    image = image_from_canvas(canvas_of_strokes(strokes, SIDE, PEN))
    return CanvasDrawing([_path(stroke) for stroke in strokes], image)


def smooth_line(points: NDArray[np.floating]) -> Stroke:
    """A Catmull-Rom spline through control points (n, 2)."""
    ends = np.concatenate((2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]))
    t = np.linspace(0, 1, BETWEEN, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(ends[:-3], ends[1:-2], ends[2:-1], ends[3:], strict=True):
        rise = 2 * b + (c - a) * t
        bend = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        pieces.append((rise + bend) / 2)
    return np.concatenate([*pieces, points[-1:]])


def is_example(drawing: CanvasDrawing) -> bool:
    """Whether a drawing has the strokes of one of the examples, and no others."""
    return any(
        drawing.objects == example_drawing(digit, way).objects
        for digit in _WAYS
        for way in range(n_examples(digit))
    )


def is_alike(image: Tensor, other: Tensor) -> bool:
    """Whether two images are of the same drawing, which two programs have drawn."""
    return float((image - other).abs().mean()) < ALIKE


def _path(stroke: NDArray[np.floating]) -> dict[str, Any]:
    """A stroke as the canvas keeps it: a path of its drawing library, Fabric.js."""
    steps = [
        ["M" if i == 0 else "L", round(x, 1), round(y, 1)]
        for i, (x, y) in enumerate(stroke.tolist())
    ]
    (left, top), (right, bottom) = stroke.min(0).tolist(), stroke.max(0).tolist()
    return {
        "type": "path", "path": steps, "fill": None, "stroke": "#FFFFFF", "strokeWidth": PEN,
        "strokeLineCap": "round", "strokeLineJoin": "round", "originX": "left", "originY": "top",
        "left": round(left - PEN / 2, 1), "top": round(top - PEN / 2, 1),
        "width": round(right - left, 1), "height": round(bottom - top, 1),
    }  # fmt: skip
