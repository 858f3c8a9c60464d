"""Charts of measured values: probabilities of classes, the errors of a number of shots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from hqnn_core.figures.charts import (
    Spec,
    axis_of,
    frame_of,
    label_size,
    layer,
    name_axis,
    number_axis,
    shared_layer,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.quantum import ShotErrors, shot_error
from hqnn_core.words.numbers import percent_text


def probabilities_chart(
    probabilities: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for each class with a line at the exact probability; the largest has a colour.

    The numbers are in a column of their own, so that no bar or line crosses them.
    """
    rows = [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": percent_text(float(f)),
         "best": f == max(probabilities)}
        for name, f, e in zip(names, probabilities, exact, strict=True)
    ]  # fmt: skip
    bold = {"labelFontWeight": 600, "labelColor": palette.ink, "labelPadding": 8}
    y = name_axis("outcome", names, labelFontSize=label_size(1), **bold)
    x = number_axis(gettext("probability"), 0, 1.3, values=[0, 0.5, 1])
    best = {"test": "datum.best", "value": palette.others[3]}
    colour = {"condition": best, "value": palette.sampled}
    bar = {"type": "bar", "height": 15}
    tick = {"type": "tick", "color": palette.ink, "thickness": 2.5, "size": 19}
    text = {"type": "text", "align": "right", "fontSize": label_size(), "color": palette.ink}
    return {
        **frame_of({"step": 23}, palette),
        "data": {"values": rows},
        "layer": [
            shared_layer(bar, x={**x, "field": "frequency"}, y=y, color=colour),
            shared_layer(tick, x={**x, "field": "exact"}, y=y),
            shared_layer(text, x={"value": "width"}, y=y, text={"field": "text"}),
        ],
    }


def shot_error_chart(errors: ShotErrors, shots: int, palette: Palette) -> Spec:
    """The error of E over the shots on log axes: measured dots, the 1/sqrt(shots) line.

    The axis reaches down to the smallest error. A text says that a certain outcome has none.
    """
    low, high = min(errors.shots), max(errors.shots)
    theory = _positive(errors.shots, errors.theory)
    measured = _positive(errors.shots, errors.measured) if theory else []
    decades = _decades(row["error"] for row in (*theory, *measured))
    axis = {"title": gettext("shots"), "values": list(errors.shots), "grid": False, "format": "~s"}
    x = axis_of("shots", axis, low, high, type="log")
    axis = {"title": gettext("typical error of E"), "values": decades, "grid": True, "format": "~g"}
    y = axis_of("error", axis, min(1e-3, decades[0]), 1.5, type="log")
    worst = _positive((low, high), shot_error(0.0, (low, high)))
    encoding = {"x": x, "y": y}
    names = [{"shots": 100, "error": 0.1, "name": gettext("1/√shots")}]
    if not theory:
        names.append({"shots": 10, "error": 3e-3, "name": gettext("here: no error at all")})
    text = {"type": "text", "align": "left", "dx": 10, "dy": -8, "fontSize": label_size()}
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": palette.sampled}
    return {
        **frame_of(320, palette),
        "layer": [
            layer([{"shots": shots}], {"type": "rule", "color": palette.faint, "strokeWidth": 6},
                   {"x": x}),
            layer(worst, {"type": "line", "color": palette.sampled, "strokeDash": [6, 4],
                           "clip": True}, encoding),
            layer(names, {**text, "color": palette.ink}, {**encoding, "text": {"field": "name"}}),
            layer(theory, {"type": "line", "color": palette.ink, "strokeWidth": 2.5,
                            "clip": True}, encoding),
            layer(measured, {**dot, "clip": True}, encoding),
        ],
    }  # fmt: skip


def _decades(errors: Iterable[float]) -> list[float]:
    """Powers of ten from the smallest error, and from 0.001 at least, up to 1; five at most."""
    lowest = min([-3, *(math.floor(math.log10(error)) for error in errors)])
    every = math.ceil(-lowest / 4)
    return [10.0**k for k in range(0, lowest - every, -every)][::-1]


def _positive(shots: Sequence[int], errors: Iterable[float]) -> list[Spec]:
    """Points for a log axis, on which an error of 0 has no place."""
    rows = zip(shots, errors, strict=True)
    return [{"shots": n, "error": float(e)} for n, e in rows if e > 1e-9]
