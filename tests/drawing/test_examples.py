"""The examples that a canvas can draw."""

import numpy as np
import pytest

from hqnn_core import load_pretrained
from hqnn_core.drawing import CanvasDrawing, detector_for, predict
from hqnn_core.drawing.examples import example_drawing, is_example, n_examples

EXAMPLES = [(digit, way) for digit in range(10) for way in range(n_examples(digit))]


@pytest.mark.parametrize("name", ["zero-one", "ten-digits"])
def test_every_example_is_read_as_what_it_shows_and_looks_like_a_digit(name):
    network = load_pretrained(name)
    digits = network.config.digits
    for digit, way in EXAMPLES:
        if digit in digits:
            found = predict(example_drawing(digit, way).image, network, detector_for(digits))
            assert digits[int(np.argmax(found.exact))] == digit
            assert max(found.exact) > 0.9
            assert not found.is_neither


def test_examples_are_told_from_what_one_draws_also_after_they_were_stored():
    for digit, way in EXAMPLES:
        stored = CanvasDrawing.from_bytes(example_drawing(digit, way).to_bytes())
        assert is_example(stored)
        assert not is_example(CanvasDrawing([*stored.objects, {"type": "path"}], stored.image))
    assert not is_example(CanvasDrawing([], stored.image))
