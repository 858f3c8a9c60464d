"""A small set of labelled drawings: somebody's own handwriting, as a file of JSON."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from hqnn_core.network import IMAGE_SIDE
from hqnn_core.quantum import InputError

FORMAT = "hqnn-drawings-1"
MAX_DRAWINGS = 100
MAX_BYTES = 1_000_000
N_PIXELS = IMAGE_SIDE * IMAGE_SIDE


class DrawingSetError(InputError):
    """This is no set of drawings, or no more fit into it; the message says why."""


@dataclass(frozen=True)
class DrawingSet:
    """Drawings as the network sees them, 784 bytes each, and the digit that each is meant to be.

    Raises `DrawingSetError` for more than `MAX_DRAWINGS`, other sizes and other labels.
    """

    images: tuple[bytes, ...] = ()
    labels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.images) > MAX_DRAWINGS:
            raise DrawingSetError(
                f"A set holds at most {MAX_DRAWINGS} drawings; these are {len(self.images):,}."
            )
        if len(self.labels) != len(self.images):
            raise DrawingSetError(
                f"Each drawing needs a label; there are {len(self.images)} drawings and "
                f"{len(self.labels)} labels."
            )
        if wrong := [len(image) for image in self.images if len(image) != N_PIXELS]:
            raise DrawingSetError(
                f"A drawing has {N_PIXELS} pixels, {IMAGE_SIDE} × {IMAGE_SIDE}; one has {wrong[0]}."
            )
        if other := [label for label in self.labels if not _is_digit(label)]:
            raise DrawingSetError(f"A label is a digit from 0 to 9; one is {other[0]!r}.")

    def __len__(self) -> int:
        return len(self.images)

    def with_drawing(self, image: Tensor, label: int) -> DrawingSet:
        """The set with one more image (1, 1, 28, 28) in [0, 1] at its end."""
        return DrawingSet((*self.images, pixels_of(image)), (*self.labels, label))

    def without(self, indices: set[int]) -> DrawingSet:
        """The set without the drawings at these places."""
        kept = [i for i in range(len(self)) if i not in indices]
        return DrawingSet(tuple(self.images[i] for i in kept), tuple(self.labels[i] for i in kept))

    def of(self, digits: tuple[int, ...]) -> DrawingSet:
        """The drawings that are meant to be one of these digits."""
        return self.without({i for i, label in enumerate(self.labels) if label not in digits})

    def tensor(self) -> Tensor:
        """The images (N, 1, 28, 28) in [0, 1]."""
        pixels = torch.frombuffer(bytearray(b"".join(self.images) or b"\0"), dtype=torch.uint8)
        return pixels[: N_PIXELS * len(self)].reshape(-1, 1, IMAGE_SIDE, IMAGE_SIDE).float() / 255

    def to_json(self) -> str:
        """The set as the text of a file."""
        drawings = [
            {"label": label, "pixels": base64.b64encode(image).decode("ascii")}
            for image, label in zip(self.images, self.labels, strict=True)
        ]
        return json.dumps({"format": FORMAT, "drawings": drawings}, indent=1)

    @classmethod
    def from_json(cls, content: bytes) -> DrawingSet:
        """The set in the content of a file. Raises `DrawingSetError` for anything else."""
        rows = _rows(content)
        return cls(tuple(_pixels(row) for row in rows), tuple(_label(row) for row in rows))


def pixels_of(image: Tensor) -> bytes:
    """The 784 bytes of an image (1, 1, 28, 28) in [0, 1], row by row."""
    return bytes((image.flatten() * 255).round().to(torch.uint8).tolist())


def _is_digit(label: object) -> bool:
    return isinstance(label, int) and not isinstance(label, bool) and 0 <= label <= 9


def _rows(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise DrawingSetError(
            f"The file is larger than {MAX_BYTES:,} bytes; a set of drawings is not."
        )
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise DrawingSetError("The file is no set of drawings: it is not JSON.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DrawingSetError(
            "The file is JSON, but no set of drawings that this app has saved: it lacks the "
            f'format "{FORMAT}".'
        )
    rows = found.get("drawings")
    if not isinstance(rows, list):
        raise DrawingSetError("The file has no list of drawings.")
    if len(rows) > MAX_DRAWINGS:
        raise DrawingSetError(
            f"A set holds at most {MAX_DRAWINGS} drawings; these are {len(rows):,}."
        )
    return rows


def _pixels(row: Any) -> bytes:
    text = row.get("pixels") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise DrawingSetError("A drawing of the file has no pixels.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise DrawingSetError("The pixels of a drawing are not base64.") from None


def _label(row: Any) -> Any:
    return row.get("label")
