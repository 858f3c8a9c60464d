"""Pen strokes: pictures of them, and made-up handwriting to train a network on.

A stroke is a list of (x, y) points, x to the right and y down, in any unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Stroke = NDArray[np.floating]  # (n_points, 2)

_OVERSAMPLING = 2


def canvas_of_strokes(
    strokes: Sequence[Stroke],
    side: int = 280,
    pen: float = 20,
    extent: float = 0.7,
    centre: tuple[float, float] = (0.5, 0.5),
) -> NDArray[np.uint8]:
    """A picture of strokes on a canvas, RGBA (side, side, 4), white on black.

    Args:
        side: of the square canvas, in pixels.
        pen: width of the round pen, in pixels.
        extent: longer side of the drawing, ink included, as a share of the canvas.
        centre: of the drawing, as shares of the canvas.
    """
    points = np.concatenate([np.asarray(s, float) for s in strokes])
    low, high = points.min(0), points.max(0)
    scale = max(side * extent - pen, 1) / max((high - low).max(), 1e-9)
    factor = _OVERSAMPLING
    picture = Image.new("L", (side * factor, side * factor))
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        placed = (np.asarray(stroke) - (low + high) / 2) * scale + np.multiply(centre, side)
        dots = [(float(x) * factor, float(y) * factor) for x, y in placed]
        brush.line(dots, fill=255, width=round(pen * factor), joint="curve")
        for x, y in dots:
            radius = pen * factor / 2
            brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    grey = np.asarray(picture.resize((side, side), Image.Resampling.BOX))
    return np.dstack((grey, grey, grey, np.full_like(grey, 255)))


def made_up_one(random: np.random.Generator) -> list[Stroke]:
    """A 1 in one of the ways that people write it: bare, with an up-stroke, with a foot."""
    foot = np.array([0.0, 1.0])
    top = foot + _polar(random.uniform(0.9, 1.1), -90 + _bent(random, 15, 45))
    strokes = [_line(top, foot, random)]
    if random.random() < 0.55:
        length = random.uniform(0.15, 1.0)
        start = top + _polar(length, 90 + random.uniform(25, 75))
        strokes[0] = np.concatenate((_line(start, top, random), strokes[0]))
        if random.random() < 0.2:
            strokes = [_line(start, top, random), _line(top, foot, random)]
        if random.random() < 0.5:
            width, middle = random.uniform(0.2, 0.8), random.uniform(-0.15, 0.15)
            ends = foot + np.array([[middle - width / 2, 0], [middle + width / 2, 0]])
            strokes.append(_line(ends[0], ends[1], random))
    return slanted(strokes, random)


def made_up_zero(random: np.random.Generator) -> list[Stroke]:
    """A 0: a loop, narrow or wide, tilted, open, overlapping or hooked, sometimes slashed."""
    turn = random.uniform(0, 2 * math.pi)
    sweep = 2 * math.pi * random.uniform(0.9, 1.12 if random.random() < 0.8 else 1.4)
    angles = turn + np.linspace(0, sweep * random.choice((-1, 1)), 40)
    narrow = random.uniform(0.22, 0.75)
    drift = 1 + np.linspace(0, random.uniform(-0.3, 0.25), 40)
    square = random.uniform(-0.1, 0.1) * np.sin(2 * angles)
    loop = np.stack((narrow * np.cos(angles), 0.5 * np.sin(angles)), axis=1)
    loop = loop * (drift * (1 + square))[:, None] @ _rotation(random.normal(0, 12)).T
    strokes = [wobbled(loop, random)]
    if random.random() < 0.5:
        tilt = math.radians(random.uniform(-20, 60))
        reach = random.uniform(0.45, 1.4)
        tip = reach * np.array([math.sin(tilt), -math.cos(tilt)])
        offset = random.normal(0, 0.06, 2)
        slash = _line(offset + tip, offset - tip * random.uniform(0.75, 1.2), random)
        strokes.append(slash if random.random() < 0.7 else slash[::-1])
        if random.random() < 0.3:
            strokes = [np.concatenate(strokes)]
    return slanted(strokes, random)


def _bent(random: np.random.Generator, usual: float, widest: float) -> float:
    """An angle in degrees, mostly within `usual`, never beyond `widest`."""
    return float(np.clip(random.normal(8, usual), -widest, widest))


def _polar(length: float, degrees: float) -> NDArray[np.floating]:
    return length * np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])


def _rotation(degrees: float) -> NDArray[np.floating]:
    along, across = _polar(1, degrees)
    return np.array([[along, -across], [across, along]])


def _line(
    start: NDArray[np.floating], end: NDArray[np.floating], random: np.random.Generator
) -> Stroke:
    """A slightly curved line from start to end, 16 points."""
    share = np.linspace(0, 1, 16)[:, None]
    across = np.array([start[1] - end[1], end[0] - start[0]])
    bow = random.normal(0, 0.05) * np.sin(math.pi * share)
    return wobbled(start + share * (end - start) + bow * across, random)


def wobbled(stroke: Stroke, random: np.random.Generator) -> Stroke:
    """The hand's tremor: a smooth random walk of a few percent."""
    walk = random.normal(0, 0.02, stroke.shape).cumsum(axis=0)
    walk -= np.linspace(0, 1, len(stroke))[:, None] * walk[-1]
    return stroke + 0.5 * walk


def slanted(strokes: list[Stroke], random: np.random.Generator) -> list[Stroke]:
    rotation = _rotation(random.normal(0, 7))
    shear = np.array([[1, random.normal(-0.1, 0.2)], [0, 1]])
    stretch = np.diag([random.uniform(0.8, 1.25), 1])
    return [stroke @ (rotation @ shear @ stretch).T for stroke in strokes]
