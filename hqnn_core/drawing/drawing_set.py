"""A small set of labelled drawings: one person's handwriting, as a JSON file."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from hqnn_core.network import LabelledImages, LabelledImagesError, pixels_of

FORMAT = "hqnn-drawings-1"
MAX_DRAWINGS = 100
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class DrawingSet(LabelledImages):
    """Drawings and the digit that each is meant to be.

    Raises `LabelledImagesError` for more than `MAX_DRAWINGS`, other sizes and other labels.
    """

    def __post_init__(self) -> None:
        _check_number(len(self.images))
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
        return cls(tuple(_pixels(row) for row in rows), tuple(_label(row) for row in rows))


def _check_number(n: int) -> None:
    if n > MAX_DRAWINGS:
        raise LabelledImagesError(f"A set holds at most {MAX_DRAWINGS} drawings; these are {n:,}.")


def _rows(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise LabelledImagesError(
            f"The file is larger than {MAX_BYTES:,} bytes: too large for a set of drawings."
        )
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise LabelledImagesError("The file is not a set of drawings: it is not JSON.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise LabelledImagesError(
            "The file is JSON, but not a set of drawings saved by this app: it lacks the format "
            f'"{FORMAT}".'
        )
    rows = found.get("drawings")
    if not isinstance(rows, list):
        raise LabelledImagesError("The file has no list of drawings.")
    _check_number(len(rows))
    return rows


def _pixels(row: Any) -> bytes:
    text = row.get("pixels") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise LabelledImagesError("A drawing in the file has no pixels.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LabelledImagesError("The pixels of a drawing are not base64.") from None


def _label(row: Any) -> Any:
    return row.get("label")
