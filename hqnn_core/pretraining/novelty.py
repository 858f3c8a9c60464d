"""Train the detector of neither digit. Run: python -m hqnn_core.pretraining.novelty

It needs the whole of MNIST and takes a few minutes. Zeros and ones are those that
the network "zero-one" is trained on, made-up slashed zeros and ones with a long up-stroke among
them. Everything else is MNIST's training digits 2 to 9, as they are and in other shapes, and
made-up scribbles. As for that network, nobody's drawing on a canvas is used.
"""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from hqnn_core.drawing import FILES, NoveltyDetector, detector_bytes, image_from_canvas
from hqnn_core.network import ClassicalPart, checkpoint, load_digits
from hqnn_core.pretraining.scribbles import made_up_scribble
from hqnn_core.pretraining.strokes import canvas_of_strokes
from hqnn_core.pretraining.zero_one import reshaped, training_digits

SEED = 0
N_OTHER_DIGITS = 9_000
N_SCRIBBLES = 18_000
KEPT_ASIDE = 8  # every eighth image sets the limit and trains nothing
FALSE_FLAGS = 0.005
EPOCHS, BATCH_SIZE, PEAK_LEARNING_RATE = 6, 64, 2e-3
DROPOUT_MAPS, DROPOUT_HIDDEN = 0.2, 0.4


def other_images(seed: int = SEED) -> Tensor:
    """Images (N, 1, 28, 28) of neither digit: others as they are, reshaped, and scribbles."""
    random = np.random.default_rng(seed)
    digits = load_digits(tuple(range(2, 10)), None, "mnist").train_images
    rows = torch.from_numpy(random.permutation(len(digits)))
    as_they_are, others = digits[rows].split((N_OTHER_DIGITS, len(rows) - N_OTHER_DIGITS))
    in_shapes = [reshaped(image[0].numpy(), random) for image in others[:N_OTHER_DIGITS]]
    scribbles = [_scribble(random) for _ in range(N_SCRIBBLES)]
    return torch.cat((as_they_are, torch.stack(in_shapes), torch.stack(scribbles)))


def trained_detector() -> NoveltyDetector:
    """The detector; `FALSE_FLAGS` of the zeros and ones kept aside are beyond its limit."""
    torch.set_num_threads(1)
    order = torch.Generator().manual_seed(SEED)
    train, aside = split(training_digits(SEED).train_images, order)
    other_train, other_aside = split(other_images(), order)
    network = trained(train, other_train, order)
    any_limit = NoveltyDetector(network, 0.0)
    limit = float(torch.quantile(scores(any_limit, aside), 1 - FALSE_FLAGS))
    flagged = (scores(any_limit, other_aside) > limit).double().mean()
    logging.info("limit %.3f: %.1f %% of the others kept aside are flagged", limit, 100 * flagged)
    return NoveltyDetector(network, limit)


def _scribble(random: np.random.Generator) -> Tensor:
    """A scribble, drawn and read as from a canvas, (1, 28, 28); the pen seldom fills it."""
    extent = random.uniform(0.5, 0.95)
    pen = 160 * extent * math.exp(random.uniform(math.log(0.025), math.log(0.25)))
    return image_from_canvas(canvas_of_strokes(made_up_scribble(random), 160, pen, extent))[0]


def split(images: Tensor, order: torch.Generator) -> tuple[Tensor, Tensor]:
    """Images to train on, and those kept aside."""
    mixed = images[torch.randperm(len(images), generator=order)]
    n_aside = len(mixed) // KEPT_ASIDE
    return mixed[n_aside:], mixed[:n_aside]


def trained(digits: Tensor, others: Tensor, order: torch.Generator) -> ClassicalPart:
    """A network whose value is the logarithm of the odds for "neither"."""
    images = torch.cat((digits, others))
    is_other = torch.cat((torch.zeros(len(digits)), torch.ones(len(others))))
    network = ClassicalPart(1, SEED).train()
    network.drop_maps.probability, network.drop_hidden.probability = DROPOUT_MAPS, DROPOUT_HIDDEN
    optimiser = torch.optim.Adam(network.parameters())
    n_steps = EPOCHS * math.ceil(len(images) / BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_LEARNING_RATE, n_steps)
    for epoch in range(EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(images), generator=order).split(BATCH_SIZE):
            odds = network(images[rows])[:, 0]
            loss = F.binary_cross_entropy_with_logits(odds, is_other[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        logging.info("epoch %d: loss %.4f", epoch + 1, total / len(images))
    return network


def scores(detector: NoveltyDetector, images: Tensor) -> Tensor:
    return torch.cat([detector.score(part) for part in images.split(256)])


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    weights = Path(checkpoint.__file__).parent / "weights" / FILES["zero-one"]
    weights.write_bytes(detector_bytes(trained_detector()))
    logging.info("%s", weights)
