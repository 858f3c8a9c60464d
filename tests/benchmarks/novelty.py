"""How many drawings a novelty detector flags as none of its digits.

python -m tests.benchmarks.novelty, or the same with ten-digits; needs MNIST and $HQNN_PEN_STROKES
(tests/conftest.py). What it finds it writes into the file that the Draw page's sentence is made
from.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

import hqnn_core
from hqnn_core import image_from_canvas, load_digits
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.drawing.novelty import (
    MEASURED_FILES,
    Hand,
    NoveltyDetector,
    load_novelty_detector,
)
from hqnn_core.words.numbers import digits_text
from tests import scribbles
from tests.benchmarks.measures import pen_strokes, seconds

PACKAGE = Path(hqnn_core.__file__).parent / "drawing"
HANDS = (
    (200, 8, 0.4),
    (200, 20, 0.7),
    (280, 20, 0.7),
    (280, 40, 1.0),
    (400, 40, 0.4),
    (600, 12, 1.0),
    (280, 40, 0.4),
    (200, 40, 0.4),
)


def main() -> None:
    torch.set_num_threads(1)
    name = sys.argv[1] if len(sys.argv) > 1 else "zero-one"
    detector = load_novelty_detector(name)
    is_ten = len(detector.digits) == 10
    others = "no digits" if is_ten else "2 to 9"
    print(f"{'% flagged of':24}{digits_text(detector.digits):>9}{others:>10}")
    test = _mnist(detector.digits)
    _row(detector, "MNIST's test set", test, test[:0] if is_ten else _mnist(range(2, 10)))
    drawings = pen_strokes()
    own = torch.tensor([d["label"] in detector.digits for d in drawings])
    measured = []
    for side, pen, extent in HANDS:
        canvases = [canvas_of_strokes(d["strokes"], side, pen, extent) for d in drawings]
        images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
        none = images[~own]
        if is_ten:
            made = [scribbles.canvases_of(k, 20, side, pen, extent) for k in scribbles.NO_DIGITS]
            none = torch.cat(made)
        shares = _row(detector, f"{side} px, pen {pen}, {extent:.0%} of it", images[own], none)
        measured.append(Hand(side, pen, extent, *(round(share, 4) for share in shares)))
    rows = json.dumps([asdict(hand) for hand in measured], indent=1)
    (PACKAGE / MEASURED_FILES[name]).write_text(rows + "\n")
    for kind in scribbles.NO_DIGITS if is_ten else scribbles.KINDS:
        share = _flagged(detector, scribbles.images_of(kind, 200, seed=1))
        print(f"{kind:24}{'':9}{100 * share:10.1f}")
    people = [d for d in drawings if d["label"] in detector.digits]
    for gap, gaps in scribbles.GAPS.items():
        share = _flagged(detector, scribbles.numbers_of(people, gaps, 400, 280, 20, 0.7))
        print(f"{f'2 or 3 digits, {gap}':24}{'':9}{100 * share:10.1f}")
    print(f"{_milliseconds():.2f} ms an image")


def _mnist(digits: Sequence[int]) -> torch.Tensor:
    return load_digits(tuple(digits), 1, "mnist").test_images


def _row(
    detector: NoveltyDetector, name: str, own: torch.Tensor, none: torch.Tensor
) -> tuple[float, float]:
    shares = _flagged(detector, own), _flagged(detector, none)
    print(f"{name:24}{100 * shares[0]:9.2f}{100 * shares[1]:10.1f}", flush=True)
    return shares


def _flagged(detector: NoveltyDetector, images: torch.Tensor) -> float:
    """The share of images that it takes for no digit; not a number for none."""
    parts = [detector.is_digit(part) for part in images.split(500)]
    return float((~torch.cat(parts)).double().mean())


def _milliseconds() -> float:
    """Median time of one image alone, on one thread."""
    image, detector = torch.rand(1, 1, 28, 28), load_novelty_detector()
    times = [seconds(lambda: detector.is_digit(image)) for _ in range(300)]
    return 1000 * float(np.median(times))


if __name__ == "__main__":
    main()
