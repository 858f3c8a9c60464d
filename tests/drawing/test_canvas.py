import io
import struct

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from hqnn_core import EmptyDrawingError, image_from_canvas
from hqnn_core.drawing.canvas import (
    TooLittleInkError,
    UnreadableDrawingError,
    canvas_from_png,
    canvas_of_strokes,
    image_from_drawing,
)
from hqnn_core.network.mnist_images import STROKE_WIDTH, is_dot

BAR = [np.array([[0.0, 0.0], [0.2, 1.0]])]
RING = [np.stack((0.35 * np.cos(a), 0.5 * np.sin(a)), 1) for a in [np.linspace(0, 6.3, 60)]]


def canvas(**options) -> np.ndarray:
    return canvas_of_strokes(RING, **options)


def difference(first: torch.Tensor, second: torch.Tensor) -> float:
    """Share of the ink that is not the same."""
    return float((first - second).abs().sum() / first.sum())


def test_image_is_28_by_28_white_on_black_in_a_box_of_20_centred_by_mass():
    image = image_from_canvas(canvas())
    assert image.shape == (1, 1, 28, 28)
    assert image.dtype == torch.float32
    assert float(image.min()) == 0
    assert 0.9 < float(image.max()) <= 1
    rows = (image[0, 0].sum(dim=1) > 0).nonzero()
    assert int(rows[-1] - rows[0]) + 1 == 20
    for axis in (0, 1):
        centre = (image[0, 0].sum(dim=axis) * torch.arange(28)).sum() / image.sum()
        assert abs(float(centre) - 14) <= 0.6


@pytest.mark.parametrize(
    ("usual", "other", "most"),
    [
        (
            {"side": 280, "pen": 14, "extent": 0.7},
            {"side": 200, "pen": 40 / 7, "extent": 0.4},
            0.12,
        ),
        ({"side": 280, "pen": 14, "extent": 0.7}, {"side": 600, "pen": 300 / 7}, 0.12),
        ({"extent": 0.5}, {"extent": 0.5, "centre": (0.3, 0.7)}, 0.05),
        ({"pen": 20}, {"pen": 8}, 0.3),
        ({"pen": 20}, {"pen": 40}, 0.3),
    ],
)
def test_size_place_and_pen_make_little_difference(usual, other, most):
    other = {"extent": 1.0, **other} if "side" in other else other
    first, second = (image_from_canvas(canvas(**options)) for options in (usual, other))
    assert difference(first, second) < most


def test_strokes_have_the_width_of_those_of_mnist():
    for pen in (6, 30):
        image = image_from_canvas(canvas_of_strokes(BAR, pen=pen))[0, 0]
        across = image[10:18].sum(dim=1).mean()
        assert float(across) == pytest.approx(STROKE_WIDTH, abs=0.5)


def coloured(ink: tuple, ground: tuple) -> np.ndarray:
    share = canvas()[..., :1] / 255
    return np.rint(share * np.array(ink) + (1 - share) * np.array(ground)).astype(np.uint8)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((0, 0, 0, 255), (255, 255, 255, 255)),
        ((255, 255, 255, 255), (0, 0, 0, 0)),
        ((30, 60, 200, 255), (250, 250, 210, 255)),
    ],
)
def test_colours_make_no_difference(ink, ground):
    assert difference(image_from_canvas(canvas()), image_from_canvas(coloured(ink, ground))) < 0.1


@pytest.mark.parametrize("side", [1, 280])
@pytest.mark.parametrize("value", [0, 255])
def test_empty_or_wholly_filled_canvas_is_refused(side, value):
    with pytest.raises(EmptyDrawingError, match="empty or evenly filled"):
        image_from_canvas(np.full((side, side, 4), value, np.uint8))


@pytest.mark.parametrize(
    "array",
    [np.zeros((10, 10, 3), np.uint8), np.zeros((10, 10, 4)), np.zeros((0, 10, 4), np.uint8)],
)
def test_array_of_another_kind_is_refused(array):
    with pytest.raises(ValueError, match="uint8 array"):
        image_from_canvas(array)


def png_of(picture: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def test_png_of_a_canvas_is_read_back():
    assert np.array_equal(canvas_from_png(png_of(canvas())), canvas())


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + bytes(100), png_of(canvas())[:200], png_of(canvas())[:24], bytes(3_000_000)],
)
def test_content_that_is_no_png_gets_a_sentence(content):
    with pytest.raises(UnreadableDrawingError, match="The canvas sent"):
        canvas_from_png(content)


def test_png_that_would_unpack_to_gigabytes_is_refused_unread():
    bomb = bytearray(png_of(canvas()))
    bomb[16:24] = struct.pack(">II", 50_000, 50_000)
    with pytest.raises(UnreadableDrawingError, match="At most 2,000 × 2,000"):
        canvas_from_png(bytes(bomb))


def test_picture_larger_than_a_canvas_is_refused():
    with pytest.raises(UnreadableDrawingError, match="too large: 2,001 × 3 pixels"):
        image_from_canvas(np.zeros((3, 2_001, 4), np.uint8))


@settings(max_examples=30)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(4)),
           elements=st.sampled_from([0, 255]))
)  # fmt: skip
def test_canvas_of_a_few_pixels_is_read_or_gets_a_sentence(picture):
    try:
        image = image_from_canvas(picture)
    except EmptyDrawingError:
        return
    assert 0 < float(image.max()) <= 1


@pytest.mark.parametrize("place", [np.s_[1_000, :], np.s_[[0, 1_999], [3, 1_500]]])
def test_hairline_on_a_large_canvas_is_read(place):
    picture = np.zeros((2_000, 2_000, 4), np.uint8)
    picture[place] = 255
    image = image_from_canvas(picture)
    assert image.isfinite().all()
    assert float(image.max()) > 0.3
    is_dot(np.pad(picture[..., 0] / 255, 1))  # a warning would be an error


def dots(places: list[tuple[float, float]], pen: float, drift: float = 0.0) -> np.ndarray:
    """Taps on a canvas of 400 pixels, in each of which the pen moves by `drift` pen widths."""
    picture = Image.new("RGBA", (400, 400), "black")
    brush = ImageDraw.Draw(picture)
    for x, y in places:
        for moved in np.linspace(0, drift * pen, 20):
            box = (x + moved - pen / 2, y - pen / 2, x + moved + pen / 2, y + pen / 2)
            brush.ellipse(box, fill="white")
    return np.asarray(picture)


@pytest.mark.parametrize("pen", [8, 40])
@pytest.mark.parametrize(
    ("places", "drift"),
    [([(200, 200)], 0.0), ([(60, 320)], 0.6), ([(100, 100), (300, 120), (200, 330)], 0.0)],
)
def test_taps_are_too_little_for_a_digit(pen, places, drift):
    with pytest.raises(TooLittleInkError, match="too little for a digit"):
        image_from_drawing(dots(places, pen, drift))


@pytest.mark.parametrize("pen", [8, 40])
def test_short_line_and_small_ring_are_no_taps(pen):
    image_from_drawing(dots([(200, 200)], pen, drift=3))
    image_from_drawing(canvas_of_strokes(RING, 400, pen, extent=3 * pen / 400))


def test_nothing_that_people_wrote_is_a_tap(all_pen_strokes):
    canvases = (200, 40, 0.4), (400, 20, 0.7), (400, 8, 0.15), (600, 12, 1.0)
    for i, (side, pen, extent) in enumerate(canvases):
        for drawing in all_pen_strokes[i::40]:
            image_from_drawing(canvas_of_strokes(drawing["strokes"], side, pen, extent))
