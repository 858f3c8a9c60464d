"""What people wrote, with several canvases and pens, through the networks that come with the app.

None of these people's strokes were used to train a network or a detector, or to set a limit.
"""

from __future__ import annotations

import pytest
import torch

from hqnn_core import StatevectorEngine, image_from_canvas, load_novelty_detector, load_pretrained
from hqnn_core.drawing.canvas import canvas_of_strokes
from tests import scribbles

HANDS = [(200, 8, 0.4), (400, 40, 0.4)]  # side, pen, share of the canvas


def written(drawings: list[dict], hand: tuple[int, int, float]) -> tuple[torch.Tensor, ...]:
    """Labels and images, (N,) and (N, 1, 28, 28)."""
    canvases = (canvas_of_strokes(d["strokes"], *hand) for d in drawings)
    images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
    return torch.tensor([d["label"] for d in drawings]), images


def share_read(images: torch.Tensor, labels: torch.Tensor, name: str) -> float:
    right = load_pretrained(name).classify(images, StatevectorEngine()).labels == labels
    return float(right.double().mean())


def share_flagged(images: torch.Tensor, name: str) -> float:
    return 1 - float(load_novelty_detector(name).is_digit(images).double().mean())


@pytest.mark.parametrize("hand", HANDS, ids=str)
def test_peoples_digits_are_read_and_told_from_what_is_none(all_pen_strokes, hand):
    """All zeros and ones, and every third of the others, which are four times as many."""
    labels, own = written([d for d in all_pen_strokes if d["label"] < 2], hand)
    assert share_read(own, labels, "zero-one") >= 0.99
    assert share_flagged(own, "zero-one") <= 0.02
    others, images = written([d for d in all_pen_strokes if d["label"] > 1][::3], hand)
    assert share_flagged(images, "zero-one") >= 0.9
    labels, ten = torch.cat((labels[::3], others)), torch.cat((own[::3], images))
    assert share_read(ten, labels, "ten-digits") >= (0.96 if hand == HANDS[1] else 0.97)
    assert share_flagged(ten, "ten-digits") <= 0.02


@pytest.mark.parametrize("hand", HANDS, ids=str)
def test_scribbles_of_that_pen_are_none_of_the_ten_digits(hand):
    drawn = [scribbles.canvases_of(kind, 3, *hand) for kind in scribbles.NO_DIGITS]
    assert share_flagged(torch.cat(drawn), "ten-digits") >= 0.9
