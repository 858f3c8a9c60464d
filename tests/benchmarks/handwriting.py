"""How many of people's digits are read, by canvas and pen.

python -m tests.benchmarks.handwriting, or the same with ten-digits; needs $HQNN_PEN_STROKES
(tests/conftest.py says what).
"""

from __future__ import annotations

import sys

import torch

from hqnn_core import image_from_canvas, load_pretrained
from hqnn_core.drawing.canvas import canvas_of_strokes
from tests.benchmarks.measures import pen_strokes


def main() -> None:
    network = load_pretrained(sys.argv[1] if len(sys.argv) > 1 else "zero-one")
    digits = network.config.digits
    drawings = [d for d in pen_strokes() if d["label"] in digits]
    labels = torch.tensor([digits.index(d["label"]) for d in drawings])
    print(
        f"{len(drawings)} drawings of {len({d['writer'] for d in drawings})} people, % read right"
    )
    print(f"{'canvas':>7}{'pen':>5}" + "".join(f"{f'{e:.0%} of it':>12}" for e in (0.4, 0.7, 1)))
    for side in (200, 280, 400, 600):
        for pen in (8, 20, 40):
            cells = []
            for extent in (0.4, 0.7, 1.0):
                canvases = (canvas_of_strokes(d["strokes"], side, pen, extent) for d in drawings)
                images = [image_from_canvas(canvas) for canvas in canvases]
                right = network.classify(torch.cat(images)).labels == labels
                cells.append(f"{100 * float(right.double().mean()):12.1f}")
            print(f"{side:7}{pen:5}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
