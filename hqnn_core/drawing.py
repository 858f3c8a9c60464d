"""A picture of a digit -> the 28x28 image that the network was trained on.

MNIST's own recipe: fit the digit into a 20x20 box keeping its aspect, antialiased, then move
its centre of mass to the middle of 28x28 (LeCun, Bottou, Bengio, Haffner, "Gradient-based
learning applied to document recognition", 1998). In front of it, two steps that a canvas needs
and a scanner did not: the picture is brought to one resolution, so that the place and the size
of the drawing do not matter, and its strokes to MNIST's width, so that the pen does not either.
"""

from __future__ import annotations

import io
import math
import struct

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

IMAGE_SIDE = 28
BOX_SIDE = 20
FINENESS = 6  # working pixels to a pixel of the image
MIDDLE = 14.0  # MNIST's centre of mass, as a pixel index
TIE = 0.1  # symmetric digits lie just between two pixels: they all go the same way
STROKE_WIDTH = 3.0  # pixels of the 28x28 image, the median of MNIST's zeros and ones
DEEPEST_THINNING = 0.5  # of a stroke's width: a blob whose holes the pen has closed stays a blob
MAX_CANVAS_SIDE = 2_000  # pixels; a larger picture is no canvas of this app
MAX_PNG_BYTES = 2_000_000
INK_THRESHOLD = 0.2  # of the strongest contrast; fainter pixels are not part of the digit


class EmptyDrawingError(ValueError):
    """There is nothing to read: the picture is of one even colour."""


class UnreadableDrawingError(ValueError):
    """What the canvas sent is no picture that can be read; the message says why."""


def canvas_from_png(content: bytes) -> NDArray[np.uint8]:
    """The RGBA picture (H, W, 4) of a PNG, as a canvas sends it.

    Its size is read before anything is unpacked. Raises `UnreadableDrawingError` for what is
    larger than a canvas and for what is no PNG.
    """
    if len(content) > MAX_PNG_BYTES or content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        raise UnreadableDrawingError(
            f"The canvas sent no PNG picture of at most {MAX_PNG_BYTES:,} bytes. Clear it and draw "
            "again."
        )
    width, height = struct.unpack(">II", content[16:24])
    _check_size(height, width)
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        _check_size(picture.height, picture.width)  # once more: a file may say its size twice
        rgba = picture.convert("RGBA")
    except UnreadableDrawingError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadableDrawingError(
            "The canvas sent a damaged picture. Clear it and draw again."
        ) from None
    return np.asarray(rgba)


def _check_size(height: int, width: int) -> None:
    if not (1 <= height <= MAX_CANVAS_SIDE and 1 <= width <= MAX_CANVAS_SIDE):
        raise UnreadableDrawingError(
            f"A canvas is at most {MAX_CANVAS_SIDE:,} pixels wide and high; this one is {width:,} "
            f"by {height:,}. Clear it and draw again."
        )


def image_from_canvas(canvas: NDArray[np.uint8]) -> Tensor:
    """The network's image (1, 1, 28, 28) in [0, 1], white on black, of an RGBA picture.

    `canvas` is uint8 (H, W, 4), in any two colours, on an opaque or a transparent ground: the
    colour that most of the picture's rim has is the ground. Raises `EmptyDrawingError` for a
    picture of one even colour, `UnreadableDrawingError` for one larger than a canvas, and
    `ValueError` for an array of another kind.
    """
    if canvas.ndim != 3 or canvas.shape[2] != 4 or canvas.dtype != np.uint8 or 0 in canvas.shape:
        raise ValueError(
            f"canvas must be a uint8 array (height, width, 4); got {canvas.dtype} {canvas.shape}."
        )
    _check_size(*canvas.shape[:2])
    ink = _contrast(canvas)
    if ink.max() < 0.1:
        raise EmptyDrawingError(
            "The canvas is empty, or filled with one even colour. Draw a digit on it."
        )
    return mnist_form(ink / ink.max())


def mnist_form(ink: NDArray[np.floating], stroke_width: float | None = STROKE_WIDTH) -> Tensor:
    """MNIST's form (1, 1, 28, 28) of ink (H, W) in [0, 1], of which some is 1.

    Strokes are brought to `stroke_width` pixels of the result; None leaves them as they are.
    """
    digit = _in_box(ink)
    if stroke_width is not None:
        darkest = digit / digit.max()  # a hairline has become faint
        digit = _in_box(_with_stroke_width(darkest, stroke_width))
    return _centred(digit)


