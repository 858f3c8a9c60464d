"""How many drawings the novelty detector flags as neither a 0 nor a 1.

python -m tests.benchmarks.novelty; needs MNIST and $HQNN_PEN_STROKES (tests/conftest.py).
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from hqnn_core import image_from_canvas, load_digits
from hqnn_core.novelty import load_novelty_detector
from hqnn_core.strokes import canvas_of_strokes
from tests import scribbles

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
    for hand in HANDS:
        images = torch.cat([image_from_canvas(canvas_of_strokes(s, *hand)) for s in strokes])
        side, pen, extent = hand
        _row(f"{side} px, pen {pen}, {extent:.0%} of it", images[own], images[~own])
    for kind in scribbles.KINDS:
        print(f"{kind:24}{'':9}{_flagged(scribbles.images_of(kind, 200, seed=1)):9.1f}")
    print(f"{_milliseconds():.2f} ms an image")


def _mnist(digits) -> torch.Tensor:
    return load_digits(tuple(digits), 1, "mnist").test_images


def _row(name: str, own: torch.Tensor, others: torch.Tensor) -> None:
    print(f"{name:24}{_flagged(own):9.2f}{_flagged(others):9.1f}", flush=True)


def _flagged(images: torch.Tensor) -> float:
    return 100 * float((~load_novelty_detector().is_digit(images)).double().mean())


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
