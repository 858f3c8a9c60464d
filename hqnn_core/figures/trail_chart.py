"""The trails of the probe images' angles, starting at the untrained network.

Time runs down, in gradient steps: the heap of the untrained network is at the top. It is drawn as
log(1 + steps), so that the first batches, which move the angles most, are seen one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import Spec, label_size, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.result_charts import angles_chart, on_axis
from hqnn_core.quantum import QUARTER_TURN, certain_angles
from hqnn_core.runs import Probe

MOMENTS = 60
"""About the largest number of points in a trail."""

_NEAR = 0.35  # of log(1 + steps): ticks as near as this would run into one another


def trail_charts(
    probes: Sequence[Probe],
    known: Sequence[Probe],
    classes: Sequence[int],
    config: ModelConfig,
    n_epochs: int,
    n_per_epoch: int,
    palette: Palette,
    heights: tuple[int, int],
) -> tuple[Spec, Spec]:
    """The images on the P(1) curve, faintly where they began; and the trails that led there.

    Both have the same axis of angles, which holds those of all `known` probes, so that it is the
    same at each moment of a replay. `probes` are the known ones up to the moment that is shown.
    """
    thetas = probes[-1].thetas if probes else ()
    start = list(zip(probes[0].thetas, classes, strict=True)) if probes else []
    reach = [theta for probe in known for theta in probe.thetas] + [natural_reach(config)]
    curve = angles_chart(thetas, classes, config, palette, start, heights[0], beside=reach)
    x = curve["layer"][0]["encoding"]["x"]
    frame = {key: curve[key] for key in ("width", "config")}
    colour = curve["layer"][1]["encoding"]["color"]
    y = _time_axis(n_epochs, n_per_epoch)
    encoding = {"x": {**x, "axis": None}, "y": y, "color": colour,
                "detail": {"field": "image"}, "order": {"field": "step"}}  # fmt: skip
    mark = {"type": "line", "strokeWidth": 1.6, "opacity": 0.75, "clip": True}
    rows = _trails(probes, classes, config, n_epochs * n_per_epoch)
    trails = {**frame, "height": heights[1], "layer": [layer(rows, mark, encoding)]}
    return curve, trails


def natural_reach(config: ModelConfig) -> float:
    """A quarter turn beyond the best angles, radians; for a twin, a nearly certain logit."""
    if config.kind == "classical":
        return 4 * math.pi
    zeros, ones = certain_angles(config.hadamard)
    return max(map(abs, zeros + ones)) + QUARTER_TURN


def time_ticks(n_epochs: int, n_per_epoch: int) -> dict[int, str]:
    """The steps that are labelled, and their labels."""
    last = n_epochs * n_per_epoch
    wanted = {0: "untrained", last: _epoch_name(n_epochs)}
    wanted |= {n_per_epoch * k: _epoch_name(k) for k in (1, 5, 50) if k < n_epochs}
    wanted |= {k: f"batch {k}" for k in (1, 5, 50) if k < n_per_epoch}
    kept: dict[int, str] = {}
    for step, name in wanted.items():
        if all(abs(math.log1p(step) - math.log1p(other)) > _NEAR for other in kept):
            kept[step] = name
    return kept


def _epoch_name(number: int) -> str:
    return f"epoch {number:,}"


def _time_axis(n_epochs: int, n_per_epoch: int) -> Spec:
    ticks = time_ticks(n_epochs, n_per_epoch)
    names = " : ".join(f"datum.value === {step} ? '{name}'" for step, name in ticks.items())
    axis = {
        "title": "training ↓",
        "titleFontWeight": 400,
        "values": list(ticks),
        "labelExpr": f"{names} : ''",
        "labelOverlap": "greedy",
        "grid": True,
        "ticks": False,
        "domain": False,
        "labelFontSize": label_size(),
        "titleFontSize": label_size(),
    }
    scale = {"type": "symlog", "domain": [0, n_epochs * n_per_epoch], "reverse": True,
             "nice": False}  # fmt: skip
    return {"field": "step", "type": "quantitative", "axis": axis, "scale": scale}


def _trails(
    probes: Sequence[Probe], classes: Sequence[int], config: ModelConfig, n_steps: int
) -> list[Spec]:
    digits = [str(config.digits[k]) for k in classes]
    return [
        {"theta": theta, "step": probe.step, "image": i, "digit": digit}
        for probe in _thinned(probes, n_steps)
        for i, (theta, digit) in enumerate(zip(_on_axis(probe, config), digits, strict=True))
    ]


@lru_cache(maxsize=10_000)
def _on_axis(probe: Probe, config: ModelConfig) -> list[float]:
    """A probe's angles as they are drawn; it is in the picture again and again."""
    return [round(on_axis(theta, config), 3) for theta in probe.thetas]


def _thinned(probes: Sequence[Probe], n_steps: int) -> list[Probe]:
    """Probes that are apart on the axis of time, the first and the last one included."""
    apart, kept = math.log1p(n_steps) / MOMENTS, list(probes[:1])
    for probe in probes[1:-1]:
        if math.log1p(probe.step) - math.log1p(kept[-1].step) >= apart:
            kept.append(probe)
    return [*kept, *probes[1:][-1:]]


def aligned(spec: Spec, height: int | None = None, extent: int = 70) -> Spec:
    """The chart with as much room for its y axis as all aligned charts have, so that plots line up.

    `extent` is of the y axis' labels, in pixels, where letters have their smallest size.
    """
    room = {"expr": f"{extent} * max(1, sqrt(width / 700), windowSize()[0] / 1400)"}
    config = {
        **spec["config"],
        "axis": {**spec["config"]["axis"], "labelPadding": 6, "titlePadding": 6},
        "axisY": {"minExtent": room, "maxExtent": room},
    }
    return {**spec, "config": config, "height": height or spec["height"]}
