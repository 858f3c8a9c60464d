"""Conversion of ink to MNIST's form: a centred 28x28 image.

MNIST's recipe: fit the digit into a 20x20 box keeping its aspect, antialiased, then move its centre
of mass to the middle of 28x28 (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to
document recognition", 1998). Two steps come before it for drawings on a canvas: the picture is
scaled to one resolution, so that the place and size of the drawing do not matter, and its strokes
to MNIST's width, so that the pen does not matter.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

IMAGE_SIDE = 28
BOX_SIDE = 20
FINENESS = 6  # working pixels to a pixel of the image
MIDDLE = 14.0  # MNIST's centre of mass, as a pixel index
TIE = 0.1  # symmetric digits lie just between two pixels: they are all rounded the same way
STROKE_WIDTH = 3.0  # pixels of the 28x28 image, the median of MNIST's zeros and ones
DEEPEST_THINNING = 0.5  # of a stroke's width: a blob whose holes the pen has closed stays a blob
INK_THRESHOLD = 0.2  # of the strongest contrast; fainter pixels are not part of the digit

SMALLEST, LONGEST_DOT = 1 / 6, 0.5
"""A dot is smaller than this share of the picture, and its width at least this share of its
length."""
LEAST_INK = 0.5
"""Of a line's length times its width; less ink is a few dots."""

BRIGHTEST, WIDEST = 4.0, 10.0
"""Bounds that images with another range exceed, such as bytes: of the brightest pixel, if none is
negative, and of the root mean square. Images normalised by mean and deviation stay below."""


def check_images(images: Tensor) -> None:
    """Raise `ValueError` unless images are float tensors (B, 1, 28, 28) with pixels in [0, 1].

    Images with a mean subtracted and divided by a standard deviation are accepted.
    """
    if images.ndim != 4 or images.shape[1:] != (1, IMAGE_SIDE, IMAGE_SIDE):
        raise ValueError(f"images must have the shape (B, 1, 28, 28); got {tuple(images.shape)}.")
    wanted = "images must be floating-point numbers with pixels in [0, 1]"
    if not images.is_floating_point():
        raise ValueError(f"{wanted}; got {images.dtype}. Convert them, and divide bytes by 255.")
    if not images.numel():
        return
    low, high = (float(value) for value in images.detach().aminmax())
    if (low >= 0 and high > BRIGHTEST) or float(images.detach().square().mean()) > WIDEST**2:
        raise ValueError(f"{wanted}; got {low:g} to {high:g}. Divide bytes by 255.")


def mnist_form(ink: NDArray[np.floating], stroke_width: float | None = STROKE_WIDTH) -> Tensor:
    """MNIST's form (1, 1, 28, 28) of ink (H, W) in [0, 1], of which some is 1.

    Strokes are brought to `stroke_width` pixels of the result; None leaves them as they are.
    """
    digit = _in_box(ink)
    if stroke_width is not None:
        darkest = digit / digit.max()  # a hairline has become faint
        digit = _in_box(_with_stroke_width(darkest, stroke_width))
    return _centred(digit)


def is_dot(ink: NDArray[np.floating]) -> bool:
    """Whether ink (H, W) in [0, 1] is a small dot, or a few dots apart from each other.

    A dot is as wide as it is long. A line has as much ink as its length times its width.
    """
    digit = _in_box(ink)
    digit /= digit.max()  # a hairline has become faint
    length, width, area = max(digit.shape), _stroke_width(digit), int((digit > 0.5).sum())
    is_small = max(_cropped(ink).shape) < SMALLEST * max(ink.shape)
    return (is_small and width > LONGEST_DOT * length) or area < LEAST_INK * length * width


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
    """Move the outline in or out until strokes are `width` pixels of the 28x28 image wide.

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
    """The distance of each pixel inside from the outside, in pixels; 0 outside."""
    from scipy import ndimage  # takes 0.3 s; not needed where strokes keep their width

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
