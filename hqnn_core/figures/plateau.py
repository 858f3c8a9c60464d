"""The variance of slopes over the number of qubits, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.figures.charts import Spec, axis_of, frame_of, label_size, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import analysis


def plateau_chart(
    deep: Sequence[analysis.VariancePoint],
    shallow: Sequence[analysis.VariancePoint],
    palette: Palette,
    height: int = 320,
) -> Spec:
    """Dots with twice their error, of the deep and the shallow circuit, and the theory's line."""
    sizes = [point.n_qubits for point in deep]
    theory = [{"n": n, "v": analysis.scrambled_variance(n)} for n in sizes]
    x = axis_of("n", {"title": "qubits", "values": sizes, "grid": False, "format": "d"},
                min(sizes) - 0.3, max(sizes) + 0.3)  # fmt: skip
    low = 0.5 * min(point.variance for point in (*deep, *shallow))
    y = axis_of("v", {"title": "variance of the slope", "grid": False, "format": "~g",
                      "tickCount": 4}, low, 0.5)  # fmt: skip
    y["scale"] = {**y["scale"], "type": "log"}
    line = {"type": "line", "color": palette.ink, "strokeWidth": 2}
    name = {"type": "text", "align": "right", "fontSize": label_size(1)}
    layers = [layer(theory, line, {"x": x, "y": y})]
    named = (
        ("deep circuit", deep, palette.ink, 24),
        ("shallow circuit", shallow, palette.others[0], -24),
    )
    for text, points, colour, below in named:
        rows = [_row(point, low) for point in points]
        bar = {"type": "rule", "color": colour, "strokeWidth": 2}
        dot = {"type": "point", "filled": True, "size": 120, "color": colour, "opacity": 1}
        ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
        last = [{**rows[-1], "text": text}]
        layers += [
            layer(rows, bar, ends),
            layer(rows, dot, {"x": x, "y": y}),
            layer(
                last,
                {**name, "color": colour, "dy": below},
                {"x": x, "y": y, "text": {"field": "text"}},
            ),
        ]
    return {**frame_of(height, palette), "layer": layers}


def _row(point: analysis.VariancePoint, low: float) -> Spec:
    spread = 2 * point.error
    return {
        "n": point.n_qubits,
        "v": point.variance,
        "low": max(point.variance - spread, low),
        "high": point.variance + spread,
    }
