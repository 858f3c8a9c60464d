"""Training of the novelty detectors. Run: python -m hqnn_core.pretraining.novelty

It needs the whole of MNIST and takes a few minutes for each detector. Digits are those
that the network of the same name is trained on. The detector "zero-one" sees as others MNIST's
training digits 2 to 9, as they are and reshaped, and synthetic scribbles; "ten-digits" sees
synthetic scribbles and signs, filled shapes, two digits side by side, and letters and signs of
matplotlib's fonts that no digit looks like, half of them with other stroke widths. No drawing by
people is used.
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
from torch.nn import functional as F

from hqnn_core.drawing import (
    FILES,
    NoveltyDetector,
    Stroke,
    detector_bytes,
    image_from_canvas,
    rgba,
)
from hqnn_core.network import ClassicalPart, checkpoint, load_digits
from hqnn_core.pretraining.scribbles import made_up_no_digit, made_up_scribble
from hqnn_core.pretraining.strokes import (
    SIDE,
    made_up_digit,
    random_drawing,
)
from hqnn_core.pretraining.ten_digits import (
    CHUNK,
    DIGITS,
    as_bytes,
    one_cycle,
    training_images,
)
from hqnn_core.pretraining.zero_one import reshaped, training_digits

SEED = 0
KEPT_ASIDE = 8  # every eighth image sets the limit and trains nothing
FALSE_FLAGS = {"zero-one": 0.005, "ten-digits": 0.012}  # shares of the digits kept aside
EPOCHS, BATCH_SIZE, PEAK_LEARNING_RATE = 6, 64, 2e-3
DROPOUT_MAPS, DROPOUT_HIDDEN = 0.2, 0.4
N_OTHER_DIGITS, N_SCRIBBLES = 9_000, 18_000  # of the detector "zero-one"
EVERY, N_OTHERS = 2, 80_000  # of "ten-digits": every second image, and no printed ones
LETTERS = "ACEFHKLMNPRTUVWXYadefhkmnrtuwxyñäß&%#@?!$"
SIGNS = "ΓΔΛΞΠΨΩκλμπψωЖИЙЛПЦШЩЫЮЯ←→↔⇒×÷±≠≈∏√∀∃∈∩∪⊗⊕∇♠♥♦♣★☆☺☹☀☁☂☎♫✓✗✈✿❄"
FONTS = ("DejaVuSans", "DejaVuSans-Oblique", "DejaVuSerif", "DejaVuSans-Bold", "DejaVuSansMono")


def trained_detector(name: str) -> NoveltyDetector:
    """A detector whose limit is exceeded by `FALSE_FLAGS` of the digits kept aside."""
    torch.set_num_threads(1)
    order = torch.Generator().manual_seed(SEED)
    if name == "zero-one":
        known, images, others = (0, 1), training_digits(SEED).train_images, _neither_zero_nor_one
    else:
        known, images, others = DIGITS, training_images(SEED, EVERY, 0)[0].float() / 255, _no_digits
    train, aside = _split(images, order)
    other_train, other_aside = _split(others(), order)
    network = trained(train, other_train, order)
    any_limit = NoveltyDetector(network, 0.0, known)
    limit = float(torch.quantile(_scores(any_limit, aside), 1 - FALSE_FLAGS[name]))
    flagged = (_scores(any_limit, other_aside) > limit).double().mean()
    logging.info("limit %.3f: %.1f %% of the others kept aside are flagged", limit, 100 * flagged)
    return NoveltyDetector(network, limit, known)


def _split(images: Tensor, order: torch.Generator) -> tuple[Tensor, Tensor]:
    """Images to train on, and images kept aside."""
    mixed = images[torch.randperm(len(images), generator=order)]
    n_aside = len(mixed) // KEPT_ASIDE
    return mixed[n_aside:], mixed[:n_aside]


def trained(digits: Tensor, others: Tensor, order: torch.Generator) -> ClassicalPart:
    """A network whose output is the log-odds of "none of the digits"."""
    images = torch.cat((digits, others))
    is_other = torch.cat((torch.zeros(len(digits)), torch.ones(len(others))))
    network = ClassicalPart(1, SEED)
    network.drop_maps.probability, network.drop_hidden.probability = DROPOUT_MAPS, DROPOUT_HIDDEN

    def loss(rows: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(network(images[rows])[:, 0], is_other[rows])

    cycle = len(images), BATCH_SIZE, EPOCHS, PEAK_LEARNING_RATE
    for epoch in one_cycle(network, loss, *cycle, order):
        logging.info("epoch %d", epoch)
    return network


def _scores(detector: NoveltyDetector, images: Tensor) -> Tensor:
    return torch.cat([detector.score(part) for part in images.split(256)])


def _neither_zero_nor_one() -> Tensor:
    """Images (N, 1, 28, 28) for "zero-one": other digits as they are, reshaped, and scribbles."""
    random = np.random.default_rng(SEED)
    digits = load_digits(tuple(range(2, 10)), None, "mnist").train_images
    rows = torch.from_numpy(random.permutation(len(digits)))
    as_they_are, others = digits[rows].split((N_OTHER_DIGITS, len(rows) - N_OTHER_DIGITS))
    in_shapes = [reshaped(image[0].numpy(), random) for image in others[:N_OTHER_DIGITS]]
    pens = 0.025, 0.25
    scribbles = [random_drawing(made_up_scribble, *pens, random) for _ in range(N_SCRIBBLES)]
    return torch.cat((as_they_are, torch.stack(in_shapes), torch.stack(scribbles)))


def _no_digits() -> Tensor:
    """Images (N, 1, 28, 28) for "ten-digits"."""
    sizes = [(CHUNK, SEED + i) for i in range(N_OTHERS // CHUNK)]
    with ProcessPoolExecutor() as pool:
        return torch.cat(list(pool.map(_others, *zip(*sizes, strict=True)))).float() / 255


def _others(n: int, seed: int) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 3))
    return as_bytes(torch.stack([_other(random) for _ in range(n)]))


def _other(random: np.random.Generator) -> Tensor:
    """A random image that shows no digit, (1, 28, 28)."""
    kind = random.random()
    if kind < 0.36:
        image = image_from_canvas(_letter(random))[0]
        return reshaped(image[0].numpy(), random) if kind < 0.18 else image
    if kind < 0.42:
        return image_from_canvas(_filled(random))[0]
    return random_drawing(_strokes, 0.02, 0.2, random)


def _strokes(random: np.random.Generator) -> list[Stroke]:
    return _two_digits(random) if random.random() < 0.18 else made_up_no_digit(random)


def _two_digits(random: np.random.Generator) -> list[Stroke]:
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
    return rgba(turned)


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
    return rgba(picture)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for detector, file in FILES.items():
        weights = Path(checkpoint.__file__).parent / "weights" / file
        weights.write_bytes(detector_bytes(trained_detector(detector)))
        logging.info("%s", weights)
