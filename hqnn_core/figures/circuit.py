"""The circuit's picture, drawn by Qiskit from the same object that an engine runs."""

from __future__ import annotations

import io
from functools import lru_cache

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from qiskit import QuantumCircuit
from qiskit.circuit.tools.pi_check import pi_check

from hqnn_core.figures.fonts import FOLDER, FONT, font_face
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import Ansatz
from hqnn_core.words import MINUS, number_text

DIGITS = 3  # of the angle
_STAND_IN = 0.888  # an angle that the drawing is made with once; the real one is written in


def use_page_font() -> None:
    """Make matplotlib write in the font of the pages, formulas included, as text."""
    for file in FOLDER.glob("*.ttf"):
        font_manager.fontManager.addfont(file)
    for key in ("font.family", "mathtext.rm", "mathtext.it", "mathtext.bf", "mathtext.cal"):
        matplotlib.rcParams[key] = FONT
    matplotlib.rcParams["mathtext.fontset"] = "custom"
    matplotlib.rcParams["svg.fonttype"] = "none"


use_page_font()


def circuit_svg(circuit: QuantumCircuit, palette: Palette) -> str:
    """The circuit as SVG text, on a transparent ground, its angles to three digits."""
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
    svg = io.StringIO()
    figure.savefig(svg, format="svg", bbox_inches="tight", pad_inches=0.02, transparent=True)
    return svg.getvalue().replace("<defs>", f"<defs><style>{font_face()}</style>", 1)


def one_angle_svg(ansatz: Ansatz, theta: float, palette: Palette) -> str:
    """`circuit_svg` of an ansatz of one angle at theta, radians; drawn by Qiskit once only.

    Drawing takes 40 ms, and while an angle is moved nothing of it changes but one number.
    """
    written = pi_check(theta, output="text", ndigits=DIGITS).replace("-", MINUS)
    if "e" in written:
        written = number_text(theta)
    return _template(ansatz, palette).replace(f">{_STAND_IN}<", f">{written}<")


@lru_cache(maxsize=16)
def _template(ansatz: Ansatz, palette: Palette) -> str:
    return circuit_svg(ansatz.bound([_STAND_IN]), palette)


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
        "backgroundcolor": "none",  # it also covers the place of the names
        "displaycolor": {"h": gate, "ry": gate, "measure": (palette.faint, palette.ink)},
        "fontsize": 15,
        "subfontsize": 11,
    }
