"""Made-up handwriting: drawable, the same for the same seed, and read as what it says."""

import numpy as np
import pytest
import torch

from hqnn_core import image_from_canvas, load_pretrained
from hqnn_core.drawing.canvas import canvas_of_strokes
from hqnn_core.pretraining.strokes import WAYS, made_up_digit
from hqnn_core.quantum import exact_engine

N = 30


@pytest.fixture(scope="module")
def read_right() -> list[float]:
    """The share of made-up drawings of each digit that the shipped network reads."""
    network, random = load_pretrained("ten-digits"), np.random.default_rng(2002)
    shares = []
    for digit in range(10):
        canvases = [canvas_of_strokes(made_up_digit(digit, random)) for _ in range(N)]
        images = torch.cat([image_from_canvas(canvas) for canvas in canvases])
        labels = network.classify(images, exact_engine()).labels
        shares.append(float((labels == digit).double().mean()))
    return shares


def test_strokes_are_lines_of_finite_points():
    random = np.random.default_rng(0)
    for digit in list(range(10)) * 20:
        strokes = made_up_digit(digit, random)
        assert strokes
        assert all(len(stroke) >= 2 and stroke.shape[1] == 2 for stroke in strokes)
        assert np.isfinite(np.concatenate(strokes)).all()


def test_same_seed_draws_the_same_and_the_next_drawing_differs():
    first, again = (np.random.default_rng(5) for _ in range(2))
    for digit in range(10):
        drawn = np.concatenate(made_up_digit(digit, first))
        assert np.array_equal(drawn, np.concatenate(made_up_digit(digit, again)))
        other = np.concatenate(made_up_digit(digit, again))
        made_up_digit(digit, first)
        assert not np.array_equal(drawn, other)


def test_digits_that_people_write_in_several_ways_have_several():
    strokes = {digit: {len(way) for way in ways} for digit, ways in WAYS.items()}
    assert all(len(ways) >= 5 for ways in WAYS.values())
    assert all(strokes[digit] == {1, 2} for digit in (4, 5, 7, 8, 9))  # 7: without and with a bar


def test_shipped_network_reads_made_up_digits(read_right):
    """Fewer of ones: a 1 whose up-stroke is as long as it is looks like a 7."""
    assert sum(read_right) / 10 >= 0.97
    assert min(read_right) >= 0.9
