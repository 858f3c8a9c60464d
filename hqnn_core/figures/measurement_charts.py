"""Charts of measured values: expectations, outcomes, the errors of a number of shots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from hqnn_core.figures.charts import (
    Spec,
    axis_of,
    colour_of,
    frame_of,
    label_size,
    layer,
    name_axis,
    number_axis,
    pi_axis,
    shared_layer,
    sine_through,
)
from hqnn_core.figures.grips import THETA, across, following, handle
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import (
    ExpectationCurve,
    RunningMean,
    ShotErrors,
    band_ends,
    outcome_probabilities,
    shot_error,
)
from hqnn_core.words import band_formula, percent_text, share_text

BAND_NAME = f"band: {band_formula('n')}"
MOST_POINTS = 300  # of the running mean, evenly spaced on a log axis


def expectation_chart(
    curve: ExpectationCurve, theta: float, palette: Palette, height: int = 300
) -> Spec:
    """<Z> over theta: the exact line, the sampled points in their band, theta marked.

    The marks follow theta in the browser, along the sine through the curve's exact values; the
    point can be dragged.
    """
    ends_of_axis = float(curve.theta[0]), float(curve.theta[-1])
    x = pi_axis("theta", *ends_of_axis)
    y = number_axis("⟨Z⟩ = P(0) − P(1)", -1, 1)
    on_line = {"x": x, "y": {**y, "field": "exact"}}
    exact = [{"theta": t, "exact": e} for t, e in zip(curve.theta, curve.exact, strict=True)]
    here: Spec = {
        "data": {"values": [{}]},
        "transform": [
            {"calculate": THETA, "as": "theta"},
            {"calculate": sine_through(curve.theta, curve.exact), "as": "exact"},
        ],
    }
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]}
    dot = {"type": "point", "filled": True, "size": 160, "opacity": 1, "color": palette.ink}
    return {
        **frame_of(height, palette),
        **following(theta, grip=across(*ends_of_axis)),
        "layer": [
            *_sampled(curve, x, y, palette),
            layer(exact, {"type": "line", "color": palette.ink, "strokeWidth": 2.5}, on_line),
            {**here, "mark": guide, "encoding": {"x": x}},
            {**here, "mark": dot, "encoding": on_line},
            *handle(THETA, here, on_line, palette),
        ],
    }


def _sampled(curve: ExpectationCurve, x: Spec, y: Spec, palette: Palette) -> list[Spec]:
    """The measured points and their band, if there are any."""
    if curve.sampled is None:
        return []
    low, high = band_ends(curve.exact, curve.deviation)
    band = [
        {"theta": t, "low": least, "high": most}
        for t, least, most in zip(curve.theta, low, high, strict=True)
    ]
    points = [{"theta": t, "sampled": s} for t, s in zip(curve.theta, curve.sampled, strict=True)]
    area = {"type": "area", "color": palette.sampled, "opacity": 0.25}
    dot = {"type": "point", "filled": True, "size": 28, "color": palette.sampled}
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return [
        layer(band, area, ends),
        layer(points, dot, {"x": x, "y": {**y, "field": "sampled"}}),
    ]


def outcomes_chart(
    frequencies: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """A bar for each outcome of one qubit, with a line across it where the exact value is."""
    rows = [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": share_text(float(f))}
        for name, f, e in zip(names, frequencies, exact, strict=True)
    ]
    return _outcomes(rows, names, palette)


def probabilities_chart(
    probabilities: Sequence[float], exact: Sequence[float], names: Sequence[str], palette: Palette
) -> Spec:
    """`outcomes_chart` for the probabilities of the classes; the largest has a colour."""
    rows = [
        {"outcome": name, "frequency": float(f), "exact": float(e), "text": percent_text(float(f)),
         "best": f == max(probabilities)}
        for name, f, e in zip(names, probabilities, exact, strict=True)
    ]  # fmt: skip
    spec = _outcomes(rows, names, palette, "probability", step=23)
    bars = spec["layer"][0]["encoding"]
    bars["color"] = {
        "condition": {"test": "datum.best", "value": palette.others[3]},
        "value": palette.sampled,
    }
    return spec


def moving_outcomes_chart(
    counts: Sequence[int], curve: ExpectationCurve, theta: float, palette: Palette
) -> Spec:
    """The shares of 0 and 1 measured at theta, as bars, with lines at the exact values.

    The lines follow theta in the browser. Away from theta itself there are no bars: nothing was
    measured there.
    """
    names, n = ("0", "1"), max(sum(counts), 1)
    rows = [
        {"outcome": name, "share": count / n, "count": f"{count:,}"}
        for name, count in zip(names, counts, strict=True)
    ]
    zero, one = (sine_through(curve.theta, p) for p in outcome_probabilities(curve.exact))
    is_here = f"abs({THETA} - {theta}) < 1e-4"
    transform = [
        {"calculate": f"datum.outcome == '1' ? {one} : {zero}", "as": "exact"},
        {"calculate": f"{is_here} ? datum.share : 0", "as": "frequency"},
        {"calculate": f"{is_here} ? datum.count : ''", "as": "text"},
    ]
    spec = _outcomes(rows, names, palette)
    return {**spec, **following(theta), "transform": transform}


def _outcomes(
    rows: list[Spec],
    names: Sequence[str],
    palette: Palette,
    title: str = "share of the shots",
    step: int = 36,
) -> Spec:
    """The bars; their numbers are in a column of their own, so that no bar or line crosses them."""
    bold = {"labelFontWeight": 600, "labelColor": palette.ink, "labelPadding": 8}
    y = name_axis("outcome", names, labelFontSize=label_size(4 if step > 30 else 1), **bold)
    x = number_axis(title, 0, 1.3, values=[0, 0.5, 1])
    colour = colour_of("outcome", names, palette.classes)
    bar = {"type": "bar", "height": step * 2 // 3}
    tick = {"type": "tick", "color": palette.ink, "thickness": 2.5, "size": step - 4}
    text = {"type": "text", "align": "right", "fontSize": label_size(), "color": palette.ink}
    return {
        **frame_of({"step": step}, palette),
        "data": {"values": rows},
        "layer": [
            shared_layer(bar, x={**x, "field": "frequency"}, y=y, color=colour),
            shared_layer(tick, x={**x, "field": "exact"}, y=y),
            shared_layer(text, x={"value": "width"}, y=y, text={"field": "text"}),
        ],
    }


def running_mean_chart(shots: RunningMean, palette: Palette, height: int = 180) -> Spec:
    """The mean of the first n shots over n, in its band around the exact value."""
    last = 1_000 if len(shots.bits) <= 1_000 else 10_000
    decades = [10**k for k in range(round(math.log10(last)) + 1)]
    axis = {"title": "shots n", "values": decades, "grid": False, "format": ","}
    x = axis_of("n", axis, 1, last, type="log")
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

    The axis reaches down to the smallest error. A text says that a certain outcome has none.
    """
    low, high = min(errors.shots), max(errors.shots)
    theory = _positive(errors.shots, errors.theory)
    measured = _positive(errors.shots, errors.measured) if theory else []
    decades = _decades(row["error"] for row in (*theory, *measured))
    axis = {"title": "shots", "values": list(errors.shots), "grid": False, "format": "~s"}
    x = axis_of("shots", axis, low, high, type="log")
    axis = {"title": "typical error of ⟨Z⟩", "values": decades, "grid": True, "format": "~g"}
    y = axis_of("error", axis, min(1e-3, decades[0]), 1.5, type="log")
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
