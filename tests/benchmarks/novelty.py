"""How many drawings the novelty detector flags as neither a 0 nor a 1.

python -m tests.benchmarks.novelty; needs MNIST and $HQNN_PEN_STROKES (tests/conftest.py). What it
finds for people's digits it writes into the file that the Draw page's sentence is made from.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

import hqnn_core
from hqnn_core import image_from_canvas, load_digits
from hqnn_core.drawing.novelty import MEASURED_FILE, Hand, load_novelty_detector
from hqnn_core.pretraining.strokes import canvas_of_strokes
from tests import scribbles

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
    print(f"{'% flagged of':24}{'0 and 1':>9}{'2 to 9':>9}")
    _row("MNIST's test set", *(_mnist(digits) for digits in ((0, 1), range(2, 10))))
    drawings = json.loads(Path(os.environ["HQNN_PEN_STROKES"]).read_text())
    own = torch.tensor([d["label"] in (0, 1) for d in drawings])
    strokes = [[np.array(s, float) for s in d["strokes"]] for d in drawings]
    measured = []
    for side, pen, extent in HANDS:
        canvases = [canvas_of_strokes(s, side, pen, extent) for s in strokes]
        images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
        shares = _row(f"{side} px, pen {pen}, {extent:.0%} of it", images[own], images[~own])
        measured.append(Hand(side, pen, extent, *(round(share, 4) for share in shares)))
    rows = json.dumps([asdict(hand) for hand in measured], indent=1)
    (PACKAGE / MEASURED_FILE).write_text(rows + "\n")
    for kind in scribbles.KINDS:
        share = _flagged(scribbles.images_of(kind, 200, seed=1))
        print(f"{kind:24}{'':9}{100 * share:9.1f}")
    print(f"{_milliseconds():.2f} ms an image")


def _mnist(digits) -> torch.Tensor:
    return load_digits(tuple(digits), 1, "mnist").test_images


def _row(name: str, own: torch.Tensor, others: torch.Tensor) -> tuple[float, float]:
    shares = _flagged(own), _flagged(others)
    print(f"{name:24}{100 * shares[0]:9.2f}{100 * shares[1]:9.1f}", flush=True)
    return shares


def _flagged(images: torch.Tensor) -> float:
    return float((~load_novelty_detector().is_digit(images)).double().mean())


def _milliseconds() -> float:
    """Median time of one image alone, on one thread."""
    image, times = torch.rand(1, 1, 28, 28), []
    for _ in range(300):
        began = time.perf_counter()
        load_novelty_detector().is_digit(image)
        times.append(time.perf_counter() - began)
    return 1000 * float(np.median(times))


if __name__ == "__main__":
    main()
