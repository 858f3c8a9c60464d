"""Train the networks that come with the package. Run: python -m hqnn_core.pretraining.zero_one

It needs the whole of MNIST and takes a few minutes. The network sees MNIST's zeros
and ones as they are, the same ones turned, sheared, stretched and with other stroke widths, and
made-up pen strokes for what MNIST hardly has: ones with a long up-stroke, slashed zeros. The
offline set's training images, coarse as they are, are among them. No picture that people drew on
a canvas is used, so all of those are left to test it with.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.drawing import image_from_canvas
from hqnn_core.network import (
    IMAGE_SIDE,
    MIDDLE,
    BatchDone,
    Digits,
    HybridNet,
    checkpoint,
    load_digits,
    mnist_form,
    train,
)
from hqnn_core.pretraining.strokes import canvas_of_strokes, made_up_one, made_up_zero

N_MADE_UP = 24_000
SEED = 0
TRAINED_WITH = ModelConfig(engine="statevector", shots=None, seed=SEED)
SHIPPED_WITH = dataclasses.replace(TRAINED_WITH, engine="aer", shots=1000)
FAST = TrainConfig(
    source="mnist", epochs=8, batch_size=64, learning_rate=1e-3, n_test_per_class=10_000, seed=SEED
)
TOWARDS_ONE = 0.1  # radians: strokes that excite no hidden value have no hole, so they are a 1
SLOW = dataclasses.replace(FAST, epochs=4, learning_rate=2e-4)


def training_digits(seed: int = SEED) -> Digits:
    """Zeros and ones to train on: MNIST's, the same in other shapes, coarse and made-up ones."""
    random = np.random.default_rng(seed)
    mnist, coarse = load_digits((0, 1), None, "mnist"), load_digits((0, 1), None, "offline")
    in_shapes = torch.stack([reshaped(image[0].numpy(), random) for image in mnist.train_images])
    made_up_labels = torch.arange(N_MADE_UP) % 2
    made_up = torch.stack([_made_up(label, random) for label in made_up_labels.tolist()])
    return dataclasses.replace(
        mnist,
        train_images=torch.cat((mnist.train_images, in_shapes, coarse.train_images, made_up)),
        train_labels=torch.cat(
            (
                mnist.train_labels,
                mnist.train_labels,
                coarse.train_labels,
                made_up_labels,
            )
        ),
    )


def reshaped(image: NDArray[np.float32], random: np.random.Generator) -> torch.Tensor:
    """An MNIST image turned, sheared, stretched, and redrawn with another pen: (1, 28, 28)."""
    turn = math.radians(random.normal(0, 12))
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    shear = np.array([[1, 0], [random.normal(0, 0.2), 1]])
    stretch = np.diag([random.uniform(0.9, 1.3), random.uniform(0.8, 1.3)])
    matrix = rotation @ shear @ stretch
    middle = np.full(2, MIDDLE)
    offset = middle - matrix @ middle
    turned = ndimage.affine_transform(image, matrix, offset, order=1)  # type: ignore[arg-type]
    return mnist_form(turned / turned.max(), float(random.uniform(2, 4.5)))[0]


def _made_up(label: int, random: np.random.Generator) -> torch.Tensor:
    """A made-up drawing, read as from a canvas, (1, 28, 28).

    The pen is up to half as wide as the drawing is long: such a pen leaves a blob.
    """
    strokes = made_up_one(random) if label else made_up_zero(random)
    extent = random.uniform(0.5, 0.95)
    pen = 160 * extent * math.exp(random.uniform(math.log(0.025), math.log(0.5)))
    return image_from_canvas(canvas_of_strokes(strokes, 160, pen, extent))[0]


def pretrained_zero_one() -> HybridNet:
    """The network "zero-one", trained on exact expectations and set to measure 1,000 shots."""
    torch.set_num_threads(1)
    model, digits = HybridNet(TRAINED_WITH), training_digits()
    for event in itertools.chain(train(model, digits, FAST), train(model, digits, SLOW)):
        if not isinstance(event, BatchDone):
            logging.info(event)
    shipped = HybridNet(SHIPPED_WITH)
    shipped.load_state_dict(model.state_dict())
    with torch.no_grad():
        shipped.classical.dense2.bias.add_(TOWARDS_ONE)
    return shipped


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    weights = Path(checkpoint.__file__).parent / "weights" / "zero_one.safetensors"
    checkpoint.save_checkpoint(pretrained_zero_one(), weights)
    logging.info("%s: %d x %d images, %s", weights, IMAGE_SIDE, IMAGE_SIDE, SHIPPED_WITH)
