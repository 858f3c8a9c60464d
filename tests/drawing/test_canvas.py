import io
import struct

import numpy as np
import pytest
import torch
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from hqnn_core import EmptyDrawingError, image_from_canvas, load_pretrained
from hqnn_core.drawing.canvas import (
    TooLittleInkError,
    UnreadableDrawingError,
    canvas_from_png,
    image_from_drawing,
)
from hqnn_core.network.mnist_images import STROKE_WIDTH, is_dot, mnist_form
from hqnn_core.pretraining.strokes import canvas_of_strokes, made_up_one, made_up_zero

BAR = [np.array([[0.0, 0.0], [0.2, 1.0]])]
RING = [np.stack((0.35 * np.cos(a), 0.5 * np.sin(a)), 1) for a in [np.linspace(0, 6.3, 60)]]


def canvas(**options) -> np.ndarray:
    return canvas_of_strokes(RING, **options)


def difference(first: torch.Tensor, second: torch.Tensor) -> float:
    """Share of the ink that is not the same."""
    return float((first - second).abs().sum() / first.sum())


def test_image_is_28_by_28_white_on_black_in_a_box_of_20():
    image = image_from_canvas(canvas())
    assert image.shape == (1, 1, 28, 28)
    assert image.dtype == torch.float32
    assert float(image.min()) == 0
    assert 0.9 < float(image.max()) <= 1
    rows = (image[0, 0].sum(dim=1) > 0).nonzero()
    assert int(rows[-1] - rows[0]) + 1 == 20


def test_centre_of_mass_is_where_mnist_has_it():
    image = image_from_canvas(canvas())[0, 0]
    rows = (image.sum(dim=1) * torch.arange(28)).sum() / image.sum()
    columns = (image.sum(dim=0) * torch.arange(28)).sum() / image.sum()
    assert abs(float(rows) - 14) <= 0.6
    assert abs(float(columns) - 14) <= 0.6


@pytest.mark.parametrize("side", [200, 280, 400, 600])
@pytest.mark.parametrize("extent", [0.4, 0.7, 1.0])
def test_size_of_canvas_and_drawing_makes_no_difference(side, extent):
    usual = image_from_canvas(canvas(side=280, pen=14, extent=0.7))
    pen = 14 / (280 * 0.7) * side * extent
    assert difference(usual, image_from_canvas(canvas(side=side, pen=pen, extent=extent))) < 0.12


@pytest.mark.parametrize("centre", [(0.3, 0.3), (0.7, 0.35), (0.3, 0.7)])
def test_place_makes_no_difference(centre):
    usual = image_from_canvas(canvas(extent=0.5))
    assert difference(usual, image_from_canvas(canvas(extent=0.5, centre=centre))) < 0.05


@pytest.mark.parametrize("pen", [8, 12, 28, 40])
def test_width_of_the_pen_makes_little_difference(pen):
    usual = image_from_canvas(canvas(pen=20))
    assert difference(usual, image_from_canvas(canvas(pen=pen))) < 0.3


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
        ((0, 0, 0, 255), (0, 0, 0, 0)),
        ((255, 255, 255, 255), (0, 0, 0, 0)),
        ((30, 60, 200, 255), (250, 250, 210, 255)),
    ],
)
def test_colours_make_no_difference(ink, ground):
    assert difference(image_from_canvas(canvas()), image_from_canvas(coloured(ink, ground))) < 0.1


@pytest.mark.parametrize("value", [0, 128, 255])
def test_empty_or_wholly_filled_canvas_is_refused(value):
    with pytest.raises(EmptyDrawingError, match="empty or evenly filled"):
        image_from_canvas(np.full((280, 280, 4), value, np.uint8))


def test_canvas_filled_but_for_its_rim_still_gives_an_image():
    filled = np.zeros((280, 280, 4), np.uint8)
    filled[..., 3] = 255
    filled[3:-3, 3:-3] = 255
    assert image_from_canvas(filled).shape == (1, 1, 28, 28)


def test_a_single_dot_gives_an_image():
    dot = np.zeros((100, 100, 4), np.uint8)
    dot[50, 50] = 255
    assert float(image_from_canvas(dot).sum()) > 0


@pytest.mark.parametrize(
    "array",
    [np.zeros((10, 10, 3), np.uint8), np.zeros((10, 10, 4)), np.zeros((0, 10, 4), np.uint8)],
)
def test_array_of_another_kind_is_refused(array):
    with pytest.raises(ValueError, match="uint8 array"):
        image_from_canvas(array)


def test_an_mnist_image_is_hardly_changed_by_its_own_form():
    image = image_from_canvas(canvas())
    again = mnist_form(image[0, 0].numpy(), stroke_width=None)
    assert difference(image, again) < 0.2


def test_made_up_digits_are_what_they_say():
    """The makers of training strokes make zeros and ones that the shipped network reads."""
    random, network = np.random.default_rng(99), load_pretrained()
    for label, maker in enumerate((made_up_zero, made_up_one)):
        images = [image_from_canvas(canvas_of_strokes(maker(random))) for _ in range(100)]
        labels = network.classify(torch.cat(images)).labels
        assert int((labels == label).sum()) >= 98


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
    with pytest.raises(UnreadableDrawingError, match="at most 2,000 pixels"):
        canvas_from_png(bytes(bomb))


def test_picture_larger_than_a_canvas_is_refused():
    with pytest.raises(UnreadableDrawingError, match="this one is 2,001 by 3"):
        image_from_canvas(np.zeros((3, 2_001, 4), np.uint8))


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


def test_canvas_of_one_pixel_is_empty():
    with pytest.raises(EmptyDrawingError):
        image_from_canvas(np.full((1, 1, 4), 255, np.uint8))


@pytest.mark.parametrize("place", [np.s_[1_000, :], np.s_[:, 7], np.s_[[0, 1_999], [3, 1_500]]])
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


@pytest.mark.parametrize("pen", [8, 20, 40])
@pytest.mark.parametrize("drift", [0.0, 0.3, 0.6])
def test_tap_is_too_little_for_a_digit(pen, drift):
    for place in ((200, 200), (60, 320)):
        with pytest.raises(TooLittleInkError, match="too little for a digit"):
            image_from_drawing(dots([place], pen, drift))


@pytest.mark.parametrize("pen", [8, 20, 40])
def test_several_taps_apart_are_too_little_for_a_digit(pen):
    for places in ([(120, 200), (300, 220)], [(100, 100), (300, 120), (200, 330)]):
        with pytest.raises(TooLittleInkError):
            image_from_drawing(dots(places, pen))  # type: ignore[arg-type]


@pytest.mark.parametrize("pen", [8, 20, 40])
def test_short_line_and_small_ring_are_no_taps(pen):
    image_from_drawing(dots([(200, 200)], pen, drift=3))
    image_from_drawing(canvas_of_strokes(RING, 400, pen, extent=3 * pen / 400))


def test_nothing_that_people_wrote_is_a_tap(all_pen_strokes):
    canvases = (200, 40, 0.4), (400, 20, 0.7), (400, 8, 0.15), (600, 12, 1.0)
    for i, (side, pen, extent) in enumerate(canvases):
        for drawing in all_pen_strokes[i::10]:
            image_from_drawing(canvas_of_strokes(drawing["strokes"], side, pen, extent))
