"""Synthetic handwriting of the digits 0 to 9, and images of pen strokes.

A stroke is a list of (x, y) points, x to the right and y down, in any unit. Zeros and ones are
drawn by formulas; the other digits from templates in a box of 1 x 1, one for each way that people
write them. A template's strokes are lists of control points, through which a smooth line is drawn;
"|" before a point makes a corner there. Every control point is shifted a little at random; then the
whole is stretched, slanted and wobbled as by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.drawing import Stroke, canvas_of_strokes, image_from_canvas, smooth_line

SIDE = 160  # pixels of a canvas

Way = list[str]
"""The strokes of a template, each as text: "x,y x,y |x,y ..."."""

WAYS: dict[int, list[Way]] = {
    2: [
        [".1,.25 .3,.02 .7,.02 .85,.25 .7,.5 .4,.75 |.05,1 .5,.98 1,.98"],
        [".05,.2 .3,0 .75,.05 .85,.3 .6,.6 .25,.9 .05,.92 .1,.78 .3,.82 .6,.97 1,.95"],
        [".1,.15 .5,0 .85,.2 .75,.5 .35,.8 |0,1 .5,1 |1,1"],
        [".1,.3 .25,.05 .6,0 .8,.2 .7,.5 .3,.85 .1,.95 .05,.85 .25,.8 .55,.95 .95,1"],
        [".15,.1 .6,0 .9,.2 .6,.55 |.1,.97 .6,.93 1,1.05"],
    ],
    3: [
        [".1,.15 .4,0 .8,.1 .75,.35 |.4,.47 .8,.55 .9,.8 .55,1 .1,.92"],
        ["|.1,.02 |.85,.02 |.4,.4 .75,.45 .9,.72 .6,1 .1,.95"],
        [".1,.2 .35,0 .75,.08 .72,.35 .45,.45 .35,.45 .5,.46 .85,.6 .8,.9 .4,1 .05,.85"],
        [".05,.1 .5,0 .85,.2 .6,.42 |.35,.45 .75,.5 .95,.75 .6,1 0,.9"],
        [".2,.1 .6,0 .8,.2 .5,.42 .38,.5 .55,.48 .75,.65 .6,.95 .15,1"],
    ],
    4: [
        ["|.6,0 .35,.3 |.02,.65 |.98,.62", "|.68,.3 |.66,1"],
        ["|.12,0 .1,.3 |.05,.52 .4,.55 |.92,.5", "|.8,0 |.75,1"],
        ["|.62,0 |.02,.62 |1,.65", "|.62,0 |.6,1"],
        ["|.2,.02 .12,.35 .2,.5 .5,.5 |.85,.4", "|.85,.05 .78,.5 |.75,1"],
        ["|.1,0 |.08,.5 |.8,.48", "|.78,.02 |.78,1"],
        ["|.95,.6 |.05,.6 |.7,0 |.7,1"],
        ["|.55,0 .3,.4 .05,.72 .3,.75 |1,.7", "|.7,.45 |.6,1.05"],
        ["|.1,.05 .05,.4 .25,.52 .6,.45 |.85,0 .8,.5 |.72,1"],
    ],
    5: [
        ["|.85,0 |.2,.02 |.15,.42 .5,.36 .9,.55 .85,.85 .5,1 .05,.92"],
        ["|.2,.03 |.12,.42 .5,.35 .88,.6 .75,.92 .4,1 .05,.9", "|.2,.03 |.95,0"],
        [".9,.02 .5,0 |.22,.05 .18,.25 |.15,.45 .55,.4 .85,.6 .75,.9 .35,1 .02,.88"],
        ["|.3,.05 |.2,.4 .6,.42 .8,.65 .6,.95 .05,1", "|.3,.05 |.9,.0"],
        ["|.95,.02 .6,.05 |.35,.02 .25,.3 .3,.42 .7,.5 .75,.8 .45,1 .05,.95"],
    ],
    6: [
        [".75,0 .4,.2 .12,.6 .2,.92 .55,1 .85,.82 .75,.58 .4,.52 .15,.72"],
        [".6,0 .25,.3 .05,.7 .3,1 .7,.98 .85,.7 .55,.5 .15,.65 .1,.75"],
        [".5,0 .15,.4 .1,.8 .4,1 .75,.85 .7,.6 .4,.55 .12,.75"],
        [".9,.05 .5,.1 .15,.5 .15,.85 .5,1 .85,.85 .8,.6 .5,.5 .2,.62"],
        [".35,0 .15,.45 .15,.85 .45,1 .7,.85 .6,.62 .35,.65 .18,.82"],
    ],
    7: [
        ["|.05,.05 |.9,.03 .6,.5 |.35,1"],
        ["|.05,.05 |.9,.03 .6,.5 |.35,1", "|.25,.5 |.85,.48"],
        ["|.05,.2 |.08,.03 .5,.06 |.95,0 .65,.45 |.4,1"],
        [".02,.12 .2,.02 .55,.08 |.92,.02 .6,.5 .5,.8 |.48,1"],
        [".02,.15 .3,.0 |.9,.05 .65,.5 |.3,1", "|.3,.52 |.8,.45"],
        ["|.1,.0 |.85,.05 .7,.35 .5,.6 .45,1"],
    ],
    8: [
        [
            ".75,.15 .5,0 .2,.1 .25,.35 .55,.5 .85,.75 .6,1 .25,.97 .12,.75 .35,.52 .7,.35 .75,.15",
        ],
        [
            ".5,0 .2,.12 .25,.38 .5,.46 .75,.36 .78,.12 .5,0",
            ".5,.46 .15,.62 .15,.9 .5,1 .88,.9 .85,.62 .5,.46",
        ],
        [
            ".8,.1 .45,0 .2,.18 .4,.42 .75,.62 .75,.92 .4,1 .15,.85 .3,.6 .65,.4 .85,.15",
        ],
        [".45,.48 .2,.25 .4,0 .7,.15 .5,.45 .15,.75 .4,1 .75,.85 .65,.6 .4,.45"],
        [".9,0 .5,.02 .15,.2 .45,.45 .8,.65 .7,.95 .3,1 .1,.8 .4,.5 |.92,.02"],
    ],
    9: [
        [".8,.2 .5,0 .15,.15 .2,.42 .5,.5 .8,.3 .82,.15 |.8,.3 .75,1"],
        [".78,.25 .55,0 .2,.1 .15,.38 .45,.48 .78,.28 |.8,.1 .8,.6 .6,.95 .15,.97"],
        [".75,.12 .4,0 .1,.22 .3,.48 .65,.38 .78,.12 .72,.5 |.62,1"],
        [".5,.0 .2,.15 .25,.42 .6,.45 .8,.2 .5,0", "|.8,.15 .75,.6 |.6,1"],
        [".85,.1 .5,0 .15,.2 .25,.48 .6,.48 .85,.2 .85,.55 .7,.9 .4,1 .15,.88"],
        [".7,.15 .45,.02 .2,.2 .3,.4 .6,.38 |.72,.05 .7,.6 |.68,1"],
    ],
}
SHIFT = 0.045  # of a control point, as a share of the box: a standard deviation


def random_drawing(
    strokes: Callable[[np.random.Generator], Sequence[Stroke]],
    thinnest: float,
    thickest: float,
    random: np.random.Generator,
) -> Tensor:
    """An image (1, 28, 28) of strokes with random size and pen, as shares of the drawing."""
    extent = random.uniform(0.5, 0.95)
    pen = SIDE * extent * math.exp(random.uniform(math.log(thinnest), math.log(thickest)))
    return image_from_canvas(canvas_of_strokes(strokes(random), SIDE, pen, extent))[0]


def made_up_digit(digit: int, random: np.random.Generator, printed_ones: float = 0) -> list[Stroke]:
    """The strokes of a digit in a random one of the ways to write it.

    `printed_ones` is the share of ones with a short flag, which only their width tells from a 7.
    """
    if digit == 1 and printed_ones and random.random() < printed_ones:
        return made_up_printed_one(random)
    if digit == 0:
        return made_up_zero(random)
    if digit == 1:
        return made_up_one(random)
    way = WAYS[digit][random.integers(len(WAYS[digit]))]
    width = math.exp(random.normal(-0.45, 0.25))
    turn = math.radians(random.normal(0, 6))
    across, along = math.cos(turn), math.sin(turn)
    shape = np.diag([width, 1.0]) @ np.array([[across, along], [-along, across]])
    strokes = [wobbled(_line_through(stroke, random) @ shape, random) for stroke in way]
    return slanted(strokes, random)


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


def made_up_printed_one(random: np.random.Generator) -> list[Stroke]:
    """A 1 as it is printed: a short flag, flat or falling; often a foot, up to as wide as tall."""
    foot = np.array([0.0, 1.0])
    top = foot + _polar(1, -90 + _bent(random, 8, 25))
    flag = top + _polar(random.uniform(0.12, 0.36), 180 - random.uniform(-10, 60))
    strokes = [np.concatenate((_line(flag, top, random), _line(top, foot, random)))]
    if random.random() < 0.4:
        width, middle = random.uniform(0.4, 1.1), random.uniform(-0.15, 0.15)
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
    """The stroke with a tremor: a smooth random walk of a few percent."""
    walk = random.normal(0, 0.02, stroke.shape).cumsum(axis=0)
    walk -= np.linspace(0, 1, len(stroke))[:, None] * walk[-1]
    return stroke + 0.5 * walk


def slanted(strokes: list[Stroke], random: np.random.Generator) -> list[Stroke]:
    rotation = _rotation(random.normal(0, 7))
    shear = np.array([[1, random.normal(-0.1, 0.2)], [0, 1]])
    stretch = np.diag([random.uniform(0.8, 1.25), 1])
    return [stroke @ (rotation @ shear @ stretch).T for stroke in strokes]


def _line_through(stroke: str, random: np.random.Generator) -> Stroke:
    """A smooth line through the control points of a stroke, with corners where they are marked."""
    marks = stroke.split()
    points = np.array([[float(v) for v in mark.strip("|").split(",")] for mark in marks])
    points = points + random.normal(0, SHIFT, points.shape)
    corners = [
        0,
        *(i for i in range(1, len(marks) - 1) if marks[i].startswith("|")),
        len(marks) - 1,
    ]
    parts = [smooth_line(points[a : b + 1]) for a, b in pairwise(corners)]
    return np.concatenate(parts)
