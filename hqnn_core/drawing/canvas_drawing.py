"""A drawing as it was left on a canvas: its strokes, and the image that the network sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor

from hqnn_core.network import tensor_file, tensors_of, words_of

MOST_STROKES, MOST_CHARACTERS = 200, 300_000
"""Of a drawing with more of them only the image is kept."""


@dataclass(frozen=True, eq=False)
class CanvasDrawing:
    """A drawing as its visitor left it; `note` says why its strokes were not kept, if so."""

    objects: list[Any]
    image: Tensor
    note: str = ""

    @classmethod
    def of(cls, strokes: list[Any], image: Tensor) -> Self:
        """A drawing, without its strokes where they are too many."""
        if len(strokes) <= MOST_STROKES and len(json.dumps(strokes)) <= MOST_CHARACTERS:
            return cls(strokes, image)
        note = (
            f"Your drawing has {len(strokes):,} strokes, too many to keep on the canvas. The image "
            "that the network sees was kept."
        )
        return cls([], image, note)

    def is_same(self, other: CanvasDrawing | None) -> bool:
        """Whether the other one has the same strokes and the same image."""
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
        """What `to_bytes` wrote."""
        words = words_of(content)
        return cls(json.loads(words["objects"]), tensors_of(content)["image"], words["note"])
