"""The file of labelled drawings, and what it refuses."""

import base64
import json

import pytest
import torch
from hypothesis import given, settings, strategies as st

from hqnn_core.drawing.drawings import FORMAT, MAX_DRAWINGS, DrawingSet
from hqnn_core.network.labelled_images import LabelledImagesError

PIXELS = base64.b64encode(bytes(784)).decode()


def file_of(**changes: object) -> bytes:
    return json.dumps({"format": FORMAT, "drawings": [], **changes}).encode()


@settings(max_examples=20)
@given(st.lists(st.tuples(st.binary(min_size=784, max_size=784), st.integers(0, 9)), max_size=4))
def test_set_survives_its_file(drawings: list[tuple[bytes, int]]):
    images, labels = tuple(i for i, _ in drawings), tuple(k for _, k in drawings)
    made = DrawingSet(images, labels)
    assert DrawingSet.from_json(made.to_json().encode()) == made


def test_file_of_an_older_version_is_read():
    pixels = bytes(range(256)) * 3 + bytes(16)
    row = {"label": 7, "pixels": base64.b64encode(pixels).decode()}
    old = json.dumps({"format": "hqnn-drawings-1", "drawings": [row]}, indent=1)
    assert DrawingSet.from_json(old.encode()) == DrawingSet((pixels,), (7,))
    assert DrawingSet((pixels,), (7,)).to_json() == old


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        (bytes(1_000_001), "too large for a set of drawings"),
        (file_of(format="hqnn-1"), "not a set of drawings saved by this app"),
        (file_of(drawings=None), "no list of drawings"),
        (file_of(drawings=[1]), "no pixels"),
        (file_of(drawings=[{"label": 1, "pixels": "%%%"}]), "not base64"),
        (file_of(drawings=[{"label": 1, "pixels": "AAAA"}]), "784 pixels"),
        (file_of(drawings=[{"label": 10, "pixels": PIXELS}]), "digit from 0 to 9"),
        (file_of(drawings=[{"label": True, "pixels": PIXELS}]), "digit from 0 to 9"),
        (file_of(drawings=[{}] * 101), "at most 100 drawings"),
    ],
)
def test_file_that_is_no_set_gets_a_sentence(content: bytes, sentence: str):
    with pytest.raises(LabelledImagesError, match=sentence):
        DrawingSet.from_json(content)


def test_set_takes_no_more_than_a_hundred():
    full = DrawingSet((bytes(range(256)) * 3 + bytes(16),) * MAX_DRAWINGS, (0,) * MAX_DRAWINGS)
    assert DrawingSet.from_json(full.to_json().encode()) == full  # the largest file
    with pytest.raises(LabelledImagesError, match="at most 100"):
        full.with_drawing(torch.zeros(1, 1, 28, 28), 0)
