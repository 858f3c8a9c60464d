"""Charts of a network's answers to images: their angles, and confusion matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import (
    MOMENT,
    Spec,
    axis_of,
    class_axes,
    colour_of,
    frame_of,
    label_size,
    layer,
    number_of,
    pi_axis,
    replaying,
    shared_layer,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.network import class_probability
from hqnn_core.words.angles import within_two_turns
from hqnn_core.words.numbers import a_digit

N_CURVE = 121
FARTHEST = 12.5  # nearly 4 pi; there the sigmoid is flat


def angles_chart(
    moments: Sequence[Sequence[float]],
    classes: Sequence[int],
    config: ModelConfig,
    palette: Palette,
    cloud: Sequence[tuple[float, int]] = (),
    height: int = 300,
    beside: Sequence[float] = (),
    shown: int = 0,
    unit: float = math.pi,
) -> Spec:
    """Images as dots on the P(class 1) curve at their angles, in the colour of their true class.

    `moments` are the images' angles at one or more times of training; the one that is `shown` is a
    parameter, which the chart follows in the browser. `cloud` is (theta, class) of more images,
    drawn faintly behind. The axis holds the angles of all moments and those `beside`, so that two
    charts can have the same axis; it ends at a multiple of `unit`, radians. A twin has logits
    instead of angles.
    """
    moments = [[on_axis(theta, config) for theta in thetas] for thetas in moments]
    cloud = [(on_axis(theta, config), k) for theta, k in cloud]
    widest = max((abs(theta) for thetas in (*moments, beside) for theta in thetas), default=0.0)
    reach = unit * max(math.ceil(widest / unit), 1)
    grid = np.linspace(-reach, reach, N_CURVE).tolist()
    curve = [{"theta": t, "p": p} for t, p in zip(grid, _shares(config, tuple(grid)), strict=True)]
    digit = config.digits[1]
    x = _value_axis(reach, config)
    title = gettext("P(it is {digit})", digit=a_digit(digit))
    y = axis_of("p", {"title": title, "values": [0, 0.5, 1], "grid": True},
                0.0, 1.0)  # fmt: skip
    colour = colour_of("digit", [str(d) for d in config.digits], palette.classes)
    encoding = {"x": x, "y": y, "color": colour}
    line = {"type": "line", "color": palette.ink, "strokeWidth": 2, "strokeJoin": "round"}
    dots = {"type": "point", "filled": True, "opacity": 0.85, "size": 130}
    faint = {"type": "point", "filled": True, "opacity": 0.18, "size": 50}
    # The digits' names stand in their colours at the left, so that no legend is needed.
    names = [
        {"theta": -0.94 * reach, "p": p, "name": str(d), "digit": str(d)}
        for p, d in zip((0.12, 0.88), config.digits, strict=True)
    ]
    text = {"type": "text", "fontSize": label_size(4), "fontWeight": 600}
    now = [{"calculate": f"datum.{name}s[{MOMENT}]", "as": name} for name in ("theta", "p")]
    return {
        **frame_of(height, palette),
        **replaying(shown, len(moments)),
        "layer": [
            layer(curve, line, {"x": x, "y": y}),
            layer(_dots([t for t, _ in cloud], [c for _, c in cloud], config), faint, encoding),
            {**layer(_moving_dots(moments, classes, config), dots, encoding), "transform": now},
            layer(names, text, {**encoding, "text": {"field": "name"}}),
        ],
    }


def _value_axis(reach: float, config: ModelConfig) -> Spec:
    """The axis of the classical part's output: an angle, or a twin's logit."""
    if config.kind == "hybrid":
        return pi_axis("theta", -reach, reach)
    return axis_of(
        "theta", {"title": gettext("logit"), "tickCount": 5, "grid": False}, -reach, reach
    )


@lru_cache(maxsize=256)
def _shares(config: ModelConfig, thetas: tuple[float, ...]) -> list[float]:
    """P(class 1) at each angle; cached, as a live page draws the same angles repeatedly."""
    return class_probability(config, thetas).tolist() if thetas else []


def on_axis(theta: float, config: ModelConfig) -> float:
    """The angle without whole turns, which change nothing; a logit within ±`FARTHEST`."""
    if config.kind == "hybrid":
        return within_two_turns(theta)
    return max(-FARTHEST, min(theta, FARTHEST))


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


def drawing_chart(
    theta: float, config: ModelConfig, palette: Palette, cloud: Sequence[tuple[float, int]]
) -> Spec:
    """A drawing's angle (radians) on the P(class 1) curve, ringed in ink, with a guide to the axis.

    `cloud` is (theta, class) of other images, for comparison.
    """
    p_one = float(class_probability(config, [theta])[0])
    spec = angles_chart([[theta]], [int(p_one > 0.5)], config, palette, cloud, height=190)
    x, y = (spec["layer"][0]["encoding"][axis] for axis in ("x", "y"))
    here = [{"theta": theta, "p": p_one}]
    guide = {"type": "rule", "color": palette.sampled, "strokeDash": [4, 4]}
    ring = {"type": "point", "size": 320, "color": palette.ink, "strokeWidth": 3, "opacity": 1}
    marks = [layer(here, guide, {"x": x}), layer(here, ring, {"x": x, "y": y})]
    return {**spec, "layer": [*spec["layer"], *marks]}


def confusion_chart(
    counts: Sequence[Sequence[int]], names: Sequence[str], palette: Palette
) -> Spec:
    """A confusion matrix: the number of images of each class (row) with each answer (column)."""
    rows = [
        {"truth": names[i], "answer": names[j], "n": n, "share": n / max(sum(line), 1),
         "right": i == j}
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
    ]  # fmt: skip
    x, y = class_axes(names, 2)
    right = {"test": "datum.right", "value": palette.faint}
    colour = {"condition": right, "value": palette.paper}
    tile = {"type": "rect", "stroke": palette.faint, "strokeWidth": 1}
    number = {"type": "text", "fontSize": label_size(8), "color": palette.ink}
    return {
        **frame_of(200, palette),
        "width": 240,
        "data": {"values": rows},
        "layer": [
            shared_layer(tile, x=x, y=y, color=colour),
            shared_layer(number, x=x, y=y, text={"field": "n", "format": ","}),
        ],
    }


def shares_chart(
    moments: Sequence[Sequence[float]],
    names: Sequence[str],
    palette: Palette,
    height: int,
    shown: int = 0,
) -> Spec:
    """A matrix of the mean probability of each answer (column) for the images of a class (row).

    The probabilities of each moment are C x C, row by row, as in the events of training. The
    moment that is `shown` is a parameter, which the chart follows in the browser.
    """
    n = len(names)
    rows = [
        {"truth": names[i // n], "answer": names[i % n], "shares": [round(s, 3) for s in shares]}
        for i, shares in enumerate(zip(*moments, strict=True))
    ]
    x, y = class_axes(names, 0)
    strength = number_of("share", domain=[0, 1], range=[0, 1])
    tile = {"type": "rect", "stroke": palette.faint, "strokeWidth": 0.5}
    return {
        **frame_of(height, palette),
        **replaying(shown, len(moments)),
        "data": {"values": rows},
        "transform": [{"calculate": f"datum.shares[{MOMENT}]", "as": "share"}],
        "layer": [
            shared_layer({**tile, "fill": None}, x=x, y=y),
            shared_layer({**tile, "color": palette.others[3]}, x=x, y=y, opacity=strength),
        ],
    }
