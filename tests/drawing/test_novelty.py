"""What the detector promises, on images that it was not trained on."""

import numpy as np
import pytest
import torch

from hqnn_core import image_from_canvas, load_digits
from hqnn_core.drawing.novelty import (
    NoveltyDetector,
    detector_bytes,
    detector_from_bytes,
    load_novelty_detector,
    measured_hands,
)
from hqnn_core.network.model import ClassicalPart
from hqnn_core.pretraining.strokes import canvas_of_strokes, made_up_one, made_up_zero
from tests import scribbles

HANDS = [(hand.side, hand.pen, hand.extent) for hand in measured_hands() if not hand.is_thick]


def share_flagged(images: torch.Tensor) -> float:
    return 1 - float(load_novelty_detector().is_digit(images).double().mean())


def test_score_beyond_the_limit_is_no_digit():
    network = ClassicalPart(1, seed=0)
    images = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    scores = NoveltyDetector(network, 0.0).score(images)
    limit = float(scores.sort().values[3])
    expected = [s <= limit for s in scores.tolist()]
    assert NoveltyDetector(network, limit).is_digit(images).tolist() == expected
    assert sum(expected) == 4


def test_image_scores_alike_alone_and_in_a_batch():
    detector = load_novelty_detector()
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    alone = torch.cat([detector.score(image[None]) for image in images])
    torch.testing.assert_close(detector.score(images), alone)


def test_detector_survives_its_file():
    detector = NoveltyDetector(ClassicalPart(1, seed=3), limit=1.25)
    again = detector_from_bytes(detector_bytes(detector))
    images = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    assert again.limit == 1.25
    assert torch.equal(again.score(images), detector.score(images))


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_limit_that_is_no_number_is_refused(limit):
    with pytest.raises(ValueError, match="limit must be finite"):
        NoveltyDetector(ClassicalPart(1, seed=0), limit)


@pytest.mark.parametrize("maker", [made_up_zero, made_up_one])
def test_made_up_zeros_and_ones_are_digits(maker):
    """Among them slashed zeros and ones with a long up-stroke; another seed than in training."""
    random = np.random.default_rng(1001)
    images = [image_from_canvas(canvas_of_strokes(maker(random))) for _ in range(200)]
    assert share_flagged(torch.cat(images)) <= 0.02


def test_scribbles_are_flagged():
    """Kinds that it was trained on and others, patches that fat pens leave of a 0 among them."""
    drawn = [scribbles.images_of(kind, 30) for kind in scribbles.KINDS]
    assert share_flagged(torch.cat(drawn)) >= 0.9


@pytest.mark.parametrize("kind", sorted(set(scribbles.KINDS) - {"patch", "Z"}))
def test_each_kind_of_scribble_is_flagged(kind):
    """Not so patches, which may be a 0 of a fat pen, and Z, near a 1 with up-stroke and foot."""
    assert share_flagged(scribbles.images_of(kind, 60)) >= 0.9


def test_offline_zeros_and_ones_are_digits():
    digits = load_digits((0, 1), 1, "offline")
    assert share_flagged(digits.test_images) <= 0.02


def test_most_other_offline_digits_are_flagged():
    """Images of 8 by 8 pixels, blurred: fewer than of drawings and of MNIST."""
    digits = load_digits(tuple(range(2, 10)), 1, "offline")
    assert share_flagged(digits.test_images) >= 0.75


def test_test_digits_of_mnist_are_told_apart(mnist):
    own = load_digits((0, 1), 1, "mnist").test_images
    others = load_digits(tuple(range(2, 10)), 1, "mnist").test_images
    assert share_flagged(own) <= 0.02
    assert share_flagged(others) >= 0.9


@pytest.mark.parametrize(("side", "pen", "extent"), HANDS)
def test_peoples_digits_are_told_apart(all_pen_strokes, side, pen, extent):
    """None of these people's strokes were used to train it or to set its limit.

    All of the zeros and ones, and every third of the others, which are four times as many: each
    digit is among them, and each writer.
    """
    own = [d["strokes"] for d in all_pen_strokes if d["label"] in (0, 1)]
    others = [d["strokes"] for d in all_pen_strokes if d["label"] not in (0, 1)][::3]
    for drawings, lowest, highest in ((own, 0, 0.02), (others, 0.9, 1)):
        canvases = (canvas_of_strokes(strokes, side, pen, extent) for strokes in drawings)
        images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
        assert lowest <= share_flagged(images) <= highest


def test_detector_knows_zeros_and_ones_in_either_order_and_no_other_digits():
    detector = load_novelty_detector()
    assert [detector.knows(digits) for digits in ((0, 1), (1, 0), (0, 7))] == [True, True, False]
