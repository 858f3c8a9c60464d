"""SVG pictures drawn by matplotlib: the circuit, by Qiskit, and the charts of the hand-out."""

from __future__ import annotations

import base64
import io
import math
import string
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from qiskit import QuantumCircuit
from qiskit.circuit.tools.pi_check import pi_check

from hqnn_core.figures.palette import PALETTES, Palette
from hqnn_core.language import gettext, localized
from hqnn_core.quantum import Ansatz
from hqnn_core.words.numbers import MINUS, number_text

FONT = "HQNN Sans"  # a renamed subset of Source Sans 3, the font of Streamlit's pages
FOLDER = Path(__file__).parent / "fonts"
_ACCENTED = "ÀÁÂÃÄÇÈÉÊËÍÎÏÑÓÔÕÖÙÚÛÜßàáâãäçèéêëíîïñóôõöùúûüŒœ"
_MARKS = " .,:;()[]|+-=/×·θπ−√⟨⟩¿¡«»’\u00a0"
CHARACTERS = string.ascii_letters + string.digits + _ACCENTED + _MARKS

DIGITS = 3  # of the angle
WIDTH, HEIGHT = 3.6, 2.3  # inches, of a chart of the hand-out
INK = PALETTES["light"]
STAND_IN = 0.888  # a placeholder for the angle in the cached drawing


def use_page_font() -> None:
    """Set matplotlib's font to that of the pages, formulas included, written as text."""
    for file in FOLDER.glob("*.ttf"):
        font_manager.fontManager.addfont(file)
    for key in ("font.family", "mathtext.rm", "mathtext.it", "mathtext.bf", "mathtext.cal"):
        matplotlib.rcParams[key] = FONT
    matplotlib.rcParams["mathtext.fontset"] = "custom"
    matplotlib.rcParams["svg.fonttype"] = "none"


use_page_font()


def circuit_svg(circuit: QuantumCircuit, palette: Palette) -> str:
    """The circuit as SVG text, with a transparent background and angles to three digits."""
    figure = Figure()
    axes = figure.add_subplot()
    circuit.draw(
        "mpl",
        ax=axes,
        style=_style(palette),
        cregbundle=len(circuit.clbits) > 1,
        initial_state=True,
        fold=-1,
    )
    return _svg(figure, pad_inches=0.02, transparent=True)


def one_angle_svg(ansatz: Ansatz, theta: float, palette: Palette) -> str:
    """`circuit_svg` of an ansatz of one angle at theta, radians."""
    return circuit_template(ansatz, palette).replace(f">{STAND_IN}<", f">{gate_angle(theta)}<")


def gate_angle(theta: float) -> str:
    """An angle, radians, as Qiskit writes it on a gate."""
    written = pi_check(theta, output="text", ndigits=DIGITS).replace("-", MINUS)
    return number_text(theta) if "e" in written else localized(written)


@lru_cache(maxsize=16)
def circuit_template(ansatz: Ansatz, palette: Palette) -> str:
    """`circuit_svg` of an ansatz of one angle; the angle's text is `STAND_IN`.

    It is cached: drawing takes 40 ms, replacing a text nothing.
    """
    return circuit_svg(ansatz.bound([STAND_IN]), palette)


def _style(palette: Palette) -> dict[str, object]:
    gate = (palette.quantum, palette.ink)
    return {
        "name": "bw",
        "textcolor": palette.ink,
        "gatetextcolor": palette.ink,
        "subtextcolor": palette.ink,
        "linecolor": palette.ink,
        "creglinecolor": palette.sampled,
        "gatefacecolor": palette.quantum,
        "edgecolor": palette.ink,
        "backgroundcolor": "none",  # a background would also cover the names
        "displaycolor": {"h": gate, "ry": gate, "measure": (palette.faint, palette.ink)},
        "fontsize": 15,
        "subfontsize": 11,
    }


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
    axes.set(xlabel=gettext("θ (radians)"), ylabel="P(1)", ylim=(0, 1))
    quarters = [k * math.pi / 2 for k in range(-2, 3)]
    axes.set_xticks(quarters, ["−π", "−π/2", "0", "π/2", "π"])
    return _without_top_and_right(figure)


def printed_training(accuracy: Sequence[float]) -> str:
    """The test accuracy after each epoch; SVG."""
    figure = Figure((WIDTH, HEIGHT))
    axes = figure.add_subplot()
    epochs = range(1, len(accuracy) + 1)
    axes.plot(epochs, accuracy, color=INK.ink, marker="o", markersize=3, clip_on=False)
    axes.set(xlabel=gettext("epoch"), ylabel=gettext("read correctly"), ylim=(0, 1))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return _without_top_and_right(figure)


def _without_top_and_right(figure: Figure) -> str:
    figure.axes[0].spines[["top", "right"]].set_visible(False)
    figure.axes[0].yaxis.set_major_formatter(lambda share, _: localized(f"{share:.1f}"))
    svg = _svg(figure)
    return svg[svg.index("<svg") :]


@cache
def _font_face() -> str:
    """A CSS rule that embeds the font: an SVG shown as an image can use no other."""
    font = TTFont(FOLDER / "HQNNSans-Regular.ttf")
    options = subset.Options(layout_features=[], name_IDs=[], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    content = io.BytesIO()
    font.save(content)
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    return f'@font-face{{font-family:"{FONT}";src:url(data:font/ttf;base64,{encoded})}}'


def _svg(figure: Figure, **options: Any) -> str:
    """The figure as SVG text with the font inside."""
    svg = io.StringIO()
    figure.savefig(svg, format="svg", bbox_inches="tight", **options)
    return svg.getvalue().replace("<defs>", f"<defs><style>{_font_face()}</style>", 1)
