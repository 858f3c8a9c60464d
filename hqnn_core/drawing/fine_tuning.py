"""Fine-tuning of a network on one person's labelled drawings, which takes seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import eq

import torch

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.network import ClassicalTwin, Digits, HybridNet, LabelledImages, pixels_of
from hqnn_core.quantum import exact_engine

MOST_OF_A_KIND = 200
"""The largest number of drawings among the training images, and of other digits: 400 in all."""
MOST_REPEATS = 50
HELD_OUT = 4  # every fourth drawing of each digit
EPOCHS = 15
LEARNING_RATE = 1e-3


def taught_and_held_out(drawings: DrawingSet) -> tuple[DrawingSet, DrawingSet]:
    """The drawings to train on, and those held out for testing.

    Every fourth of each digit is held out; with fewer than four, none is.
    """
    held_out: set[int] = set()
    for digit in set(drawings.labels):
        places = [i for i, label in enumerate(drawings.labels) if label == digit]
        held_out.update(places[HELD_OUT - 1 :: HELD_OUT])
    return drawings.without(held_out), drawings.without(set(range(len(drawings))) - held_out)


def tuning_images(drawings: DrawingSet, digits: Digits) -> LabelledImages:
    """The drawings, repeated, and about as many training images of `digits`, with their classes.

    As many other images are added so that the network does not forget them. Drawings are repeated
    up to 50 times; each of the two kinds has at most 200 images. Raises `ValueError` where no
    drawing is one of the digits.
    """
    own = drawings.of(digits.digits)
    if not len(own):
        raise ValueError(f"no drawing is one of the digits {digits.digits}.")
    repeats = max(min(MOST_REPEATS, MOST_OF_A_KIND // len(own)), 1)
    n_others = min(repeats * len(own), MOST_OF_A_KIND)
    per_class = -(-n_others // len(digits.digits))
    others = torch.cat(
        [(digits.train_labels == k).nonzero()[:per_class, 0] for k in range(len(digits.digits))]
    )
    return LabelledImages(
        own.images * repeats + tuple(pixels_of(digits.train_images[i]) for i in others.tolist()),
        tuple(digits.digits.index(label) for label in own.labels) * repeats
        + tuple(digits.train_labels[others].tolist()),
    )


def tuning_configs(model: ModelConfig) -> tuple[ModelConfig, TrainConfig]:
    """The settings of fine-tuning: the fast engine, the network's shots, MNIST if it is there.

    A network with many angles is tuned without shots: parameter shifts would take a minute.
    """
    training = TrainConfig(epochs=EPOCHS, learning_rate=LEARNING_RATE)
    fast = model.simulated()
    return fast if model.has_one_angle else replace(fast, shots=None, rule="exact"), training


@dataclass(frozen=True)
class Evaluation:
    """A network's exact answers to N labelled drawings.

    Attributes:
        probabilities: of the label of each, (N,).
        labels, answers: class indices (N,).
        thetas: radians, or a twin's logits, (N,); empty where a network has more than one.
    """

    probabilities: tuple[float, ...] = ()
    labels: tuple[int, ...] = ()
    answers: tuple[int, ...] = ()
    thetas: tuple[float, ...] = ()

    @property
    def n_right(self) -> int:
        return sum(map(eq, self.answers, self.labels))


def evaluation_of(network: HybridNet | ClassicalTwin, drawings: DrawingSet) -> Evaluation:
    """The network evaluated on the drawings of its own digits."""
    own = drawings.of(network.config.digits)
    labels = tuple(network.config.digits.index(label) for label in own.labels)
    if not labels:
        return Evaluation()
    found = network.classify(own.tensor(), exact_engine())
    thetas = tuple(found.theta[:, 0].tolist()) if network.config.has_one_angle else ()
    shares = found.probabilities[torch.arange(len(labels)), list(labels)]
    return Evaluation(tuple(shares.tolist()), labels, tuple(found.labels.tolist()), thetas)


def untaught(drawings: DrawingSet, digits: tuple[int, ...]) -> tuple[int, ...]:
    """The digits without a drawing."""
    return tuple(digit for digit in digits if digit not in drawings.labels)
