"""Two signs of one's own are learned from few drawings, and tested on those of others."""

import math

import numpy as np
import pytest

from hqnn_core import image_from_canvas, load_checkpoint
from hqnn_core.drawing import are_enough, learn_signs, random_halves
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.network.labelled_images import LabelledImages, pixels_of
from hqnn_core.quantum import exact_engine

Strokes = list[np.ndarray]


def star() -> Strokes:
    angles = math.pi / 2 + np.arange(6) * 4 * math.pi / 5
    return [np.stack((np.cos(angles), -np.sin(angles)), 1)]


def smile() -> Strokes:
    around, mouth = np.linspace(0, 2 * math.pi, 30), np.linspace(0.3, math.pi - 0.3, 12)
    eyes = [np.array([[x, -0.4], [x, -0.2]]) for x in (-0.3, 0.3)]
    face = [np.stack((r * np.cos(a), r * np.sin(a)), 1) for r, a in ((1, around), (0.6, mouth))]
    return [*face, *eyes]


def by_hand(strokes: Strokes, hand: np.random.Generator) -> bytes:
    turn = hand.normal(0, 0.15)
    spun = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    drawn = [
        (s + hand.normal(0, 0.05, s.shape)) @ spun * hand.uniform(0.8, 1.2, 2) for s in strokes
    ]
    return pixels_of(image_from_canvas(canvas_of_strokes(drawn, 280)))


def test_signs_of_half_of_the_pupils_are_read_by_a_network_that_learned_the_others():
    """Four pupils with hands of their own draw two of each."""
    hands = [np.random.default_rng(i) for i in range(4)]
    images = [by_hand(sign(), hand) for hand in hands for sign in (star, smile) * 2]
    labels, halves = (0, 1) * 8, tuple(i // 4 % 2 for i in range(16))
    reports: list[tuple[int, int]] = []
    drawings = LabelledImages(tuple(images), labels)
    found = learn_signs(drawings, halves, lambda *r: reports.append(r))
    assert found.n_right >= 14  # by chance, once in 500 times
    assert reports == [(i + 1, len(reports)) for i in range(len(reports))]
    network = load_checkpoint(found.checkpoint)
    answers = network.classify(drawings.tensor(), exact_engine()).labels
    assert answers.tolist() == list(labels)


@pytest.mark.parametrize(
    ("labels", "halves", "are"),
    [
        ((0,) * 4 + (1,) * 4, (0, 0, 1, 1) * 2, True),
        ((0,) * 4 + (1,) * 3, (0, 0, 1, 1, 0, 1, 1), False),
        ((0,) * 4 + (1,) * 4, (0, 0, 0, 1) * 2, False),
        ((0,) * 8, (0, 1) * 4, False),
        ((), (), False),
    ],
)
def test_four_of_each_are_needed_and_two_in_each_half(labels, halves, are):
    assert are_enough(labels, halves) is are
    if not are:
        with pytest.raises(ValueError, match="each sign needs 4"):
            learn_signs(LabelledImages((bytes(784),) * len(labels), labels), halves)


def test_random_halves_have_as_many_of_each_sign():
    labels = (0,) * 5 + (1,) * 4
    halves = random_halves(labels, 3)
    assert are_enough(labels, halves)
    assert sum(half for half, label in zip(halves, labels, strict=True) if label) == 2
    assert len({random_halves(labels, seed) for seed in range(9)}) > 1
