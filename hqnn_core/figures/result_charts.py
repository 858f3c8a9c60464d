"""Charts of a network's answers to images: their angles, and the confusion matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import Spec, axis_of, frame_of, label_size, layer, pi_axis
from hqnn_core.figures.grips import MOMENT, replaying
from hqnn_core.figures.palette import Palette
from hqnn_core.network import class_probability
from hqnn_core.words import a_digit, within_two_turns

N_CURVE = 121
FARTHEST = 12.5  # nearly 4 pi; there the sigmoid is flat


def angles_chart(
    thetas: Sequence[float],
    classes: Sequence[int],
    config: ModelConfig,
    palette: Palette,
    cloud: Sequence[tuple[float, int]] = (),
    height: int = 300,
    beside: Sequence[float] = (),
) -> Spec:
    """Images as dots on the P(class 1) curve at their angles, in the colour of their true class.

    `cloud` is (theta, class) of more images, drawn faintly behind. The axis holds the angles
    `beside` as well, so that two charts can have the same one. A twin has logits for angles.
    """
    return replayed_angles([thetas], 0, classes, config, palette, cloud, height, beside)


def replayed_angles(
    moments: Sequence[Sequence[float]],
    shown: int,
    classes: Sequence[int],
    config: ModelConfig,
    palette: Palette,
    cloud: Sequence[tuple[float, int]] = (),
    height: int = 300,
    beside: Sequence[float] = (),
) -> Spec:
    """`angles_chart` with the images' angles at many `moments`; the one `shown` is a parameter.

    The axis holds the angles of all moments, and those `beside`.
    """
    moments = [[on_axis(theta, config) for theta in thetas] for thetas in moments]
    cloud = [(on_axis(theta, config), k) for theta, k in cloud]
    others = [on_axis(theta, config) for theta in beside]
    widest = max((abs(theta) for thetas in (*moments, others) for theta in thetas), default=0.0)
    reach = math.pi * max(math.ceil(widest / math.pi), 1)
    grid = np.linspace(-reach, reach, N_CURVE).tolist()
    curve = [{"theta": t, "p": p} for t, p in zip(grid, _shares(config, tuple(grid)), strict=True)]
    digit = config.digits[1]
    x = _value_axis(reach, config)
    y = axis_of("p", {"title": f"P(it is {a_digit(digit)})", "values": [0, 0.5, 1], "grid": True},
                0.0, 1.0)  # fmt: skip
    colour = {
        "field": "digit",
        "type": "nominal",
        "scale": {"domain": [str(d) for d in config.digits], "range": list(palette.classes)},
        "legend": None,
    }
    encoding = {"x": x, "y": y, "color": colour}
    line = {"type": "line", "color": palette.ink, "strokeWidth": 2, "strokeJoin": "round"}
    dots = {"type": "point", "filled": True, "opacity": 0.85, "size": 130}
    faint = {"type": "point", "filled": True, "opacity": 0.18, "size": 50}
    names = [{"theta": reach * s, "p": p, "name": f"{d}"} for s, p, d in _name_places(config)]
    text = {"type": "text", "fontSize": label_size(4), "fontWeight": 600}
    now = [{"calculate": f"datum.{name}s[{MOMENT}]", "as": name} for name in ("theta", "p")]
    return {
        **frame_of(height, palette),
        **replaying(shown, len(moments)),
        "layer": [
            layer(curve, line, {"x": x, "y": y}),
            layer(_dots([t for t, _ in cloud], [c for _, c in cloud], config), faint, encoding),
            {**layer(_moving_dots(moments, classes, config), dots, encoding), "transform": now},
            layer(
                [{**name, "digit": name["name"]} for name in names],
                text,
                {**encoding, "text": {"field": "name"}},
            ),
        ],
    }


def _value_axis(reach: float, config: ModelConfig) -> Spec:
    """The axis of what the classical part ends with: an angle, or a twin's logit."""
    if config.kind == "hybrid":
        return pi_axis("theta", -reach, reach)
    return axis_of("theta", {"title": "logit", "tickCount": 5, "grid": False}, -reach, reach)


@lru_cache(maxsize=256)
def _shares(config: ModelConfig, thetas: tuple[float, ...]) -> list[float]:
    """P(class 1) at each angle; kept, since a live page asks for the same ones again and again."""
    return class_probability(config, thetas).tolist() if thetas else []


def on_axis(theta: float, config: ModelConfig) -> float:
    """The angle without whole turns, which the circuit does not see; a logit within ±`FARTHEST`."""
    if config.kind == "hybrid":
        return within_two_turns(theta)
    return max(-FARTHEST, min(theta, FARTHEST))


def _name_places(config: ModelConfig) -> list[tuple[float, float, int]]:
    """Where the digits' names stand, so that their colours need no legend."""
    return [(-0.94, 0.12, config.digits[0]), (-0.94, 0.88, config.digits[1])]


def _dots(thetas: Sequence[float], classes: Sequence[int], config: ModelConfig) -> list[Spec]:
    shares = _shares(config, tuple(thetas))
    return [
        {"theta": round(t, 4), "p": round(float(p), 4), "digit": str(config.digits[k])}
        for t, p, k in zip(thetas, shares, classes, strict=True)
    ]


def _moving_dots(
    moments: Sequence[Sequence[float]], classes: Sequence[int], config: ModelConfig
) -> list[Spec]:
    """A row for each image, with its angle and P(class 1) at each moment."""
    found = [_dots(thetas, classes, config) for thetas in moments]
    return [
        {"digit": dots[0]["digit"], **{f"{k}s": [dot[k] for dot in dots] for k in ("theta", "p")}}
        for dots in zip(*found, strict=True)
    ]


def confusion_chart(
    counts: Sequence[Sequence[int]], names: Sequence[str], palette: Palette
) -> Spec:
    """How many images of each class (rows) got which answer (columns)."""
    rows = [
        {"truth": names[i], "answer": names[j], "n": n, "share": n / max(sum(line), 1),
         "right": i == j}
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
    ]  # fmt: skip
    fonts = {"labelFontSize": label_size(2), "titleFontSize": label_size(), "titleFontWeight": 400}
    axis = {**fonts, "labelAngle": 0, "ticks": False, "domain": False}
    x = {"field": "answer", "type": "nominal", "sort": list(names),
         "axis": {**axis, "title": "answer", "orient": "top"}}  # fmt: skip
    y = {"field": "truth", "type": "nominal", "sort": list(names),
         "axis": {**axis, "title": "true digit"}}  # fmt: skip
    colour = {
        "condition": {"test": "datum.right", "value": palette.faint},
        "value": palette.paper,
    }
    return {
        **frame_of(200, palette),
        "width": 240,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": palette.faint, "strokeWidth": 1},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "mark": {"type": "text", "fontSize": label_size(8), "color": palette.ink},
                "encoding": {"x": x, "y": y, "text": {"field": "n", "format": ","}},
            },
        ],
    }
