"""What people wrote, with several canvases and pens, through the networks that come with the app.

None of these people's strokes were used to train a network or a detector, or to set a limit.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
import torch

from hqnn_core import StatevectorEngine, image_from_canvas, load_pretrained
from hqnn_core.drawing.novelty import Hand, load_novelty_detector, measured_hands
from hqnn_core.pretraining.strokes import canvas_of_strokes
from tests import scribbles


class Written(NamedTuple):
    labels: torch.Tensor
    images: torch.Tensor


@pytest.fixture(
    scope="module",
    params=[hand for hand in measured_hands() if not hand.is_thick],
    ids=lambda hand: f"{hand.side}-{hand.pen}-{hand.extent}",
)
def hand(request: pytest.FixtureRequest) -> Hand:
    return request.param


def written(drawings: list[dict], hand: Hand) -> Written:
    canvases = (canvas_of_strokes(d["strokes"], hand.side, hand.pen, hand.extent) for d in drawings)
    images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
    return Written(torch.tensor([d["label"] for d in drawings]), images)


@pytest.fixture(scope="module")
def own(pen_strokes: list[dict], hand: Hand) -> Written:
    """All zeros and ones."""
    return written(pen_strokes, hand)


@pytest.fixture(scope="module")
def others(all_pen_strokes: list[dict], hand: Hand) -> Written:
    """Every third of the others, which are four times as many: of each digit and each writer."""
    return written([d for d in all_pen_strokes if d["label"] not in (0, 1)][::3], hand)


@pytest.fixture(scope="module")
def ten(own: Written, others: Written) -> Written:
    """Every third of all digits."""
    return Written(*(torch.cat((a[::3], b)) for a, b in zip(own, others, strict=True)))


def share_flagged(images: torch.Tensor, name: str) -> float:
    return 1 - float(load_novelty_detector(name).is_digit(images).double().mean())


def test_zeros_and_ones_are_read(own):
    right = load_pretrained().classify(own.images, StatevectorEngine()).labels == own.labels
    assert float(right.double().mean()) >= 0.99


def test_zeros_and_ones_are_told_from_the_others(own, others):
    assert share_flagged(own.images, "zero-one") <= 0.02
    assert share_flagged(others.images, "zero-one") >= 0.9


def test_ten_digits_are_read(ten, hand):
    network = load_pretrained("ten-digits")
    right = network.classify(ten.images, StatevectorEngine()).labels == ten.labels
    is_fat = hand.pen > hand.extent * hand.side / 5
    assert float(right.double().mean()) >= (0.96 if is_fat else 0.97)


def test_ten_digits_are_digits_and_scribbles_of_that_pen_are_not(ten, hand):
    assert share_flagged(ten.images, "ten-digits") <= 0.02
    drawn = [
        scribbles.canvases_of(kind, 5, hand.side, hand.pen, hand.extent)
        for kind in scribbles.NO_DIGITS
    ]
    assert share_flagged(torch.cat(drawn), "ten-digits") >= 0.9
