"""What the detector promises, on images that it was not trained on."""

import numpy as np
import pytest
import torch

from hqnn_core import image_from_canvas, load_digits
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.drawing.novelty import (
    FILES,
    NoveltyDetector,
    detector_bytes,
    detector_for,
    detector_from_bytes,
    has_several_digits,
    load_novelty_detector,
)
from hqnn_core.network.classical_part import ClassicalPart
from hqnn_core.pretraining.strokes import (
    made_up_digit,
    made_up_one,
    made_up_zero,
)
from tests import scribbles

TEN = "ten-digits"


def share_flagged(images: torch.Tensor, name: str = "zero-one") -> float:
    parts = [load_novelty_detector(name).is_digit(part) for part in images.split(500)]
    return 1 - float(torch.cat(parts).double().mean())


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


@pytest.mark.parametrize("digits", [(0, 1), tuple(range(10))])
def test_detector_survives_its_file(digits):
    detector = NoveltyDetector(ClassicalPart(1, seed=3), 1.25, digits)
    again = detector_from_bytes(detector_bytes(detector))
    images = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    assert (again.limit, again.digits) == (1.25, digits)
    assert torch.equal(again.score(images), detector.score(images))


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_limit_that_is_no_number_is_refused(limit):
    with pytest.raises(ValueError, match="limit must be finite"):
        NoveltyDetector(ClassicalPart(1, seed=0), limit)


@pytest.mark.parametrize("maker", [made_up_zero, made_up_one])
def test_made_up_zeros_and_ones_are_digits(maker):
    """Among them slashed zeros and ones with a long up-stroke; another seed than in training."""
    random = np.random.default_rng(1001)
    images = [image_from_canvas(canvas_of_strokes(maker(random))) for _ in range(50)]
    assert share_flagged(torch.cat(images)) <= 0.02


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("source", ["mnist", "offline"])
def test_test_digits_are_told_apart(request, source, name):
    """Offline images are of 8 by 8 pixels, blurred."""
    if source == "mnist":
        request.getfixturevalue("mnist")
    own = load_novelty_detector(name).digits
    assert share_flagged(load_digits(own, 1, source).test_images[:3000], name) <= 0.02
    if name == "zero-one":
        others = load_digits(tuple(range(2, 10)), 1, source).test_images[:3000]
        assert share_flagged(others) >= (0.9 if source == "mnist" else 0.75)


@pytest.mark.parametrize(("name", "left_out"), [("zero-one", {"patch"}), (TEN, set())])
def test_each_kind_of_scribble_is_no_digit(name, left_out):
    """Five letters stand for all that do not look like a digit.

    A patch may be a 0 of a fat pen. A short walk may look like a 1.
    """
    kinds = set(scribbles.KINDS) - set(scribbles.LETTERS) | {*"AHKMX"}
    for kind in sorted(kinds - left_out):
        least = 0.75 if kind == "walk" else 0.9
        assert share_flagged(scribbles.images_of(kind, 60), name) >= least, kind


def test_made_up_digits_are_digits():
    """Another seed than in training. Zeros are flagged most often."""
    random, shares = np.random.default_rng(3003), []
    for digit in range(10):
        canvases = [canvas_of_strokes(made_up_digit(digit, random)) for _ in range(20)]
        images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
        shares.append(share_flagged(images, TEN))
    assert sum(shares) / 10 <= 0.02
    assert max(shares) <= 0.1


def test_detector_is_chosen_by_the_digits_in_any_order():
    assert detector_for(range(10)).digits == tuple(range(10))
    assert detector_for((0, 1)).digits == (0, 1)
    assert detector_for((1, 0)).knows((1, 0))
    assert not detector_for((3, 5)).knows((3, 5))
    with pytest.raises(ValueError, match="name must be one of zero-one, ten-digits"):
        load_novelty_detector("letters")


ZERO = np.stack((0.3 * np.cos(a := np.linspace(0, 6.3, 60)), 0.5 * np.sin(a)), 1)
BAR = np.array([[0.0, -0.5], [0.0, 0.5]])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("number", ["11", "101"])
def test_plain_number_of_several_digits_is_no_digit(number, name):
    images = []
    for gap in (0.25, 0.35, 0.5):
        for pen in (12, 20):
            strokes, start = [], 0.0
            for digit in number:
                half = 0.3 if digit == "0" else 0.0
                strokes.append((ZERO if digit == "0" else BAR) + (start + half, 0.0))
                start += 2 * half + gap
            images.append(image_from_canvas(canvas_of_strokes(strokes, 400, pen, 0.8)))
    assert share_flagged(torch.cat(images), name) == 1


@pytest.mark.parametrize(
    ("name", "gap", "least"),
    [("zero-one", "apart", 0.98), ("zero-one", "touching", 0.75), (TEN, "touching", 0.88)],
)
def test_several_of_a_persons_digits_in_one_drawing_are_no_digit(all_pen_strokes, name, gap, least):
    digits = load_novelty_detector(name).digits
    drawings = [drawing for drawing in all_pen_strokes if drawing["label"] in digits]
    images = scribbles.numbers_of(drawings, scribbles.GAPS[gap], 120, 280, 20, 0.7)
    assert share_flagged(images, name) >= least


def test_no_digit_of_a_person_is_taken_for_several(all_pen_strokes):
    """A sixth of their drawings, each on one of three canvases."""
    for i, (side, pen, extent) in enumerate(((280, 20, 0.7), (600, 12, 1.0), (200, 8, 0.4))):
        drawings = all_pen_strokes[i::18]
        canvases = [canvas_of_strokes(d["strokes"], side, pen, extent) for d in drawings]
        assert not has_several_digits(torch.cat([image_from_canvas(c) for c in canvases])).any()


def test_mnists_digits_are_not_taken_for_several(mnist):
    images = load_digits(range(10), 1, "mnist").test_images
    assert float(has_several_digits(images).double().mean()) < 0.0005
