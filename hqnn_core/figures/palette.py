"""Colours of the charts in both themes; a colour has the same meaning on every page.

Digits 0 and 1 are Okabe and Ito's blue and orange, which can be told apart with any colour vision;
the dark theme has their lighter blue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as CSS hex.

    Attributes:
        ink: text, axis labels, and exact values.
        sampled: values measured with shots; the ink's hue, lighter.
        faint: grids, guides, and backgrounds.
        paper: the page.
        classes: of outcome (and digit) 0 and 1.
        others: of other curves; they differ in lightness too.
        classical, quantum: calm tints of the network's two parts.
        letters: factor of the size of letters in charts.
    """

    ink: str
    sampled: str
    faint: str
    paper: str
    classes: tuple[str, str]
    others: tuple[str, ...]
    classical: str
    quantum: str
    letters: float = 1

    def of_class(self, k: int, n_classes: int) -> str:
        """The colour of class k; ink for more than two classes: ten hues are too similar."""
        return self.classes[k] if n_classes == 2 else self.ink


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        ink="#1F2933",
        sampled="#7B8794",
        faint="#CBD2D9",
        paper="#FFFFFF",
        classes=("#0072B2", "#E69F00"),
        others=("#A3527F", "#007A59", "#8C5A2B", "#5B5BD6", "#3E8E9E"),
        classical="#E4EBF1",
        quantum="#EADFF3",
    ),
    "dark": Palette(
        ink="#F0F3F6",
        sampled="#9AA5B1",
        faint="#3E4C59",
        paper="#12181F",
        classes=("#56B4E9", "#E69F00"),
        others=("#D98CB5", "#2FBF9B", "#D9A066", "#9A9AF2", "#6EC3D1"),
        classical="#26323E",
        quantum="#3A2D49",
    ),
}


def high_contrast(theme: Theme) -> Palette:
    """The palette for a projector: pure ink on pure paper, darker greys, larger letters."""
    palette = replace(PALETTES[theme], letters=1.25)
    if theme == "light":
        return replace(palette, ink="#000000", sampled="#52606D", faint="#9AA5B1", paper="#FFFFFF")
    return replace(palette, ink="#FFFFFF", sampled="#CBD2D9", faint="#616E7C", paper="#000000")
