"""Labelled images as plain values, which can be stored, compared and sent to a worker."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor

from hqnn_core.errors import InputError, plain
from hqnn_core.network.mnist_images import IMAGE_SIDE

MAX_IMAGES = 500
N_PIXELS = IMAGE_SIDE * IMAGE_SIDE


class LabelledImagesError(InputError):
    """Invalid labelled images, or too many; the message says why."""


@dataclass(frozen=True)
class LabelledImages:
    """Images in the network's format, 784 bytes each, with their labels.

    The label of a drawing is a digit from 0 to 9; the label of a training image is a class index.

    Raises `LabelledImagesError` for more than `MAX_IMAGES`, other sizes and other labels.
    """

    images: tuple[bytes, ...] = ()
    labels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "images", tuple(self.images))
        object.__setattr__(self, "labels", tuple(map(plain, self.labels)))
        if len(self.images) > MAX_IMAGES:
            raise LabelledImagesError(
                f"There can be at most {MAX_IMAGES} images; these are {len(self.images):,}."
            )
        if len(self.labels) != len(self.images):
            raise LabelledImagesError(
                f"Each image needs a label; there are {len(self.images)} images and "
                f"{len(self.labels)} labels."
            )
        if wrong := [len(image) for image in self.images if len(image) != N_PIXELS]:
            raise LabelledImagesError(
                f"An image has {N_PIXELS} pixels, {IMAGE_SIDE} × {IMAGE_SIDE}; one has {wrong[0]}."
            )
        if other := [label for label in self.labels if not _is_digit(label)]:
            raise LabelledImagesError(f"A label is a digit from 0 to 9; one is {other[0]!r}.")

    def __len__(self) -> int:
        return len(self.images)

    def without(self, indices: set[int]) -> Self:
        """All images and labels except those at `indices`."""
        kept = [i for i in range(len(self)) if i not in indices]
        return type(self)(tuple(self.images[i] for i in kept), tuple(self.labels[i] for i in kept))

    def of(self, labels: tuple[int, ...]) -> Self:
        """The images with one of these labels."""
        return self.without({i for i, label in enumerate(self.labels) if label not in labels})

    def tensor(self) -> Tensor:
        """The images (N, 1, 28, 28) in [0, 1]."""
        pixels = torch.frombuffer(bytearray(b"".join(self.images) or b"\0"), dtype=torch.uint8)
        return pixels[: N_PIXELS * len(self)].reshape(-1, 1, IMAGE_SIDE, IMAGE_SIDE).float() / 255

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain values, ready for JSON."""
        images = base64.b64encode(b"".join(self.images)).decode("ascii")
        return {"images": images, "labels": list(self.labels)}

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Self:
        """The images that `as_dict` wrote."""
        pixels = base64.b64decode(fields["images"])
        starts = range(0, len(pixels), N_PIXELS)
        return cls(tuple(pixels[i : i + N_PIXELS] for i in starts), tuple(fields["labels"]))


def pixels_of(image: Tensor) -> bytes:
    """The 784 bytes of an image (1, 1, 28, 28) in [0, 1], row by row.

    Raises `LabelledImagesError` for pixels out of that range.
    """
    if not 0 <= float(image.min()) <= float(image.max()) <= 1:
        raise LabelledImagesError(
            f"The pixels of an image are from 0 to 1; these are from {float(image.min()):g} to "
            f"{float(image.max()):g}."
        )
    return bytes((image.flatten() * 255).round().to(torch.uint8).tolist())


def _is_digit(label: object) -> bool:
    return isinstance(label, int) and not isinstance(label, bool) and 0 <= label <= 9
