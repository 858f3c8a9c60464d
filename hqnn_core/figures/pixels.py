"""Digits and feature maps as PNG, and rows of small pictures as HTML."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from hqnn_core.board.games import Judged
from hqnn_core.board.pictures import pixels_of_picture
from hqnn_core.drawing import Attempt, Challenge, Measurement
from hqnn_core.figures.palette import Palette
from hqnn_core.language import gettext
from hqnn_core.words.games import judged_caption

GAP = 1  # pixels between feature maps
_ROW = "display:flex;flex-wrap:wrap;gap:0.25rem"
_CELL = "min-width:1.5rem;height:1.75rem;line-height:1.75rem;text-align:center;font-weight:600"


def digit_png(image: Tensor, scale: int = 10) -> bytes:
    """An image (1, 28, 28) in [0, 1], each pixel `scale` pixels wide."""
    return _png(image[0].numpy(force=True), scale)


def pixels_png(pixels: bytes, scale: int = 1) -> bytes:
    """The 784 bytes of a drawing, each pixel `scale` pixels wide."""
    grey = np.frombuffer(pixels, np.uint8).reshape(28, 28) / 255
    return _png(grey, scale)


def data_url(png: bytes) -> str:
    """A PNG as a data URL."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def map_png(pixels: Tensor) -> bytes:
    """One feature map or image (H, W) or (1, H, W), scaled to its maximum, one pixel a value."""
    grey = pixels.reshape(pixels.shape[-2:]).numpy(force=True)
    return _png(grey / max(float(grey.max()), 1e-9), 1)


def maps_png(maps: Tensor, columns: int, scale: int) -> bytes:
    """Feature maps (C, H, W) side by side, each scaled to its own maximum."""
    values = maps.numpy(force=True)
    brightness = values / np.maximum(values.max(axis=(1, 2), keepdims=True), 1e-9)
    n, height, width = brightness.shape
    rows = math.ceil(n / columns)
    sheet = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), 0.35)
    for i, tile in enumerate(brightness):
        top, left = (i // columns) * (height + GAP), (i % columns) * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
    return _png(sheet, scale)


def strongest(maps: Tensor, n: int) -> Tensor:
    """The `n` feature maps (n, H, W) of (C, H, W) with the largest sum, strongest first."""
    return maps[maps.sum(dim=(1, 2)).argsort(descending=True)[:n]]


def _png(grey: NDArray[np.floating], scale: int) -> bytes:
    """Grey values (H, W) in [0, 1], enlarged without blur."""
    pixels = np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    picture = Image.fromarray(pixels.repeat(scale, axis=0).repeat(scale, axis=1))
    content = io.BytesIO()
    picture.save(content, format="PNG")
    return content.getvalue()


def answers_strip(
    found: Sequence[Measurement], digits: Sequence[int], n_places: int, palette: Palette
) -> str:
    """The answers of measurements as a row of digits in their colours, oldest first.

    Empty places are shown too, so that the layout stays the same.
    """
    cells = []
    for answer in found:
        colour = palette.of_class(answer.label, len(digits))
        cells.append(
            f'<span style="{_CELL};border-bottom:0.25rem solid {colour}">'
            f"{digits[answer.label]}</span>"
        )
    empty = f'<span style="{_CELL};border-bottom:0.25rem solid {palette.faint}">&nbsp;</span>'
    cells += [empty] * (n_places - len(found))
    return f'<div data-testid="answers" style="{_ROW}">{"".join(cells)}</div>'


def challenge_strip(challenge: Challenge, palette: Palette) -> str:
    """The ten drawings of a challenge, each with the requested digit and the answer."""
    done = [_attempt(attempt, palette) for attempt in challenge.attempts]
    left = len(challenge.asked) - len(done)
    width = "width:4.6rem;height:6.6rem"
    empty = f'<div style="{width};border:1px dashed {palette.faint};border-radius:0.4rem"></div>'
    return f'<div data-testid="strip" style="{_ROW}">{"".join(done)}{empty * left}</div>'


def judged_strip(judged: Sequence[Judged], palette: Palette) -> str:
    """Drawings with what they are meant to be and the votes on them."""
    cells = "".join(_judged(each, palette) for each in judged)
    return f'<div data-testid="judged" style="{_ROW}">{cells}</div>'


def _judged(judged: Judged, palette: Palette) -> str:
    alt = gettext("A drawing by {name}", name=judged.nickname)
    return (
        f'<figure style="width:8.5rem;margin:0">'
        f'<img src="{data_url(pixels_png(pixels_of_picture(judged.drawing.picture), 4))}" '
        f'alt="{escape(alt)}" style="width:7rem;height:7rem;'
        f'border:{"3px double" if judged.is_won else "1px solid"} {palette.ink}">'
        f"<figcaption>{escape(judged_caption(judged))}</figcaption></figure>"
    )


def _attempt(attempt: Attempt, palette: Palette) -> str:
    said = "?" if attempt.is_neither else str(attempt.answer)
    mark, edge = ("✓", "1px solid") if attempt.is_right else ("✗", "3px double")
    picture = data_url(pixels_png(attempt.pixels, 2))
    alt = gettext("Asked for: {asked}, read as {answer}", asked=attempt.asked, answer=said)
    return (
        f'<div style="width:4.6rem;height:6.6rem;box-sizing:border-box;text-align:center;'
        f'border:{edge} {palette.ink};border-radius:0.4rem;padding:0.25rem">'
        f'<img src="{picture}" alt="{escape(alt)}" '
        'style="width:3.6rem;height:3.6rem">'
        f"<div>{attempt.asked} → {said} {mark}</div></div>"
    )
