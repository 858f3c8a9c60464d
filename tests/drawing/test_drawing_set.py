"""The file of labelled drawings, and what it refuses."""

import base64
import json

import pytest
import torch
from hypothesis import given, strategies as st

from hqnn_core.drawing.drawing_set import (
    FORMAT,
    MAX_DRAWINGS,
    DrawingSet,
    DrawingSetError,
    pixels_of,
)

PIXELS = base64.b64encode(bytes(784)).decode()


def file_of(**changes: object) -> bytes:
    return json.dumps({"format": FORMAT, "drawings": [], **changes}).encode()


@given(st.lists(st.tuples(st.binary(min_size=784, max_size=784), st.integers(0, 9)), max_size=4))
def test_set_survives_its_file(drawings: list[tuple[bytes, int]]):
    images, labels = tuple(i for i, _ in drawings), tuple(k for _, k in drawings)
    one = DrawingSet(images, labels)
    assert DrawingSet.from_json(one.to_json().encode()) == one


def test_full_set_fits_into_the_largest_file():
    full = DrawingSet((bytes(range(256)) * 3 + bytes(16),) * MAX_DRAWINGS, (1,) * MAX_DRAWINGS)
    assert len(DrawingSet.from_json(full.to_json().encode())) == MAX_DRAWINGS


def test_image_comes_back_to_half_a_grey_step():
    image = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    one = DrawingSet().with_drawing(image, 1)
    assert float((one.tensor() - image).abs().max()) <= 0.5 / 255 + 1e-6
    assert pixels_of(one.tensor()) == one.images[0]


def test_drawings_can_be_taken_out_and_chosen_by_digit():
    images = tuple(bytes([i]) * 784 for i in range(4))
    one = DrawingSet(images, (0, 1, 7, 1))
    assert one.without({0, 2}) == DrawingSet((images[1], images[3]), (1, 1))
    assert one.of((0, 1)).labels == (0, 1, 1)
    assert DrawingSet().tensor().shape == (0, 1, 28, 28)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (b"PK\x03\x04" + bytes(100), "not JSON"),
        (bytes(1_000_001), "larger than 1,000,000 bytes"),
        (b"[1]", "no set of drawings that this app has saved"),
        (file_of(format="hqnn-1"), "no set of drawings that this app has saved"),
        (file_of(drawings=None), "no list of drawings"),
        (file_of(drawings=[1]), "no pixels"),
        (file_of(drawings=[{"label": 1}]), "no pixels"),
        (file_of(drawings=[{"label": 1, "pixels": "%%%"}]), "not base64"),
        (file_of(drawings=[{"label": 1, "pixels": "ä"}]), "not base64"),
        (file_of(drawings=[{"label": 1, "pixels": "AAAA"}]), "784 pixels"),
        (file_of(drawings=[{"label": 10, "pixels": PIXELS}]), "digit from 0 to 9"),
        (file_of(drawings=[{"label": True, "pixels": PIXELS}]), "digit from 0 to 9"),
        (file_of(drawings=[{"label": None, "pixels": PIXELS}]), "digit from 0 to 9"),
        (file_of(drawings=[{}] * 101), "at most 100 drawings"),
    ],
)
def test_file_that_is_no_set_gets_a_sentence(content: bytes, sentence: str):
    with pytest.raises(DrawingSetError, match=sentence):
        DrawingSet.from_json(content)


def test_set_takes_no_more_than_a_hundred():
    full = DrawingSet((bytes(784),) * MAX_DRAWINGS, (0,) * MAX_DRAWINGS)
    with pytest.raises(DrawingSetError, match="at most 100"):
        full.with_drawing(torch.zeros(1, 1, 28, 28), 0)


def test_label_for_each_drawing():
    with pytest.raises(DrawingSetError, match="needs a label"):
        DrawingSet((bytes(784),), ())
