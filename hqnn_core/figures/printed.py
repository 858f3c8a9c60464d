"""Still pictures for paper: the curve with the angles of a pupil, and how a network learned."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hqnn_core.figures.circuit import use_page_font
from hqnn_core.figures.fonts import font_face
from hqnn_core.figures.palette import PALETTES

WIDTH, HEIGHT = 3.6, 2.3  # inches
INK = PALETTES["light"]
use_page_font()


def printed_curve(points: Mapping[str, float]) -> str:
    """P(measuring 1) = (1 + sin theta)/2 over theta, with named angles, radians, on it; SVG."""
    figure, grid = Figure((WIDTH, HEIGHT)), np.linspace(-math.pi, math.pi, 121)
    axes = figure.add_subplot()
    axes.plot(grid, (1 + np.sin(grid)) / 2, color=INK.ink, clip_on=False)
    for marker, (name, theta) in zip("os^Dv", points.items(), strict=False):
        share = (1 + math.sin(theta)) / 2
        axes.plot(theta, share, marker, color=INK.ink, markersize=7, label=name,
                  clip_on=False)  # fmt: skip
    if points:
        axes.legend(fontsize=8, frameon=False, loc="lower right")
    axes.set(xlabel="θ (radians)", ylabel="P(1)", ylim=(0, 1))
    quarters = [k * math.pi / 2 for k in range(-2, 3)]
    axes.set_xticks(quarters, ["−π", "−π/2", "0", "π/2", "π"])
    return _svg(figure)


def printed_training(accuracy: Sequence[float]) -> str:
    """The share of test images that are read correctly after each epoch; SVG."""
    figure = Figure((WIDTH, HEIGHT))
    axes = figure.add_subplot()
    epochs = range(1, len(accuracy) + 1)
    axes.plot(epochs, accuracy, color=INK.ink, marker="o", markersize=3, clip_on=False)
    axes.set(xlabel="epoch", ylabel="read correctly", ylim=(0, 1))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _svg(figure)


def _svg(figure: Figure) -> str:
    figure.axes[0].spines[["top", "right"]].set_visible(False)
    svg = io.StringIO()
    figure.savefig(svg, format="svg", bbox_inches="tight")
    text = svg.getvalue()
    return text[text.index("<svg") :].replace("<defs>", f"<defs><style>{font_face()}</style>", 1)
