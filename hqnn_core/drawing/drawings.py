"""Drawings to store: one as it was left on a canvas, and a labelled set as a JSON file."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor

from hqnn_core.language import gettext, later, localized
from hqnn_core.network import (
    LabelledImages,
    LabelledImagesError,
    pixels_of,
    tensor_file,
    tensors_of,
    words_of,
)

MOST_STROKES, MOST_CHARACTERS = 200, 300_000
"""Of a drawing that has more, only the image is stored."""

FORMAT = "hqnn-drawings-1"
MAX_DRAWINGS = 100
MAX_BYTES = 1_000_000


@dataclass(frozen=True, eq=False)
class CanvasDrawing:
    """A drawing on a canvas; `note`, which `said` shows, says why it has no strokes, if so."""

    objects: list[Any]
    image: Tensor
    note: str = ""

    @classmethod
    def of(cls, strokes: list[Any], image: Tensor) -> Self:
        """A drawing, without its strokes where there are too many."""
        if len(strokes) <= MOST_STROKES and len(json.dumps(strokes)) <= MOST_CHARACTERS:
            return cls(strokes, image)
        note = later(
            "Too many strokes to keep: {n}. The image that the network sees was kept.",
            n=len(strokes),
        )
        return cls([], image, note)

    def is_same(self, other: CanvasDrawing | None) -> bool:
        """Whether the other drawing has the same strokes and the same image."""
        return (
            other is not None
            and self.objects == other.objects
            and torch.equal(self.image, other.image)
        )

    def to_bytes(self) -> bytes:
        """The drawing as a file."""
        words = {"objects": json.dumps(self.objects), "note": self.note}
        return tensor_file({"image": self.image}, words)

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The drawing that `to_bytes` wrote."""
        words = words_of(content)
        return cls(json.loads(words["objects"]), tensors_of(content)["image"], words["note"])


def image_of(pixels: bytes) -> Tensor:
    """The image (1, 1, 28, 28) in [0, 1] of 784 bytes: the inverse of `pixels_of`."""
    return LabelledImages((pixels,), (0,)).tensor()


@dataclass(frozen=True)
class DrawingSet(LabelledImages):
    """One person's drawings with the digit that each one shows.

    Raises `LabelledImagesError` for more than `MAX_DRAWINGS`, other sizes and other labels.
    """

    def __post_init__(self) -> None:
        _check_number(len(self))
        super().__post_init__()

    def with_drawing(self, image: Tensor, label: int) -> DrawingSet:
        """The set with one more image (1, 1, 28, 28) in [0, 1] at its end."""
        return DrawingSet((*self.images, pixels_of(image)), (*self.labels, label))

    def to_json(self) -> str:
        """The set as the text of a file."""
        drawings = [
            {"label": label, "pixels": base64.b64encode(image).decode("ascii")}
            for image, label in zip(self.images, self.labels, strict=True)
        ]
        return json.dumps({"format": FORMAT, "drawings": drawings}, indent=1)

    @classmethod
    def from_json(cls, content: bytes) -> DrawingSet:
        """The set in the content of a file. Raises `LabelledImagesError` for anything else."""
        rows = _rows(content)
        return cls(tuple(map(_pixels, rows)), tuple(row.get("label") for row in rows))


def _check_number(n: int) -> None:
    if n > MAX_DRAWINGS:
        raise LabelledImagesError(
            gettext(
                "A set holds at most {most} drawings. These are {n}.",
                most=MAX_DRAWINGS,
                n=localized(f"{n:,}"),
            )
        )


def _rows(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise LabelledImagesError(
            gettext("The file is too large for a set of drawings: more than 1 MB.")
        )
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise LabelledImagesError(
            gettext("The file is not a set of drawings: it is not JSON.")
        ) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise LabelledImagesError(
            gettext(
                "The file is not a set of drawings saved by this app. Its format is not {format}.",
                format=FORMAT,
            )
        )
    rows = found.get("drawings")
    if not isinstance(rows, list):
        raise LabelledImagesError(gettext("The file has no list of drawings."))
    _check_number(len(rows))
    return rows


def _pixels(row: Any) -> bytes:
    text = row.get("pixels") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise LabelledImagesError(gettext("A drawing in the file has no pixels."))
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LabelledImagesError(gettext("The pixels of a drawing are not base64.")) from None
