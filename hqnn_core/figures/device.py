"""What a device measured, raw and mitigated, beside the ideal value."""

from __future__ import annotations

from hqnn_core.figures.charts import Spec, axis_of, frame_of, label_size, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import DeviceAnswer

NAMES = ("device", "device, mitigated")


def device_chart(found: DeviceAnswer, palette: Palette, height: int = 190) -> Spec:
    """A dot for each measurement, a line at each mean, and the ideal value across both rows."""
    rows = [
        {"what": name, "p": float(p)}
        for name, values in zip(NAMES, (found.raw, found.mitigated), strict=True)
        for p in values
    ]
    means = [
        {"what": name, "p": float(values.mean())}
        for name, values in zip(NAMES, (found.raw, found.mitigated), strict=True)
    ]
    ends = [*(row["p"] for row in rows), found.ideal]
    low, high = min(ends), max(ends)
    margin = max(0.02, 0.1 * (high - low))
    # Mitigation may lead beyond 0 and 1; nothing else does.
    x = axis_of("p", {"title": "P(1)", "tickCount": 5, "grid": True},
                min(low, max(low - margin, 0.0)), max(high, min(high + margin, 1.0)))  # fmt: skip
    y = {
        "field": "what",
        "type": "nominal",
        "sort": list(NAMES),
        "axis": {
            "labelFontSize": label_size(1),
            "labelLimit": 220,
            "title": None,
            "ticks": False,
            "domain": False,
        },
    }
    dot = {"type": "point", "filled": True, "size": 90, "color": palette.others[0], "opacity": 0.5}
    line = {"type": "tick", "thickness": 3, "size": 40, "color": palette.others[0]}
    ideal = {"type": "rule", "color": palette.ink, "strokeWidth": 2.5}
    return {
        **frame_of(height, palette),
        "layer": [
            layer([{"p": found.ideal}], ideal, {"x": x}),
            layer(means, line, {"x": x, "y": y}),
            layer(rows, dot, {"x": x, "y": y}),
        ],
    }
