"""Conversion of a canvas picture to an image for the network."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor

from hqnn_core.language import gettext, localized
from hqnn_core.network import is_dot, mnist_form

MAX_CANVAS_SIDE = 2_000  # pixels; more than any canvas of this app
MAX_PNG_BYTES = 2_000_000

Stroke = NDArray[np.floating]  # (n_points, 2), x to the right and y down
_OVERSAMPLING = 2


class EmptyDrawingError(ValueError):
    """The canvas is empty: the picture has one even colour."""


class TooLittleInkError(ValueError):
    """Too little ink for a digit: one tap of the pen, or a few."""


class UnreadableDrawingError(ValueError):
    """The canvas sent an invalid picture; the message says why."""


def canvas_from_png(content: bytes) -> NDArray[np.uint8]:
    """The RGBA picture (H, W, 4) of a PNG, as a canvas sends it.

    Its size is checked before it is decoded. Raises `UnreadableDrawingError` for a picture larger
    than a canvas and for anything but a PNG.
    """
    if len(content) > MAX_PNG_BYTES or content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        raise UnreadableDrawingError(
            gettext(
                "The canvas sent no picture, or one of more than 2 MB. Clear it and draw again."
            )
        )
    width, height = struct.unpack(">II", content[16:24])
    _check_size(height, width)
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        _check_size(picture.height, picture.width)  # again: a file can give its size twice
        rgba = picture.convert("RGBA")
    except UnreadableDrawingError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadableDrawingError(
            gettext("The canvas sent a damaged picture. Clear it and draw again.")
        ) from None
    return np.asarray(rgba)


def _check_size(height: int, width: int) -> None:
    if not (1 <= height <= MAX_CANVAS_SIDE and 1 <= width <= MAX_CANVAS_SIDE):
        raise UnreadableDrawingError(
            gettext(
                "The canvas is too large: {width} × {height} pixels. At most {side} × {side} are "
                "possible. Clear it and draw again.",
                width=localized(f"{width:,}"),
                height=localized(f"{height:,}"),
                side=localized(f"{MAX_CANVAS_SIDE:,}"),
            )
        )


def image_from_canvas(canvas: NDArray[np.uint8]) -> Tensor:
    """The network's image (1, 1, 28, 28) in [0, 1], white on black, of an RGBA picture.

    `canvas` is uint8 (H, W, 4), in any two colours, on an opaque or a transparent background: the
    median colour of the picture's rim. Raises `EmptyDrawingError` for a
    picture of one even colour, `UnreadableDrawingError` for one larger than a canvas, and
    `ValueError` for an array of another kind.
    """
    return mnist_form(_ink(canvas))


def image_from_drawing(canvas: NDArray[np.uint8]) -> Tensor:
    """`image_from_canvas` of a hand drawing; raises `TooLittleInkError` for taps of the pen too."""
    ink = _ink(canvas)
    if is_dot(ink):
        raise TooLittleInkError(gettext("That is too little for a digit. Draw a longer line."))
    return mnist_form(ink)


def _ink(canvas: NDArray[np.uint8]) -> NDArray[np.floating]:
    """The ink (H, W) of a picture, with a maximum of 1."""
    if canvas.ndim != 3 or canvas.shape[2] != 4 or canvas.dtype != np.uint8 or 0 in canvas.shape:
        raise ValueError(
            f"canvas must be a uint8 array (height, width, 4); got {canvas.dtype} {canvas.shape}."
        )
    _check_size(*canvas.shape[:2])
    ink = _contrast(canvas)
    if ink.max() < 0.1:
        raise EmptyDrawingError("The canvas is empty or evenly filled. Draw a digit on it.")
    return ink / ink.max()


def _contrast(canvas: NDArray[np.uint8]) -> NDArray[np.floating]:
    """Each pixel's distance from the background colour, transparency included, in [0, 1]."""
    # Channel by channel is five times as fast as all in one array.
    *colours, alpha = (canvas[..., k].astype(np.float32) / 255 for k in range(4))
    contrast = _from_ground(alpha)
    for colour in colours:
        np.maximum(contrast, _from_ground(colour * alpha), out=contrast)
    return contrast


def _from_ground(channel: NDArray[np.floating]) -> NDArray[np.floating]:
    """The distance of each pixel (H, W) from the median of the rim."""
    rim = np.concatenate((channel[0], channel[-1], channel[:, 0], channel[:, -1]))
    return np.abs(channel - np.median(rim))


def canvas_of_strokes(
    strokes: Sequence[Stroke],
    side: int = 280,
    pen: float = 20,
    extent: float = 0.7,
    centre: tuple[float, float] = (0.5, 0.5),
) -> NDArray[np.uint8]:
    """A picture of strokes on a canvas, RGBA (side, side, 4), white on black.

    Args:
        side: of the square canvas, in pixels.
        pen: width of the round pen, in pixels.
        extent: longer side of the drawing, ink included, as a share of the canvas.
        centre: of the drawing, as shares of the canvas.
    """
    points = np.concatenate([np.asarray(s, float) for s in strokes])
    low, high = points.min(0), points.max(0)
    scale = max(side * extent - pen, 1) / max((high - low).max(), 1e-9)
    factor = _OVERSAMPLING
    picture = Image.new("L", (side * factor, side * factor))
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        placed = (np.asarray(stroke) - (low + high) / 2) * scale + np.multiply(centre, side)
        dots = [(float(x) * factor, float(y) * factor) for x, y in placed]
        brush.line(dots, fill=255, width=round(pen * factor), joint="curve")
        for x, y in dots:
            radius = pen * factor / 2
            brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return rgba(picture.resize((side, side), Image.Resampling.BOX))


def rgba(picture: Image.Image) -> NDArray[np.uint8]:
    """A grey picture as a canvas has it, (H, W, 4)."""
    grey = np.asarray(picture)
    return np.dstack((grey, grey, grey, np.full_like(grey, 255)))
