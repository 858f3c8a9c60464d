"""Dot plot: repeated measurements in one row for each name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hqnn_core.figures.charts import Spec, frame_of, label_size, layer
from hqnn_core.figures.palette import Palette

HEIGHT = 190


def dots_chart(rows: Mapping[str, Sequence[float]], x: Spec, palette: Palette, colour: str) -> Spec:
    """Dots of one colour, and a line at the mean of each row; a row may be empty.

    `x` is the axis of the values, whose field is "x".
    """
    dots = [{"row": name, "x": float(each)} for name, row in rows.items() for each in row]
    means = [
        {"row": name, "x": float(sum(row) / len(row))} for name, row in rows.items() if len(row)
    ]
    y = {
        "field": "row",
        "type": "nominal",
        "sort": list(rows),
        "scale": {"domain": list(rows)},
        "axis": {"labelFontSize": label_size(1), "labelLimit": 0, "title": None, "ticks": False,
                 "domain": False},
    }  # fmt: skip
    dot = {"type": "point", "filled": True, "size": 110, "color": colour, "opacity": 0.5}
    line = {"type": "tick", "thickness": 3, "size": 40, "color": palette.others[0]}
    return {
        **frame_of(HEIGHT, palette),
        "layer": [layer(means, line, {"x": x, "y": y}), layer(dots, dot, {"x": x, "y": y})],
    }
