"""Training of the network for ten digits. Run: python -m hqnn_core.pretraining.ten_digits

It needs the whole of MNIST and takes an hour of processor time: five seeds of the hybrid network
and of its classical twin. All ten networks see the same images: MNIST's digits as they are, the
same ones reshaped, the offline set's training images and synthetic handwriting. No drawing by
people on a canvas is used: all of them remain for tests. The hybrid network of the first seed
comes with the package; how many test images each network reads is recorded.
"""

from __future__ import annotations

import dataclasses
import logging
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from hqnn_core.comparison.recorded import TEN_DIGITS
from hqnn_core.comparison.significance import N_SEEDS
from hqnn_core.config import ModelConfig
from hqnn_core.network import (
    ClassicalTwin,
    Digits,
    HybridNet,
    build_model,
    checkpoint,
    load_digits,
    negative_log_likelihood,
)
from hqnn_core.pretraining.example_run import write
from hqnn_core.pretraining.strokes import made_up_digit, random_drawing
from hqnn_core.pretraining.zero_one import reshaped

SEED = 0  # of the images, and of the network that comes with the package
SEEDS = tuple(range(SEED, SEED + N_SEEDS))
DIGITS = tuple(range(10))
TRAINED_WITH = ModelConfig(
    digits=DIGITS, qubits=8, layers=2, engine="statevector", shots=None, rule="exact", seed=SEED
)
SHIPPED_WITH = dataclasses.replace(TRAINED_WITH, engine="aer", shots=1000, rule="parameter-shift")
N_MADE_UP, N_TEST = 80_000, 10_000
PRINTED_ONES = 0.3  # of the synthetic ones
PENS = 0.02, 0.3  # thinnest and thickest, as a share of the drawing
EPOCHS, BATCH_SIZE, PEAK_LEARNING_RATE = 10, 256, 5e-3
DROPOUT_MAPS, DROPOUT_HIDDEN = 0.05, 0.15
CHUNK = 500  # images in one task of a process


def training_images(
    seed: int = SEED, every: int = 1, printed_ones: float = PRINTED_ONES
) -> tuple[Tensor, Tensor]:
    """Training images as bytes (N, 1, 28, 28), and labels (N,); one of `every` of each kind."""
    mnist, coarse = (load_digits(DIGITS, None, source) for source in ("mnist", "offline"))
    labels = torch.arange(N_MADE_UP // every) % len(DIGITS)
    images, image_labels = as_bytes(mnist.train_images[::every]), mnist.train_labels[::every]
    drawn = [(part, seed + i) for i, part in enumerate(labels.split(CHUNK))]
    shaped = [(part, seed + i) for i, part in enumerate(images.split(CHUNK))]
    with ProcessPoolExecutor() as pool:
        draw = partial(_made_up, printed_ones=printed_ones)
        made_up = torch.cat(list(pool.map(draw, *zip(*drawn, strict=True))))
        in_shapes = torch.cat(list(pool.map(_in_other_shapes, *zip(*shaped, strict=True))))
    return (
        torch.cat((images, as_bytes(coarse.train_images), in_shapes, made_up)),
        torch.cat((image_labels, coarse.train_labels, image_labels, labels)),
    )


def as_bytes(images: Tensor) -> Tensor:
    """Images in [0, 1] as bytes."""
    return (images * 255).round().to(torch.uint8)


def _made_up(labels: Tensor, seed: int, printed_ones: float) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 1))
    ways = partial(made_up_digit, printed_ones=printed_ones)
    drawings = [random_drawing(partial(ways, n), *PENS, random) for n in labels.tolist()]
    return as_bytes(torch.stack(drawings))


def _in_other_shapes(images: Tensor, seed: int) -> Tensor:
    torch.set_num_threads(1)
    random = np.random.default_rng((seed, 2))
    grey = (images.float() / 255).numpy()
    return as_bytes(torch.stack([reshaped(image[0], random) for image in grey]))


def trained(config: ModelConfig, images: Tensor, labels: Tensor) -> HybridNet | ClassicalTwin:
    """A network of this configuration, trained with Adam and one cycle of the learning rate.

    Its seed is that of the first weights, of the dropout and of the order of the images.
    """
    network = build_model(config)
    network.classical.drop_maps.probability = DROPOUT_MAPS
    network.classical.drop_hidden.probability = DROPOUT_HIDDEN

    def loss(rows: Tensor) -> Tensor:
        return negative_log_likelihood(network(images[rows].float() / 255), labels[rows])

    order = torch.Generator().manual_seed(config.seed)
    for _ in one_cycle(network, loss, len(images), BATCH_SIZE, EPOCHS, PEAK_LEARNING_RATE, order):
        pass
    return network.eval()


def one_cycle(
    network: nn.Module,
    loss: Callable[[Tensor], Tensor],
    n_images: int,
    batch_size: int,
    epochs: int,
    peak: float,
    order: torch.Generator,
) -> Iterator[int]:
    """Train with Adam and one cycle of the learning rate; yield the number of each epoch done.

    `loss` gets the indices of a batch's images.
    """
    optimiser = torch.optim.Adam(network.parameters())
    n_steps = epochs * math.ceil(n_images / batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, n_steps)
    for epoch in range(epochs):
        network.train()
        for rows in torch.randperm(n_images, generator=order).split(batch_size):
            optimiser.zero_grad()
            loss(rows).backward()
            optimiser.step()
            schedule.step()
        yield epoch + 1


def _n_right(network: HybridNet | ClassicalTwin, test: Digits) -> int:
    parts = zip(test.test_images.split(500), test.test_labels.split(500), strict=True)
    return sum(int((network.classify(x).labels == y).sum()) for x, y in parts)


def _trained_alone(config: ModelConfig, images: Tensor, labels: Tensor) -> tuple[bytes, int]:
    """The checkpoint of a trained network, and how many test images it reads."""
    torch.set_num_threads(1)
    network = trained(config, images, labels)
    n_right = _n_right(network, load_digits(DIGITS, 1, "mnist"))
    logging.info("%s, seed %d: %d test images", config.kind, config.seed, n_right)
    return checkpoint.checkpoint_bytes(network), n_right


def main() -> None:
    """Train the ten networks in processes of their own; write the weights and what was measured."""
    images, labels = training_images()
    logging.info("%d images to train on", len(labels))
    configs = [
        dataclasses.replace(TRAINED_WITH, kind=kind, seed=seed)
        for seed in SEEDS
        for kind in ("hybrid", "classical")
    ]
    alone = partial(_trained_alone, images=images, labels=labels)
    with ProcessPoolExecutor() as pool:
        checkpoints, right = zip(*pool.map(alone, configs), strict=True)
    rows = [list(row) for row in zip(SEEDS, right[::2], right[1::2], strict=True)]
    pairs = {"fields": ["seed", "hybrid", "twin"], "rows": rows}
    write(TEN_DIGITS, {"date": date.today().isoformat(), "n_test": N_TEST, "pairs": pairs})
    network = HybridNet(SHIPPED_WITH)
    network.load_state_dict(checkpoint.load_checkpoint(checkpoints[0]).state_dict())
    weights = Path(checkpoint.__file__).parent / "weights"
    checkpoint.save_checkpoint(network, weights / "ten_digits.safetensors")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
