"""Drawings that are neither a 0 nor a 1, made otherwise than those that novelty is trained on.

Three kinds have a counterpart in `hqnn_core.pretraining.scribbles` of the same name; patches,
crosses, pictures and letters have none. Letters that can be read as a 0 or a 1 (O, D, I, J, ...)
are out.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache

import numpy as np
import torch

from hqnn_core import image_from_canvas
from hqnn_core.drawing.canvas import canvas_of_strokes

Strokes = list[np.ndarray]

# Polylines on a box 0..4 wide and 0..6 high, y down.
LETTERS = {
    "A": [[(0, 6), (2, 0), (4, 6)], [(0.7, 4), (3.3, 4)]],
    "B": [
        [(0, 0), (0, 6)],
        [(0, 0), (2.5, 0), (3.5, 1.5), (2.5, 3), (0, 3)],
        [(2.5, 3), (4, 4.5), (2.5, 6), (0, 6)],
    ],
    "E": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3, 3)]],
    "F": [[(4, 0), (0, 0), (0, 6)], [(0, 3), (3, 3)]],
    "H": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
    "K": [[(0, 0), (0, 6)], [(4, 0), (0, 3), (4, 6)]],
    "M": [[(0, 6), (0, 0), (2, 4), (4, 0), (4, 6)]],
    "N": [[(0, 6), (0, 0), (4, 6), (4, 0)]],
    "P": [[(0, 6), (0, 0), (3, 0), (4, 1.5), (3, 3), (0, 3)]],
    "R": [[(0, 6), (0, 0), (3, 0), (4, 1.5), (3, 3), (0, 3)], [(1.5, 3), (4, 6)]],
    "S": [[(4, 1), (3, 0), (1, 0), (0, 1.5), (1, 2.7), (3, 3.3), (4, 4.5), (3, 6), (0, 5.5)]],
    "W": [[(0, 0), (1, 6), (2, 2), (3, 6), (4, 0)]],
    "X": [[(0, 0), (4, 6)], [(4, 0), (0, 6)]],
    "Y": [[(0, 0), (2, 3), (4, 0)], [(2, 3), (2, 6)]],
    "Z": [[(0, 0), (4, 0), (0, 6), (4, 6)]],
}


def letter(name: str, random: np.random.Generator) -> Strokes:
    strokes = [_fine(np.array(line, float)) for line in LETTERS[name]]
    shape = np.array([[random.uniform(0.7, 1.3), random.normal(0, 0.15)], [0, 1]])
    turn = random.normal(0, 0.12)
    shape = shape @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return [(s + random.normal(0, 0.08, s.shape)) @ shape.T for s in strokes]


def walk(random: np.random.Generator) -> Strokes:
    """Brownian motion: steps of independent direction, smoothed over three."""
    steps = random.normal(0, 1, (60, 2))
    path = steps.cumsum(axis=0)
    return [(path[:-2] + path[1:-1] + path[2:]) / 3]


def zigzag(random: np.random.Generator) -> Strokes:
    """Four to eight strokes up and down, from left to right."""
    n = int(random.integers(5, 10))
    x = np.linspace(0, random.uniform(0.8, 1.6), n) + random.normal(0, 0.03, n)
    y = np.arange(n) % 2 + random.normal(0, 0.08, n)
    return [_fine(np.stack((x, y), axis=1))]


def spiral(random: np.random.Generator) -> Strokes:
    """Two to three turns from the middle outwards, the turns growing apart."""
    share = np.linspace(0.05, 1, 150)
    angle = share * 2 * np.pi * random.uniform(2, 3) + random.uniform(0, 6.3)
    return [
        (share ** random.uniform(0.8, 1.3))[:, None] * np.stack((np.cos(angle), np.sin(angle)), 1)
    ]


def cross(random: np.random.Generator) -> Strokes:
    """A plus or an x, arms of about the same length."""
    turn = random.uniform(-0.25, 0.25) + (np.pi / 4) * random.integers(2)
    strokes = []
    for angle in (turn, turn + np.pi / 2 + random.normal(0, 0.1)):
        arm = np.array([np.cos(angle), np.sin(angle)])
        offset = random.normal(0, 0.08, 2)
        strokes.append(_fine(np.array([offset - arm, offset + arm * random.uniform(0.8, 1.2)])))
    return strokes


def patch(random: np.random.Generator) -> Strokes:
    """A square, triangle or irregular patch, its inside hatched over until it is full."""
    corners = int(random.integers(3, 6))
    angles = 2 * np.pi * (np.arange(corners) + random.uniform(-0.2, 0.2, corners)) / corners
    outline = np.stack((np.cos(angles), np.sin(angles)), 1) * random.uniform(0.6, 1, (corners, 1))
    rings = [share * outline for share in np.linspace(1, 0.05, 30)]
    return [_fine(np.concatenate([np.vstack((ring, ring[:1])) for ring in rings]))]


def picture(random: np.random.Generator) -> Strokes:
    """A face, a house, a fish, a stick figure or a tick in a box."""
    round_ = np.stack((np.cos(np.linspace(0, 6.3, 40)), np.sin(np.linspace(0, 6.3, 40))), 1)
    box = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], float)
    smile = np.stack((np.linspace(-0.5, 0.5, 12), 0.3 + 0.3 * np.sin(np.linspace(0, 3.1, 12))), 1)
    pictures = [
        [round_, 0.1 * round_ + (-0.4, -0.3), 0.1 * round_ + (0.4, -0.3), smile],
        [box, np.array([(-1.0, -1.0), (0, -2), (1, -1)]), 0.3 * box + (0, 0.7)],
        [round_ * (1.2, 0.6), np.array([(1.2, 0), (2, -0.7), (2, 0.7), (1.2, 0)])],
        [
            0.4 * round_ + (0, -1.4),
            np.array([(0, -1.0), (0, 0.4), (-0.6, 1.4)]),
            np.array([(0, 0.4), (0.6, 1.4)]),
            np.array([(-0.8, -0.4), (0.8, -0.4)]),
        ],
        [box, np.array([(-0.5, 0), (-0.1, 0.5), (0.8, -0.8)])],
    ]
    chosen = pictures[random.integers(len(pictures))]
    shape = np.diag(random.uniform(0.8, 1.2, 2))
    return [(_fine(s) + random.normal(0, 0.02, (len(_fine(s)), 2))) @ shape for s in chosen]


KINDS: dict[str, Callable[[np.random.Generator], Strokes]] = {
    "walk": walk,
    "zigzag": zigzag,
    "spiral": spiral,
    "cross": cross,
    "patch": patch,
    "picture": picture,
    **{name: (lambda random, name=name: letter(name, random)) for name in LETTERS},
}


NO_DIGITS = [kind for kind in KINDS if kind not in ("B", "S", "Z")]
"""Kinds that nobody reads as any of the ten digits; a B looks like an 8, an S like a 5."""


def canvases_of(kind: str, n: int, side: int, pen: float, extent: float) -> torch.Tensor:
    """`n` drawings of a kind with this canvas, pen and size, (n, 1, 28, 28)."""
    random = np.random.default_rng((7, *kind.encode()))
    canvases = [canvas_of_strokes(KINDS[kind](random), side, pen, extent) for _ in range(n)]
    return torch.cat([image_from_canvas(canvas) for canvas in canvases])


@cache
def images_of(kind: str, n: int, seed: int = 0) -> torch.Tensor:
    """`n` drawings of a kind through the drawing path, (n, 1, 28, 28), in several sizes."""
    random = np.random.default_rng((seed, *kind.encode()))
    images = []
    for _ in range(n):
        side, extent = int(random.choice((200, 280))), random.uniform(0.6, 1)
        canvas = canvas_of_strokes(KINDS[kind](random), side, random.uniform(6, 20), extent)
        images.append(image_from_canvas(canvas))
    return torch.cat(images)


def _fine(corners: np.ndarray) -> np.ndarray:
    """The same line with eight points a side."""
    share = np.linspace(0, 1, 8, endpoint=False)[:, None]
    sides = [a + share * (b - a) for a, b in itertools.pairwise(corners)]
    return np.concatenate((*sides, corners[-1:]))


def in_a_row(digits: list[Strokes], gap: float, random: np.random.Generator) -> Strokes:
    """Digits from left to right, `gap` heights apart; below 0, their boxes overlap."""
    strokes, start = [], 0.0
    for digit in digits:
        points = np.concatenate(digit)
        low, size = points.min(0), np.ptp(points, axis=0)
        scale = random.uniform(0.65, 1) / max(size[1], 0.3 * size[0])
        top = random.uniform(-0.12, 0.12) - size[1] * scale / 2
        strokes += [(stroke - low) * scale + (start, top) for stroke in digit]
        start += size[0] * scale + gap
    return strokes


GAPS = {"apart": (0.12, 0.6), "near": (0.0, 0.12), "touching": (-0.08, 0.0)}


def numbers_of(
    drawings: list[dict], gaps: tuple[float, float], n: int, side: int, pen: float, extent: float
) -> torch.Tensor:
    """Numbers of two or three digits of one person in one drawing, (n, 1, 28, 28)."""
    random, images = np.random.default_rng(5), []
    for _ in range(n):
        writer = drawings[random.integers(len(drawings))]["writer"]
        own = [drawing["strokes"] for drawing in drawings if drawing["writer"] == writer]
        n_digits = 3 if random.random() < 0.3 else 2
        digits = [own[random.integers(len(own))] for _ in range(n_digits)]
        row = in_a_row(digits, random.uniform(*gaps), random)
        images.append(image_from_canvas(canvas_of_strokes(row, side, pen, extent)))
    return torch.cat(images)
