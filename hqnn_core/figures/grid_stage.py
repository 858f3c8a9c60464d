"""What the stage of pixels draws: an image, its changed pixels, its reading, the map over it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from torch import Tensor

from hqnn_core.language import gettext
from hqnn_core.network import pixels_of
from hqnn_core.words.games import MAP_LEGEND
from hqnn_core.words.numbers import percent_text


def grid_stage(
    image: Tensor,
    p_one: float,
    letter: str,
    words: str,
    changed: Collection[int] = (),
    slopes: Tensor | None = None,
    digit: int | None = None,
) -> dict[str, Any]:
    """An image (1, 1, 28, 28) and its reading; with a `digit`, its pixels can be changed.

    `slopes`, (28, 28), are of P(1) over the pixels.
    """
    pixels = pixels_of(image)
    grid = gettext("The drawing")
    if digit is not None:
        grid = gettext("28 by 28 pixels. Arrow keys move, Space changes a pixel.")
    return {
        "image": list(pixels),
        "puzzle": hashlib.sha256(pixels).hexdigest()[:16],
        "digit": digit,
        "isFixed": digit is None,
        "changed": sorted(changed),
        "p": p_one,
        "letter": letter,
        "texts": [f"P(0) = {percent_text(1 - p_one)}", f"P(1) = {percent_text(p_one)}"],
        "words": words,
        "map": None if slopes is None else _scaled(slopes),
        "legend": "" if slopes is None else gettext(MAP_LEGEND),
        "count": gettext("Changed pixels: {n}"),
        "labels": {"again": gettext("Start again"), "grid": grid},
    }


def _scaled(slopes: Tensor) -> list[float]:
    """The slopes in [-1, 1], the steepest one 1 or -1; all 0 where none has a slope."""
    steepest = max(float(slopes.abs().max()), 1e-12)
    return [round(value / steepest, 3) for value in slopes.flatten().tolist()]
