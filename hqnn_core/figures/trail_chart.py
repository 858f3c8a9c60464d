"""The trails of the probe images' angles, starting at the untrained network.

Time runs down, in gradient steps, with the untrained network at the top. It is drawn as
log(1 + steps), so that the first batches, which move the angles most, can be seen one by one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import FONTS, MOMENT, Spec, layer, replaying
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.result_charts import angles_chart, on_axis
from hqnn_core.language import gettext
from hqnn_core.quantum import QUARTER_TURN, certain_angles
from hqnn_core.runs import Probe
from hqnn_core.words.training import moment_text

MOMENTS = 60
"""The largest number of points in a trail, about."""

MOST_REPLAYED = 200
"""The largest number of moments in a replay: all those of a long run would be a megabyte."""

_NEAR = 0.35  # of log(1 + steps): closer ticks would overlap


def trail_charts(
    known: Sequence[Probe],
    shown: int,
    classes: Sequence[int],
    config: ModelConfig,
    n_epochs: int,
    n_per_epoch: int,
    palette: Palette,
    heights: tuple[int, int],
    reach: float | None = None,
    unit: float = math.pi,
) -> tuple[Spec, Spec]:
    """The images on the P(1) curve, faintly at their first angles; and the trails of the angles.

    Both have the same axis of angles, which holds those of all `known` probes, so that it does not
    change during a replay; it ends beyond `reach`, `natural_reach` by default, at a multiple of
    `unit`. A logit beyond that `reach` is drawn at it. The probe
    that is `shown`, an index of `known`, is a parameter, which both follow in the browser.
    """
    if reach is not None and config.kind == "classical":
        known = [_within(probe, reach) for probe in known]
    moments = [probe.thetas for probe in known]
    start = list(zip(known[0].thetas, classes, strict=True)) if known else []
    beside = [natural_reach(config) if reach is None else reach]
    curve = angles_chart(moments, classes, config, palette, start, heights[0], beside, shown, unit)
    x = curve["layer"][0]["encoding"]["x"]
    frame = {key: curve[key] for key in ("width", "config")}
    colour = curve["layer"][1]["encoding"]["color"]
    y = _time_axis(n_epochs, n_per_epoch)
    encoding = {"x": {**x, "axis": None}, "y": y, "color": colour,
                "detail": {"field": "image"}, "order": {"field": "step"}}  # fmt: skip
    mark = {"type": "line", "strokeWidth": 1.6, "opacity": 0.75, "clip": True}
    rows = _trails(known, classes, config, n_epochs * n_per_epoch)
    lines = {**layer(rows, mark, encoding), "transform": [{"filter": f"datum.moment <= {MOMENT}"}]}
    trails = {**frame, **replaying(shown, len(known)), "height": heights[1], "layer": [lines]}
    return curve, trails


def replayed(probes: Sequence[Probe]) -> list[Probe]:
    """At most `MOST_REPLAYED` moments of a run, the first and the last one included."""
    every = max(1, -(-(len(probes) - 1) // (MOST_REPLAYED - 1)))
    return [*probes[:1], *probes[1:][(len(probes) - 2) % every :: every]]


def common_reach(runs: Sequence[tuple[ModelConfig, Sequence[Probe]]]) -> float:
    """The largest angle or logit of several runs, without its sign."""
    found = [abs(x) for config, known in runs for probe in known for x in _on_axis(probe, config)]
    return max(found, default=0.0)


def natural_reach(config: ModelConfig) -> float:
    """A quarter turn beyond the best angles, radians; for a twin, a nearly certain logit."""
    if config.kind == "classical":
        return 4 * math.pi
    zeros, ones = certain_angles(config.hadamard)
    return max(map(abs, zeros + ones)) + QUARTER_TURN


def time_ticks(n_epochs: int, n_per_epoch: int) -> dict[int, str]:
    """The steps that are labelled, and their labels."""
    last = n_epochs * n_per_epoch
    wanted = {0: moment_text(Probe(0, 0, 0)), last: _epoch_name(n_epochs)}
    wanted |= {n_per_epoch * k: _epoch_name(k) for k in (1, 5, 50) if k < n_epochs}
    wanted |= {k: gettext("batch {batch}", batch=k) for k in (1, 5, 50) if k < n_per_epoch}
    kept: dict[int, str] = {}
    for step, name in wanted.items():
        if all(abs(math.log1p(step) - math.log1p(other)) > _NEAR for other in kept):
            kept[step] = name
    return kept


def _epoch_name(number: int) -> str:
    return moment_text(Probe(1, number, 0))


def _time_axis(n_epochs: int, n_per_epoch: int) -> Spec:
    ticks = time_ticks(n_epochs, n_per_epoch)
    names = " : ".join(f"datum.value === {k} ? {json.dumps(n)}" for k, n in ticks.items())
    axis = {
        "title": gettext("training ↓"),
        "values": list(ticks),
        "labelExpr": f"{names} : ''",
        "labelOverlap": "greedy",
        "grid": True,
        "ticks": False,
        "domain": False,
        **FONTS,
    }
    scale = {"type": "symlog", "domain": [0, n_epochs * n_per_epoch], "reverse": True,
             "nice": False}  # fmt: skip
    return {"field": "step", "type": "quantitative", "axis": axis, "scale": scale}


def _within(probe: Probe, reach: float) -> Probe:
    return replace(probe, thetas=tuple(max(-reach, min(x, reach)) for x in probe.thetas))


def _trails(
    known: Sequence[Probe], classes: Sequence[int], config: ModelConfig, n_steps: int
) -> list[Spec]:
    digits = [str(config.digits[k]) for k in classes]
    return [
        {"theta": theta, "step": known[k].step, "moment": k, "image": i, "digit": digit}
        for k in _apart(known, n_steps)
        for i, (theta, digit) in enumerate(zip(_on_axis(known[k], config), digits, strict=True))
    ]


@lru_cache(maxsize=10_000)
def _on_axis(probe: Probe, config: ModelConfig) -> list[float]:
    """A probe's angles as they are drawn; cached, as every redraw needs them."""
    return [round(on_axis(theta, config), 3) for theta in probe.thetas]


def _apart(known: Sequence[Probe], n_steps: int) -> list[int]:
    """Indices of probes at a distance on the time axis, the first and the last one included."""
    apart, last = math.log1p(n_steps) / MOMENTS, len(known) - 1
    kept = [0] if known else []
    for k in range(1, last):
        if math.log1p(known[k].step) - math.log1p(known[kept[-1]].step) >= apart:
            kept.append(k)
    return [*kept, last] if last > 0 else kept
