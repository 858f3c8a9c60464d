"""Chart of the errors of the shift rules over the shift."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hqnn_core.figures.charts import LEGEND, Spec, axis_of, colour_of, frame_of, layer, pi_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.quantum import Rule, Slope
from hqnn_core.words.slopes import rule_name

HEIGHT = 300  # pixels
SMALLEST_ERROR, LARGEST_ERROR = 1e-6, 100.0
"""At a shift of 0.01 one shot scatters by 71, and the bias of the finite difference is 0.00002."""
SMALL_LEGEND = {"columns": {"expr": "width < 320 ? 1 : 2"}, "symbolSize": 120, "rowPadding": 2}


def error_chart(
    shifts: Sequence[float],
    rules: Mapping[Rule, Sequence[Slope]],
    here: tuple[float, Sequence[Slope]],
    best: tuple[float, Slope] | None,
    palette: Palette,
) -> Spec:
    """|bias| (solid) and scatter of one estimate (dashed) of some rules over the shift, log axis.

    `here` is the chosen shift with the rules' slopes there, marked by dots; `best` is the shift
    with the least scatter of parameter shift, marked by a ring.
    """
    now, chosen = here
    x = pi_axis("s", 0, math.pi)
    x["axis"]["title"] = gettext("shift s (radians)")
    at: Spec = {"x": x, "y": _log_axis()}
    names, colours = map(rule_name, rules), [rule_colour(rule, palette) for rule in rules]
    colour = {**colour_of("rule", list(names), colours), "legend": {**LEGEND, **SMALL_LEGEND}}
    dash = {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": ["bias", "scatter"], "range": [[1, 0], [6, 4]]},
        "legend": None,
    }
    rows = [row for rule in rules for row in _errors(shifts, rules[rule])]
    line = {"type": "line", "strokeWidth": 2.5, "clip": True}
    dot = {"type": "point", "filled": True, "size": 110, "clip": True}
    layers = [
        layer([{"s": now}], {"type": "rule", "color": palette.sampled}, {"x": x}),
        layer(rows, line, {**at, "color": colour, "strokeDash": dash}),
        layer([row for trial in chosen for row in _errors([now], [trial])], dot,
              {**at, "color": colour}),
    ]  # fmt: skip
    if best is not None:
        ring = {"type": "point", "size": 300, "strokeWidth": 2.5, "color": palette.ink}
        [_, scatter] = _errors([best[0]], [best[1]])
        layers.append(layer([scatter], {**ring, "clip": True}, at))
    return {**frame_of(HEIGHT, palette), "layer": layers}


def rule_colour(rule: Rule, palette: Palette) -> str:
    """The colour of a rule; that of parameter shift, which is exact, is ink."""
    return {
        "parameter-shift": palette.ink,
        "finite-difference": palette.others[0],
        "chapter": palette.others[1],
        "chapter-aliased": palette.others[2],
    }[rule]


def _errors(shifts: Sequence[float], slopes: Sequence[Slope]) -> list[Spec]:
    """Rows for a log axis; an error of 0 is placed far below the axis, where it is clipped."""
    least = SMALLEST_ERROR / 100
    return [
        {"s": s, "value": max(value, least), "rule": rule_name(slope.rule), "what": what}
        for s, slope in zip(shifts, slopes, strict=True)
        for what, value in (("bias", abs(slope.bias)), ("scatter", slope.deviation))
    ]


def _log_axis() -> Spec:
    ticks = {"title": gettext("error of the slope"), "grid": True, "values": [1e-4, 1e-2, 1, 100]}
    ends = SMALLEST_ERROR, LARGEST_ERROR
    return axis_of("value", {**ticks, "format": "~g"}, *ends, type="log")
