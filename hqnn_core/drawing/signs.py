"""Two signs of one's own: a fresh network learns them, and is tested on other people's drawings.

Twofold cross-validation: the network trained on one half of the drawings is tested on the other,
and the other way round, so that each drawing is read once by a network that has not seen it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.drawing.fine_tuning import tuning_configs
from hqnn_core.network import (
    BatchDone,
    Digits,
    HybridNet,
    LabelledImages,
    Trainer,
    checkpoint_bytes,
)
from hqnn_core.quantum import Report, exact_engine, unreported

LEAST = 4
"""Drawings of each sign that are needed."""
LEAST_OF_A_HALF = 2
"""Of them, in each half."""
N_TRAINED = 100
"""Images of an epoch: the drawings, repeated; more drawings are not repeated."""
MODEL, TRAINING = tuning_configs(ModelConfig())


@dataclass(frozen=True)
class SignsLearned:
    """The result of learning two signs.

    Attributes:
        is_right: of each drawing, whether the network trained on the other half reads it.
        checkpoint: of a network trained on all drawings; its class 1 is the second sign.
    """

    is_right: tuple[bool, ...]
    checkpoint: bytes

    @property
    def n_right(self) -> int:
        return sum(self.is_right)


def random_halves(labels: Sequence[int], seed: int = 0) -> tuple[int, ...]:
    """A half, 0 or 1, for each drawing: the drawings of each sign are split evenly, at random."""
    halves = [0] * len(labels)
    for label in (0, 1):
        places = [i for i, each in enumerate(labels) if each == label]
        random.Random(seed + label).shuffle(places)
        for order, i in enumerate(places):
            halves[i] = (order + label) % 2
    return tuple(halves)


def are_enough(labels: Sequence[int], halves: Sequence[int]) -> bool:
    """Whether each sign has enough drawings, in each half too."""
    pairs = list(zip(labels, halves, strict=True))
    return all(
        labels.count(label) >= LEAST
        and all(pairs.count((label, half)) >= LEAST_OF_A_HALF for half in (0, 1))
        for label in (0, 1)
    )


def learn_signs(
    drawings: LabelledImages, halves: tuple[int, ...], report: Report = unreported
) -> SignsLearned:
    """Train on one half and test on the other, the reverse, and train on all drawings.

    Args:
        drawings: labels 0 and 1.
        halves: 0 or 1 for each drawing.
        report: called with the batches done and all batches.

    Raises `ValueError` where `are_enough` is false.
    """
    if not are_enough(drawings.labels, halves):
        raise ValueError(f"each sign needs {LEAST} drawings, {LEAST_OF_A_HALF} in each half.")
    images, labels = drawings.tensor(), torch.tensor(drawings.labels)
    first, whole = torch.tensor(halves) == 0, torch.ones(len(labels), dtype=torch.bool)
    splits = [(first, ~first), (~first, first), (whole, whole)]  # to train on, to test on
    done, total = 0, sum(_n_batches(train) for train, _ in splits)
    is_right, network = torch.zeros(len(labels), dtype=torch.bool), HybridNet()
    for train, test in splits:
        network = HybridNet(MODEL)
        trainer = Trainer(network, _data(images, labels, train, test), TRAINING)
        for event in trainer.events():
            if isinstance(event, BatchDone):
                done += 1
                report(done, total)
        if train is not test:
            found = network.classify(images[test], exact_engine()).labels
            is_right[test] = found == labels[test]
    return SignsLearned(tuple(is_right.tolist()), checkpoint_bytes(network.eval()))


def _repeats(train: Tensor) -> int:
    return max(N_TRAINED // int(train.sum()), 1)


def _n_batches(train: Tensor) -> int:
    return TRAINING.epochs * TRAINING.n_batches(int(train.sum()) * _repeats(train))


def _data(images: Tensor, labels: Tensor, train: Tensor, test: Tensor) -> Digits:
    n = _repeats(train)
    return Digits(
        images[train].repeat(n, 1, 1, 1), labels[train].repeat(n), images[test], labels[test],
        MODEL.digits, "drawings",
    )  # fmt: skip
