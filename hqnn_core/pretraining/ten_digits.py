"""Train the network for ten digits. Run: python -m hqnn_core.pretraining.ten_digits

It needs the whole of MNIST and takes about ten minutes on two cores. The network and
its classical twin see MNIST's digits as they are, the same ones in other shapes, the offline set's
training images and made-up handwriting. No picture that people drew on a canvas is used, so all of
those are left to test it with.
"""

from __future__ import annotations

import dataclasses
import logging
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.drawing import image_from_canvas
from hqnn_core.network import (
    ClassicalTwin,
    Digits,
    HybridNet,
    build_model,
    checkpoint,
    load_digits,
    negative_log_likelihood,
)
from hqnn_core.pretraining.digit_strokes import made_up_digit
from hqnn_core.pretraining.strokes import canvas_of_strokes
from hqnn_core.pretraining.zero_one import reshaped

SEED = 0
DIGITS = tuple(range(10))
TRAINED_WITH = ModelConfig(
    digits=DIGITS, qubits=8, layers=2, engine="statevector", shots=None, rule="exact", seed=SEED
)
SHIPPED_WITH = dataclasses.replace(TRAINED_WITH, engine="aer", shots=1000, rule="parameter-shift")
N_MADE_UP = 80_000
THICKEST_PEN = 0.3  # as a share of the drawing
EPOCHS, BATCH_SIZE, PEAK_LEARNING_RATE = 10, 256, 5e-3
DROPOUT_MAPS, DROPOUT_HIDDEN = 0.05, 0.15
CHUNK = 500  # images that a process prepares at a time


def training_images(seed: int = SEED, every: int = 1) -> tuple[Tensor, Tensor]:
    """Bytes (N, 1, 28, 28) to train on, and their labels (N,); or only a part of each kind."""
    mnist, coarse = (load_digits(DIGITS, None, source) for source in ("mnist", "offline"))
    labels = torch.arange(N_MADE_UP // every) % len(DIGITS)
    images, image_labels = as_bytes(mnist.train_images[::every]), mnist.train_labels[::every]
    drawn = [(part, seed + i) for i, part in enumerate(labels.split(CHUNK))]
    shaped = [(part, seed + i) for i, part in enumerate(images.split(CHUNK))]
    with ProcessPoolExecutor() as pool:
        made_up = torch.cat(list(pool.map(_made_up, *zip(*drawn, strict=True))))
        in_shapes = torch.cat(list(pool.map(_in_other_shapes, *zip(*shaped, strict=True))))
    return (
        torch.cat((images, as_bytes(coarse.train_images), in_shapes, made_up)),
        torch.cat((image_labels, coarse.train_labels, image_labels, labels)),
    )


def as_bytes(images: Tensor) -> Tensor:
    """Images in [0, 1] with a byte for each pixel."""
    return (images * 255).round().to(torch.uint8)


def _made_up(labels: Tensor, seed: int) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 1))
    return as_bytes(torch.cat([_drawn(label, random) for label in labels.tolist()]))


def _drawn(label: int, random: np.random.Generator) -> Tensor:
    """A made-up drawing, read as from a canvas, (1, 1, 28, 28)."""
    extent = random.uniform(0.5, 0.95)
    pen = 160 * extent * math.exp(random.uniform(math.log(0.02), math.log(THICKEST_PEN)))
    return image_from_canvas(canvas_of_strokes(made_up_digit(label, random), 160, pen, extent))


def _in_other_shapes(images: Tensor, seed: int) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 2))
    grey = (images.float() / 255).numpy()
    return as_bytes(torch.stack([reshaped(image[0], random) for image in grey]))


def trained(
    config: ModelConfig, images: Tensor, labels: Tensor, test: Digits
) -> HybridNet | ClassicalTwin:
    """A network of this configuration, trained with Adam and one cycle of the learning rate."""
    network = build_model(config).train()
    network.classical.drop_maps.probability = DROPOUT_MAPS
    network.classical.drop_hidden.probability = DROPOUT_HIDDEN
    optimiser = torch.optim.Adam(network.parameters())
    n_steps = EPOCHS * math.ceil(len(images) / BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_LEARNING_RATE, n_steps)
    order = torch.Generator().manual_seed(SEED)
    for epoch in range(EPOCHS):
        network.train()
        for rows in torch.randperm(len(images), generator=order).split(BATCH_SIZE):
            loss = negative_log_likelihood(network(images[rows].float() / 255), labels[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        logging.info("epoch %d: %s", epoch + 1, _accuracy(network.eval(), test))
    return network


def _accuracy(network: HybridNet | ClassicalTwin, test: Digits) -> str:
    parts = zip(test.test_images.split(500), test.test_labels.split(500), strict=True)
    right = sum(int((network.classify(x).labels == y).sum()) for x, y in parts)
    return f"{right:,} of {len(test.test_labels):,} test images"


def pretrained_ten_digits(images: Tensor, labels: Tensor, test: Digits) -> HybridNet:
    """The network "ten-digits", trained on exact expectations and set to measure 1,000 shots."""
    network = trained(TRAINED_WITH, images, labels, test)
    shipped = HybridNet(SHIPPED_WITH)
    shipped.load_state_dict(network.state_dict())
    return shipped


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    mnist_test = load_digits(DIGITS, 1, "mnist")
    prepared = training_images()
    logging.info("%d images to train on", len(prepared[1]))
    weights = Path(checkpoint.__file__).parent / "weights" / "ten_digits.safetensors"
    checkpoint.save_checkpoint(pretrained_ten_digits(*prepared, mnist_test), weights)
    logging.info("%s: %s", weights, SHIPPED_WITH)
    logging.info("its classical twin:")
    trained(dataclasses.replace(TRAINED_WITH, kind="classical"), *prepared, mnist_test)
