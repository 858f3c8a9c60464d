"""Detect whether an image looks like a digit at all: a network answers for any image.

A detector is a second small network: the chapter's convolutions and dense layers with one value
at the end. The first learned to tell zeros and ones from everything else
(`hqnn_core.pretraining.novelty`), the second all ten digits (`.novelty_ten`). It looks only at the
image, not inside the network that answers, so it works the same for every network, also for those
that visitors train.

`python -m tests.benchmarks.novelty` measures them on drawings that they never saw, and writes down
how many are flagged; docs/measurements.md has both tables. The first is weak where the pen is more
than a third of the drawing wide: the holes of a digit close. Of filled patches about half are
flagged, as they look like a 0 of a fat pen, and every fourth Z is taken for a 1 with up-stroke and
foot.

Distances to the training images were measured too, and were worse. At a limit that 0.75 % of
the training-like digits exceed, of people's digits 2 to 9 were flagged: by the Mahalanobis
distance of the hidden values 33 %, by the nearest neighbours of the convolutions' outputs 74 %,
by those in pixel space 52 %, and by a logistic regression of the convolutions' outputs 88 %.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.network import ClassicalPart, tensor_file, tensors_of, words_of

FORMAT = "hqnn-novelty-1"
FILES = {"zero-one": "novelty.safetensors", "ten-digits": "novelty_ten.safetensors"}
MEASURED_FILES = {"zero-one": "novelty_measured.json", "ten-digits": "novelty_ten_measured.json"}
SEPARATING = 0.3
"""Ink that is fainter does not join two strokes: it is the blurred edge of both."""
THICK_PEN = 1 / 3
"""A pen wider than this share of the drawing closes the holes of a digit."""


@dataclass(frozen=True)
class Hand:
    """The shares of people's digits that were flagged, for one canvas and pen.

    Attributes:
        side, pen: widths of the canvas and the pen, pixels.
        extent: of the drawing, as a share of the canvas.
        own, others: the shares flagged of the detector's digits that people drew, and of what is
            none of them: people's other digits, or made-up scribbles, letters and pictures.
    """

    side: int
    pen: int
    extent: float
    own: float
    others: float

    @property
    def is_thick(self) -> bool:
        return self.pen > THICK_PEN * self.extent * self.side


@cache
def measured_hands(name: str = "zero-one") -> tuple[Hand, ...]:
    """The results of the last run of the benchmark."""
    text = (resources.files("hqnn_core.drawing") / MEASURED_FILES[name]).read_text()
    return tuple(Hand(**row) for row in json.loads(text))


@dataclass(frozen=True)
class NoveltyDetector:
    """Detects drawings that are none of some digits.

    Attributes:
        network: gives the score, the logarithm of the odds for "none of them".
        limit: images with a higher score are none; set on training digits kept aside.
        digits: that it knows.
    """

    network: ClassicalPart
    limit: float
    digits: tuple[int, ...] = (0, 1)

    def __post_init__(self) -> None:
        if not math.isfinite(self.limit):
            raise ValueError(f"limit must be finite; got {self.limit!r}.")
        self.network.eval()

    @torch.no_grad()
    def score(self, images: Tensor) -> Tensor:
        """The score of images (B, 1, 28, 28) in [0, 1], (B,); a higher score is stranger."""
        return self.network(images)[:, 0]

    def knows(self, digits: Sequence[int]) -> bool:
        """Whether it can tell drawings that are none of these digits."""
        return set(digits) == set(self.digits)

    def is_digit(self, images: Tensor) -> Tensor:
        """Whether each image (B, 1, 28, 28) looks like one of the digits, bool (B,)."""
        return (self.score(images) <= self.limit) & ~has_several_digits(images)


def has_several_digits(images: Tensor) -> Tensor:
    """Whether each image (B, 1, 28, 28) has separate tall pieces of ink side by side, bool (B,).

    The network alone takes some numbers (10, 01, 11) for one digit. No piece of a digit is at
    least half as high as the digit and wholly to the right of another such piece.
    """
    pictures = images[:, 0].detach().cpu().numpy()
    found = [_has_neighbours(picture) for picture in pictures]
    return torch.tensor(found, dtype=torch.bool, device=images.device)


def _has_neighbours(image: NDArray[np.float32]) -> bool:
    from scipy import ndimage  # 0.4 s, which the start of a page need not wait for

    ink = image > SEPARATING
    labelled: Any = ndimage.label(ink, structure=np.ones((3, 3)))
    pieces = labelled[0]
    if pieces.max() < 2:
        return False
    boxes = [(box[0], box[1]) for box in ndimage.find_objects(pieces)]
    height = max(rows.stop for rows, _ in boxes) - min(rows.start for rows, _ in boxes)
    tall = [columns for rows, columns in boxes if rows.stop - rows.start >= height / 2]
    return max(c.start for c in tall) >= min(c.stop for c in tall) if tall else False


@cache
def load_novelty_detector(name: str = "zero-one") -> NoveltyDetector:
    """A detector that comes with the package, by the name of its network; loaded once.

    Raises `ValueError` for other names.
    """
    if name not in FILES:
        raise ValueError(f"name must be one of {', '.join(FILES)}; got {name!r}.")
    content = (resources.files("hqnn_core.network") / "weights" / FILES[name]).read_bytes()
    return detector_from_bytes(content)


def detector_for(digits: Sequence[int]) -> NoveltyDetector:
    """The detector that knows these digits; where there is none, that of zeros and ones."""
    return load_novelty_detector("ten-digits" if len(digits) == 10 else "zero-one")


def detector_bytes(detector: NoveltyDetector) -> bytes:
    """The detector as the content of a safetensors file."""
    limit = torch.tensor(detector.limit, dtype=torch.float64)
    words = {"format": FORMAT}
    if detector.digits != (0, 1):  # which the first file does not name
        words["digits"] = json.dumps(detector.digits)
    return tensor_file({**detector.network.state_dict(), "limit": limit}, words)


def detector_from_bytes(content: bytes) -> NoveltyDetector:
    """The detector that `detector_bytes` wrote."""
    tensors = tensors_of(content)
    limit = tensors.pop("limit").item()
    network = ClassicalPart(1, seed=0)
    network.load_state_dict(tensors)
    digits = json.loads(words_of(content).get("digits", "[0, 1]"))
    return NoveltyDetector(network, limit, tuple(digits))
