"""How a mean changes with the number of shots, as Vega-Lite specifications."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from hqnn_core.figures.charts import Spec, axis_of, frame_of, label_size, layer, number_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import RunningMean, ShotErrors, band_ends, shot_error
from hqnn_core.words import band_formula

BAND_NAME = f"band: {band_formula('n')}"
MOST_POINTS = 300  # of the running mean, at numbers of shots that are even on a log axis


def running_mean_chart(shots: RunningMean, palette: Palette, height: int = 180) -> Spec:
    """The mean of the first n shots over n, in its band around the exact value."""
    last = 1_000 if len(shots.bits) <= 1_000 else 10_000
    decades = [10**k for k in range(round(math.log10(last)) + 1)]
    x = axis_of("n", {"title": "shots n", "values": decades, "grid": False}, 1, last)
    x["scale"] = {"type": "log", "domain": [1, last], "nice": False}
    x["axis"]["format"] = ","
    y = number_axis("mean of n shots", -1, 1)
    band = {"type": "area", "color": palette.sampled, "opacity": 0.25}
    exact = {"type": "line", "color": palette.ink, "strokeWidth": 2.5}
    line = {"type": "line", "color": palette.sampled, "strokeWidth": 2.5}
    dot = {"type": "point", "filled": True, "size": 120, "opacity": 1, "color": palette.sampled}
    ends = [{"n": n, "exact": shots.exact} for n in (1, last)]
    name = {"n": last, "mean": -0.8 if shots.exact >= 0 else 0.8, "text": BAND_NAME}
    text = {"type": "text", "align": "right", "fontSize": label_size(), "color": palette.ink}
    means = _means(shots)
    return {
        **frame_of(height, palette),
        "layer": [
            layer(_band(shots, last), band,
                  {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
            layer(ends, exact, {"x": x, "y": {**y, "field": "exact"}}),
            layer(means, line, {"x": x, "y": {**y, "field": "mean"}}),
            layer(means[-1:], dot, {"x": x, "y": {**y, "field": "mean"}}),
            layer([name], text, {"x": x, "y": {**y, "field": "mean"}, "text": {"field": "text"}}),
        ],
    }  # fmt: skip


def _means(shots: RunningMean) -> list[Spec]:
    n = len(shots.bits)
    if n == 0:
        return []
    kept = np.unique(np.geomspace(1, n, MOST_POINTS).round().astype(int))
    mean = shots.mean
    return [{"n": int(k), "mean": float(mean[k - 1])} for k in kept]


def _band(shots: RunningMean, last: int) -> list[Spec]:
    rows = []
    for n in np.geomspace(1, last, 60).tolist():
        low, high = band_ends(shots.exact, shots.deviation(n))
        rows.append({"n": n, "low": float(low), "high": float(high)})
    return rows


def shot_error_chart(errors: ShotErrors, shots: int, palette: Palette) -> Spec:
    """The error of <Z> over the shots on log axes: measured dots, the 1/sqrt(shots) line.

    The axis reaches down to the smallest error. A certain outcome has none, which is said.
    """
    low, high = min(errors.shots), max(errors.shots)
    theory = _positive(errors.shots, errors.theory)
    measured = _positive(errors.shots, errors.measured) if theory else []
    decades = _decades(row["error"] for row in (*theory, *measured))
    visible = {"type": "log", "domain": [min(1e-3, decades[0]), 1.5], "nice": False}
    x = axis_of("shots", {"title": "shots", "values": list(errors.shots), "grid": False}, low, high)
    x["scale"] = {"type": "log", "domain": [low, high], "nice": False}
    x["axis"]["format"] = "~s"
    y = axis_of("error", {"title": "typical error of ⟨Z⟩", "grid": True}, 0, 1)
    y["scale"], y["axis"]["values"] = visible, decades
    y["axis"]["format"] = "~g"
    worst = _positive((low, high), shot_error(0.0, (low, high)))
    encoding = {"x": x, "y": y}
    names = [{"shots": 100, "error": 0.1, "name": "1/√shots"}]
    names += [] if theory else [{"shots": 10, "error": 3e-3, "name": "here: no error at all"}]
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
