"""Charts of a sweep: a heat map over two settings, or dots over one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from hqnn_core.comparison.rankings import Summary, SweepMeasure
from hqnn_core.figures.charts import (
    FONTS,
    Spec,
    axis_of,
    frame_of,
    label_size,
    layer,
    number_of,
    share_axis,
    shared_layer,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.words.settings import LABELS
from hqnn_core.words.sweeps import SWEEP_MEASURES, cell_text, scale_of, summary_text

ROW_HEIGHT = 54  # pixels
LONGEST_NAME = 320  # pixels, of a value on an axis: all values of settings fit
DOTS_HEIGHT = 250


def sweep_chart(
    found: Sequence[Summary], across: str, down: str | None, measure: SweepMeasure, palette: Palette
) -> Spec:
    """The mean of a measure: a heat map with `across` and `down`, or dots with `across` alone.

    Beside a mean are a dot for each run, from left to right in the order of the seeds, and a line
    for their spread. There is at most one summary for each place. Places without a run are empty.
    """
    rows = [_row(summary, across, down, measure) for summary in found]
    if down is None:
        runs = [
            {"x": row["x"], "run": scale_of(measure) * result, "seed": i}
            for row, summary in zip(rows, found, strict=True)
            for i, result in enumerate(summary.results)
        ]
        return _dots(rows, runs, across, measure, palette)
    return _map(rows, across, down, palette)


def _row(summary: Summary, across: str, down: str | None, measure: SweepMeasure) -> Spec:
    scale, mean, spread = scale_of(measure), summary.mean, summary.spread or 0.0
    row: dict[str, Any] = {
        "x": cell_text(across, summary.values[across]),
        "text": summary_text(summary, measure),
        "mean": None if mean is None else scale * mean,
    }
    if down is not None:
        row["y"] = cell_text(down, summary.values[down])
    elif mean is not None:
        largest = math.inf if measure == "test_nll" else 1.0
        low, high = max(mean - spread, 0.0), min(mean + spread, largest)
        runs = [scale * each for each in summary.results]
        row |= {"low": scale * low, "high": scale * high}
        row |= {"bottom": min([row["low"], *runs]), "top": max([row["high"], *runs])}
    return row


def _axis(name: str, field: str, rows: list[Spec], **more: object) -> Spec:
    """An axis of the values of a setting, in the grid's order."""
    limits = {"labelAngle": 0, "labelLimit": LONGEST_NAME, "ticks": False}
    axis = {**FONTS, **limits, "title": gettext(LABELS[name]), **more}
    order = list(dict.fromkeys(row[field] for row in rows))
    return {"field": field, "type": "ordinal", "sort": order, "axis": axis}


def _map(rows: list[Spec], across: str, down: str, palette: Palette) -> Spec:
    """A tile for each place with the mean as its opacity and as a number."""
    x, y = _axis(across, "x", rows, domain=False), _axis(down, "y", rows, domain=False)
    there = {"transform": [{"filter": "isValid(datum.mean)"}]}
    tile = {"type": "rect", "color": palette.others[3], "stroke": palette.paper}
    number = {"type": "text", "fontSize": label_size(), "color": palette.ink}
    strength = number_of("mean", range=[0.08, 0.6], zero=False, nice=False)
    return {
        **frame_of({"step": ROW_HEIGHT}, palette),
        "data": {"values": rows},
        "layer": [
            shared_layer({"type": "rect", "stroke": palette.faint, "fill": None}, x=x, y=y),
            {**there, **shared_layer(tile, x=x, y=y, opacity=strength)},
            {**there, **shared_layer(number, x=x, y=y, text={"field": "text"})},
        ],
    }


def _measure_axis(lows: list[float], measure: SweepMeasure) -> Spec:
    """The axis of a measure, wide enough for the lines' lower ends; from 0 to 1 without lines."""
    title = gettext(SWEEP_MEASURES[measure])
    if measure == "test_accuracy":
        return share_axis("mean", title, lows)
    y = axis_of("mean", {"title": title, "tickCount": 5, "grid": True}, 0, 1)
    return {**y, "scale": {"zero": False}} if lows else y


def _dots(
    rows: list[Spec], runs: list[Spec], across: str, measure: SweepMeasure, palette: Palette
) -> Spec:
    """A dot for each run, a line for their spread, and a tick with a number for their mean."""
    x = {**_axis(across, "x", rows, grid=False), "scale": {"type": "band"}}
    y = _measure_axis([row["bottom"] for row in rows if "bottom" in row], measure)
    line = {"type": "rule", "color": palette.sampled, "strokeWidth": 3, "opacity": 0.5}
    dot = {"type": "point", "filled": True, "size": 70, "opacity": 0.9, "color": palette.sampled}
    beside = {"field": "seed", "type": "ordinal", "scale": {"padding": 2}}
    mean = {"type": "tick", "thickness": 4, "size": 34, "opacity": 1, "color": palette.ink}
    text = {
        "type": "text", "dy": -16, "fontSize": label_size(), "color": palette.ink,
        "opacity": {"expr": f"width > {70 * len(rows)} ? 1 : 0"},  # on a phone they would meet
    }  # fmt: skip
    return {
        **frame_of(DOTS_HEIGHT, palette),
        "data": {"values": rows},
        "layer": [
            shared_layer(line, x=x, y={**y, "field": "low"}, y2={"field": "high"}),
            shared_layer(mean, x=x, y=y),
            layer(runs, dot, {"x": x, "y": {**y, "field": "run"}, "xOffset": beside}),
            shared_layer(text, x=x, y={**y, "field": "top"}, text={"field": "text"}),
        ],
    }
