"""Synthetic scribbles, which train the novelty detectors.

They are strokes as in `strokes`. Each kind has so many turns, corners or pieces that nobody would
read it as a 0 or a 1; fewer kinds look like none of the ten digits.
"""

from __future__ import annotations

import math

import numpy as np

from hqnn_core.pretraining.strokes import Stroke


def made_up_scribble(random: np.random.Generator) -> list[Stroke]:
    """One of the kinds below, stretched and turned: a little, like letters, or by any angle."""
    kinds = (_walk, _zigzag, _zigzag, _spiral, _star, _knot, _loops, _loops, _sign, _sign, _sign)
    return _turned(kinds[random.integers(len(kinds))](random), random)


def made_up_no_digit(random: np.random.Generator) -> list[Stroke]:
    """One of the kinds that nobody reads as any digit, not as an 8, a 2 or a 6 either."""
    kinds = (
        _walk, _rough_walk, _rough_walk, _long_zigzag, _spiral, _star, _crossed_loop, _sign, _sign,
        _sign, _cross,
    )  # fmt: skip
    return _turned(kinds[random.integers(len(kinds))](random), random)


def _turned(strokes: list[Stroke], random: np.random.Generator) -> list[Stroke]:
    turn = random.normal(0, 0.3) if random.random() < 0.6 else random.uniform(0, 2 * math.pi)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    stretch = np.diag([random.uniform(0.6, 1.4), 1])
    return [stroke @ (stretch @ rotation).T for stroke in strokes]


def _walk(random: np.random.Generator) -> list[Stroke]:
    """A random walk of the pen: its direction drifts and sometimes jumps."""
    n = int(random.integers(40, 160))
    jumps = random.normal(0, 1.5, n) * (random.random(n) < 0.08)
    heading = (random.normal(0, random.uniform(0.15, 0.6), n) + jumps).cumsum()
    return [np.stack((np.cos(heading), np.sin(heading)), axis=1).cumsum(axis=0)]


def _rough_walk(random: np.random.Generator) -> list[Stroke]:
    """A random walk that turns by more from step to step, in steps of any length."""
    n = int(random.integers(25, 120))
    heading = random.normal(0, random.uniform(0.6, 1.8), n).cumsum()
    steps = random.exponential(1, n)[:, None] * np.stack((np.cos(heading), np.sin(heading)), axis=1)
    return [steps.cumsum(axis=0)]


def _long_zigzag(random: np.random.Generator) -> list[Stroke]:
    """A zigzag of 4 to 8 strokes: one of 3 is a Z, or a 2."""
    return _zigzag(random, least=5)


def _zigzag(random: np.random.Generator, least: int = 4) -> list[Stroke]:
    """A zigzag of 3 to 8 strokes, from right to left or from left to right."""
    corners = int(random.integers(least, 10))
    across = np.where(np.arange(corners) % 2, 1.0, -1.0) * math.exp(random.uniform(-0.7, 0.5))
    along = np.linspace(-1, 1, corners) * random.choice((-1, 1))
    return [np.stack((along, across + random.normal(0, 0.1, corners)), axis=1)]


def _spiral(random: np.random.Generator) -> list[Stroke]:
    """A spiral from the rim nearly to the middle, in 1.6 to 3 turns."""
    angles = np.linspace(0, 2 * math.pi * random.uniform(1.6, 3), 120)
    radius = np.linspace(1, random.uniform(0, 0.25), 120)
    return [np.stack((radius * np.cos(angles), radius * np.sin(angles)), axis=1)]


def _star(random: np.random.Generator) -> list[Stroke]:
    """A triangle, or a closed line of 5 to 8 points whose corners lie in and out by turns."""
    if random.random() < 0.3:
        angles, radius = 2 * math.pi / 3 * np.arange(4), np.ones(4)
    else:
        corners = 2 * int(random.integers(3, 6))
        angles = 2 * math.pi / corners * np.arange(corners + 1)
        radius = np.where(np.arange(corners + 1) % 2, random.uniform(0.2, 0.55), 1)
    points = radius[:, None] * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    points[:-1] += random.normal(0, 0.08, points[:-1].shape)
    points[-1] = points[0]
    return [points]


def _knot(random: np.random.Generator) -> list[Stroke]:
    """A smooth closed line of the second and third harmonic: eights, hearts, knots."""
    angles = np.linspace(0, 2 * math.pi, 80)
    waves = np.arange(1, 4)[:, None] * angles
    sizes = random.normal(0, 1, (2, 2, 3)) * np.array([0.3, 0.8, 0.8])
    return [(sizes[:, 0] @ np.cos(waves) + sizes[:, 1] @ np.sin(waves)).T]


def _cross(random: np.random.Generator) -> list[Stroke]:
    """Two to four lines through about one point: a plus, an x, an asterisk."""
    n = int(random.integers(2, 5))
    turns = math.pi / n * (np.arange(n) + random.uniform(-0.15, 0.15, n))
    strokes = []
    for turn in turns:
        way, middle = np.array([math.cos(turn), math.sin(turn)]), random.normal(0, 0.1, 2)
        ends = middle - way * random.uniform(0.7, 1.2), middle + way * random.uniform(0.7, 1.2)
        strokes.append(ends[0] + np.linspace(0, 1, 10)[:, None] * (ends[1] - ends[0]))
    return strokes


def _crossed_loop(random: np.random.Generator) -> list[Stroke]:
    """Three loops, or one with two to four lines in and about it."""
    return _loops(random, shares=(0.75, 0.0, 0.25))


def _loops(
    random: np.random.Generator, shares: tuple[float, float, float] = (0.7, 0.2, 0.1)
) -> list[Stroke]:
    """Two or three loops, or one with two to four lines in and about it."""
    angles = np.linspace(0, 2 * math.pi, 30)
    round_ = np.stack((np.cos(angles), np.sin(angles)), axis=1)
    n_loops = int(random.choice((1, 2, 3), p=shares))
    sizes, places = random.uniform(0.3, 0.7, (n_loops, 2)), random.uniform(-1, 1, (n_loops, 2))
    strokes = [size * round_ + place for size, place in zip(sizes, places, strict=True)]
    if n_loops == 1:
        for _ in range(int(random.integers(2, 5))):
            start, end = random.uniform(-1.2, 1.2, (2, 2))
            strokes.append(start + np.linspace(0, 1, 10)[:, None] * (end - start))
    return strokes


def _sign(random: np.random.Generator) -> list[Stroke]:
    """Three to six lines and curves between points of a grid, as in the signs of a script."""
    rows, columns = np.meshgrid(np.linspace(0, 1, 3), np.linspace(0, 0.8, 3), indexing="ij")
    grid = np.stack((columns.ravel(), rows.ravel()), axis=1)
    strokes = []
    for _ in range(int(random.integers(3, 7))):
        start, end = grid[random.choice(9, 2, replace=False)] + random.normal(0, 0.05, (2, 2))
        share = np.linspace(0, 1, 16)[:, None]
        bow = random.uniform(-0.8, 0.8) if random.random() < 0.4 else random.normal(0, 0.04)
        across = np.array([start[1] - end[1], end[0] - start[0]])
        strokes.append(start + share * (end - start) + bow * np.sin(math.pi * share) * across)
    return strokes
