"""The circuit's picture, drawn by Qiskit from the very object that an engine runs."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure
from qiskit import QuantumCircuit

from hqnn_core.figures.palette import Palette

FONT = "HQNN Sans"  # a renamed subset of Source Sans 3, the font of Streamlit's pages


def use_page_font() -> None:
    """Make matplotlib write in the font of the pages, formulas included."""
    for file in (Path(__file__).parent / "fonts").glob("*.ttf"):
        font_manager.fontManager.addfont(file)
    for key in ("font.family", "mathtext.rm", "mathtext.it", "mathtext.bf", "mathtext.cal"):
        matplotlib.rcParams[key] = FONT
    matplotlib.rcParams["mathtext.fontset"] = "custom"


use_page_font()


def circuit_svg(circuit: QuantumCircuit, palette: Palette) -> str:
    """The circuit as SVG text, on a transparent ground, its angles to three digits."""
    figure = Figure()
    axes = figure.add_subplot()
    circuit.draw("mpl", ax=axes, style=_style(palette), cregbundle=False, initial_state=True)
    svg = io.StringIO()
    figure.savefig(svg, format="svg", bbox_inches="tight", pad_inches=0.02, transparent=True)
    return svg.getvalue()


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
        "backgroundcolor": palette.paper,
        "displaycolor": {"h": gate, "ry": gate, "measure": (palette.faint, palette.ink)},
        "fontsize": 15,
        "subfontsize": 11,
    }