def _contrast(canvas: NDArray[np.uint8]) -> NDArray[np.floating]:
    """How far each pixel is from the ground's colour, in [0, 1]; transparency is a colour too."""
    # A channel after the other, which is five times as fast as all of them in one array.
    *colours, alpha = (canvas[..., k].astype(np.float32) / 255 for k in range(4))
    contrast = _from_ground(alpha)
    for colour in colours:
        np.maximum(contrast, _from_ground(colour * alpha), out=contrast)
    return contrast


def _from_ground(channel: NDArray[np.floating]) -> NDArray[np.floating]:
    """How far each pixel (H, W) is from the median of the rim."""
    rim = np.concatenate((channel[0], channel[-1], channel[:, 0], channel[:, -1]))
    return np.abs(channel - np.median(rim))


def _cropped(ink: NDArray[np.floating]) -> NDArray[np.floating]:
    visible = ink > INK_THRESHOLD
    rows, columns = np.flatnonzero(visible.any(1)), np.flatnonzero(visible.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _in_box(ink: NDArray[np.floating]) -> NDArray[np.float32]:
    """Cropped and scaled so that the longer side fills the box, in working pixels."""
    cropped = _cropped(ink)
    scale = BOX_SIDE * FINENESS / max(cropped.shape)
    size = [max(1, round(side * scale)) for side in cropped.shape]
    pixels = torch.from_numpy(np.ascontiguousarray(cropped, np.float32))[None, None]
    scaled = F.interpolate(pixels, size, mode="bilinear", antialias=True, align_corners=False)
    return scaled[0, 0].clamp(0, 1).numpy()


def _with_stroke_width(ink: NDArray[np.floating], width: float) -> NDArray[np.float32]:
    """The outline moved in or out until strokes are `width` pixels of the 28x28 image wide.

    The longer side changes with the outline: of length L and width w before, L + d and w + d
    after, where (w + d) / (L + d) has to be width / BOX_SIDE.
    """
    target = width / BOX_SIDE
    length, now = max(ink.shape), _stroke_width(ink)
    change = max((target * length - now) / (1 - target), -DEEPEST_THINNING * now)
    margin = math.ceil(max(change, 0) / 2) + 2
    inside = np.pad(ink, margin) > 0.5
    distance = _distance_to_edge(inside) - _distance_to_edge(~inside)
    return np.clip(distance + change / 2, 0, 1).astype(np.float32)


def _distance_to_edge(inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far each pixel inside is from the outside, in pixels; 0 outside."""
    from scipy import ndimage  # 0.3 s, and not needed for images whose strokes stay as they are

    return np.asarray(ndimage.distance_transform_edt(inside))


def _stroke_width(ink: NDArray[np.floating]) -> float:
    """Twice the median distance from a stroke's middle line to its edge, in pixels."""
    from scipy import ndimage

    inside = np.pad(ink > 0.5, 1)
    distance = _distance_to_edge(inside)
    ridge = inside & (distance >= ndimage.maximum_filter(distance, size=3))
    return float(2 * np.median(distance[ridge]))


def _centred(digit: NDArray[np.floating]) -> Tensor:
    """A digit in working pixels as an image (1, 1, 28, 28), its centre of mass in the middle.

    As in MNIST, it is moved by whole pixels of the image, so that the box stays 20 wide.
    """
    side = IMAGE_SIDE * FINENESS
    fine = torch.zeros(1, 1, side, side)
    top, left = (FINENESS * _first_pixel(digit, axis) for axis in (0, 1))
    height, width = digit.shape
    fine[0, 0, top : top + height, left : left + width] = torch.from_numpy(digit)
    return F.avg_pool2d(fine, FINENESS)


def _first_pixel(digit: NDArray[np.floating], axis: int) -> int:
    """The row (axis 0) or column (axis 1) of the image where the digit begins."""
    mass = digit.sum(axis=1 - axis)
    mean = float((np.arange(len(mass)) + 0.5) @ mass / mass.sum()) / FINENESS
    n_pixels = math.ceil(len(mass) / FINENESS)
    return min(max(round(MIDDLE + 0.5 - mean - TIE), 0), IMAGE_SIDE - n_pixels)
