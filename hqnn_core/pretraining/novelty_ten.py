"""Train the detector of what is no digit. Run: python -m hqnn_core.pretraining.novelty_ten

It needs the whole of MNIST and takes a few minutes. Digits are those that the network
"ten-digits" is trained on. What is no digit is made up: scribbles and signs, filled shapes, two
digits side by side, letters and signs of matplotlib's fonts that no digit looks like, half of them
with other stroke widths. As for that network, nobody's drawing on a canvas is used.
"""

from __future__ import annotations

import logging
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import matplotlib
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from hqnn_core.drawing import FILES, NoveltyDetector, detector_bytes, image_from_canvas
from hqnn_core.network import checkpoint
from hqnn_core.pretraining.digit_strokes import made_up_digit
from hqnn_core.pretraining.novelty import scores, split, trained
from hqnn_core.pretraining.scribbles import made_up_no_digit
from hqnn_core.pretraining.strokes import canvas_of_strokes
from hqnn_core.pretraining.ten_digits import CHUNK, DIGITS, as_bytes, training_images
from hqnn_core.pretraining.zero_one import reshaped

SEED = 0
EVERY = 2  # of the digits that the network is trained on
N_OTHERS = 80_000
FALSE_FLAGS = 0.012
SIDE = 160  # pixels of a canvas
LETTERS = "ACEFHKLMNPRTUVWXYadefhkmnrtuwxyñäß&%#@?!$"
SIGNS = "ΓΔΛΞΠΨΩκλμπψωЖИЙЛПЦШЩЫЮЯ←→↔⇒×÷±≠≈∏√∀∃∈∩∪⊗⊕∇♠♥♦♣★☆☺☹☀☁☂☎♫✓✗✈✿❄"
FONTS = ("DejaVuSans", "DejaVuSans-Oblique", "DejaVuSerif", "DejaVuSans-Bold", "DejaVuSansMono")


def other_images(seed: int = SEED) -> Tensor:
    """Images (N, 1, 28, 28) of what is no digit."""
    sizes = [(CHUNK, seed + i) for i in range(N_OTHERS // CHUNK)]
    with ProcessPoolExecutor() as pool:
        return torch.cat(list(pool.map(_others, *zip(*sizes, strict=True)))).float() / 255


def trained_detector() -> NoveltyDetector:
    """The detector; `FALSE_FLAGS` of the digits kept aside are beyond its limit."""
    torch.set_num_threads(1)
    order = torch.Generator().manual_seed(SEED)
    images, _ = training_images(SEED, EVERY)
    train, aside = split(images.float() / 255, order)
    other_train, other_aside = split(other_images(), order)
    network = trained(train, other_train, order)
    any_limit = NoveltyDetector(network, 0.0, DIGITS)
    limit = float(torch.quantile(scores(any_limit, aside), 1 - FALSE_FLAGS))
    flagged = (scores(any_limit, other_aside) > limit).double().mean()
    logging.info("limit %.3f: %.1f %% of the others kept aside are flagged", limit, 100 * flagged)
    return NoveltyDetector(network, limit, DIGITS)


def _others(n: int, seed: int) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 3))
    return as_bytes(torch.stack([_other(random) for _ in range(n)]))


def _other(random: np.random.Generator) -> Tensor:
    """An image of something that is no digit, (1, 28, 28)."""
    kind = random.random()
    if kind < 0.36:
        image = image_from_canvas(_letter(random))[0]
        return reshaped(image[0].numpy(), random) if kind < 0.18 else image
    canvas = _filled(random) if kind < 0.42 else _drawn(random)
    return image_from_canvas(canvas)[0]


def _drawn(random: np.random.Generator) -> NDArray[np.uint8]:
    """Made-up strokes, or two digits, on a canvas."""
    extent = random.uniform(0.5, 0.95)
    pen = SIDE * extent * math.exp(random.uniform(math.log(0.02), math.log(0.2)))
    strokes = _two_digits(random) if random.random() < 0.18 else made_up_no_digit(random)
    return canvas_of_strokes(strokes, SIDE, pen, extent)


def _two_digits(random: np.random.Generator) -> list[NDArray[np.floating]]:
    """Two digits side by side."""
    strokes, start = [], 0.0
    for _ in range(2):
        drawn = made_up_digit(int(random.integers(10)), random)
        points = np.concatenate(drawn)
        low, high = points.min(0), points.max(0)
        scale = 1 / max((high - low).max(), 1e-6)
        strokes += [(stroke - low) * scale + (start, 0) for stroke in drawn]
        start += (high - low)[0] * scale + random.uniform(0.15, 0.4)
    return strokes


def _letter(random: np.random.Generator) -> NDArray[np.uint8]:
    """A letter or sign of a font, slanted."""
    is_sign = random.random() < 0.3
    name = FONTS[0] if is_sign else FONTS[random.integers(len(FONTS))]
    signs = SIGNS if is_sign else LETTERS
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"
    picture = Image.new("L", (2 * SIDE, 2 * SIDE))
    sign = signs[random.integers(len(signs))]
    font = ImageFont.truetype(str(file), int(random.uniform(0.9, 1.5) * SIDE))
    ImageDraw.Draw(picture).text((SIDE, SIDE), sign, 255, font, anchor="mm")
    turned = picture.rotate(random.normal(0, 10), Image.Resampling.BILINEAR)
    slant = (1, random.normal(0, 0.15), 0, 0, random.uniform(0.85, 1.2), 0)
    turned = turned.transform(turned.size, Image.Transform.AFFINE, slant, Image.Resampling.BILINEAR)
    return _rgba(turned)


def _filled(random: np.random.Generator) -> NDArray[np.uint8]:
    """A filled polygon or ellipse, not much longer than wide."""
    n = int(random.integers(3, 8))
    angles = 2 * math.pi * (np.arange(n) + random.uniform(-0.25, 0.25, n)) / n
    radius = 0.45 * SIDE * random.uniform(0.6, 1, n)
    if random.random() < 0.3:
        angles, radius = np.linspace(0, 2 * math.pi, 40), np.full(40, 0.4 * SIDE)
    shape = np.diag([random.uniform(0.6, 1), 1])
    points = np.stack((np.cos(angles), np.sin(angles)), 1) * radius[:, None] @ shape + SIDE / 2
    picture = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(picture).polygon([(float(x), float(y)) for x, y in points], fill=255)
    return _rgba(picture)


def _rgba(picture: Image.Image) -> NDArray[np.uint8]:
    grey = np.asarray(picture)
    return np.dstack((grey, grey, grey, np.full_like(grey, 255)))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    weights = Path(checkpoint.__file__).parent / "weights" / FILES["ten-digits"]
    weights.write_bytes(detector_bytes(trained_detector()))
    logging.info("%s", weights)
