"""The image that an experiment asks about."""

from __future__ import annotations

from torch import Tensor

from hqnn_core.language import gettext
from pages.frame import resources
from pages.visit.visitors import visitor


def image_or_example() -> tuple[Tensor, str]:
    """The visitor's drawing on the Draw page, or else an example; and which of them it is."""
    drawing = visitor().studio.canvases.get("draw")
    if drawing is not None:
        return drawing.image, gettext("Your drawing.")
    digits = resources.example_digits()
    return digits.test_images[digits.test_labels == 1][:1], gettext("An example.")
