"""What a network is taught with, and that it learns from it."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st

from hqnn_core import (
    ModelConfig,
    TrainConfig,
    image_from_canvas,
    load_digits,
    load_pretrained,
)
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.drawing.fine_tuning import (
    evaluation_of,
    taught_and_held_out,
    tuning_configs,
    tuning_images,
)
from hqnn_core.network.data import Digits
from hqnn_core.network.labelled_images import pixels_of
from hqnn_core.network.training import Trainer
from hqnn_core.runs.run import Run
from hqnn_core.words.drawing import tuning_text

DIGITS = load_digits((0, 1), 100, "offline")
FLAT_ONE = [np.array([[0.0, 0.0], [1.0, 0.12]])]  # nearly horizontal: read as a 0 by many networks


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0, 1, 7]), min_size=1, max_size=100))
def test_tuning_is_bounded_and_even(labels: list[int]):
    own = [label for label in labels if label in (0, 1)]
    drawings = DrawingSet((bytes([9]) * 784,) * len(labels), tuple(labels))
    if not own:
        with pytest.raises(ValueError, match="no drawing is one of"):
            tuning_images(drawings, DIGITS)
        return
    tuning = tuning_images(drawings, DIGITS)
    n_own = tuning.images.count(bytes([9]) * 784)
    assert n_own % len(own) == 0
    assert 0 <= len(tuning.images) - 2 * n_own <= 1
    Run(ModelConfig(), TrainConfig(), drawings=tuning)  # checks that these can be trained on


def test_digits_of_a_tuning_keep_their_labels():
    tuning = tuning_images(DrawingSet((bytes(784),), (1,)), DIGITS)
    zeros = {pixels_of(image) for image in DIGITS.train_images[DIGITS.train_labels == 0]}
    for image, label in list(zip(tuning.images, tuning.labels, strict=True))[50:]:
        assert (image in zeros) == (label == 0)


def test_tuning_teaches_the_drawing_and_keeps_the_digits():
    network = load_pretrained()
    image = image_from_canvas(canvas_of_strokes(FLAT_ONE, 300))
    drawings = DrawingSet().with_drawing(image, 0)  # against its shape, so that it has to learn
    before = evaluation_of(network, drawings)
    assert before.n_right == 0
    tuning, (_, training) = tuning_images(drawings, DIGITS), tuning_configs(network.config)
    data = Digits(
        tuning.tensor(), torch.tensor(tuning.labels),
        DIGITS.test_images, DIGITS.test_labels, (0, 1), "drawings",
    )  # fmt: skip
    for _ in Trainer(network, data, training).events():
        pass
    after = evaluation_of(network.eval(), drawings)
    assert after.n_right == 1
    exact = network.activations(DIGITS.test_images).theta[:, 0].sin()
    right = (exact > 0).long() == DIGITS.test_labels
    assert float(right.float().mean()) > 0.97
    said = tuning_text(before, after, 1, is_held_out=False)
    assert said.startswith("The network learned from 1 drawing of yours. ")
    assert "tested on the same drawings" in said
    assert "Read correctly before: 0 of 1. After: 1." in said


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), max_size=100))
def test_every_fourth_of_a_digit_is_held_out_and_nothing_is_lost(labels: list[int]):
    images = tuple(bytes([i]) * 784 for i in range(len(labels)))
    taught, held_out = taught_and_held_out(DrawingSet(images, tuple(labels)))
    assert set(taught.images) | set(held_out.images) == set(images)
    assert not set(taught.images) & set(held_out.images)
    for digit in range(10):
        assert held_out.labels.count(digit) == labels.count(digit) // 4
