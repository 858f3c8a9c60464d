"""The network as a graph, SVG, with the activations of one image."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from hqnn_core.figures.fonts import font_face
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.pixels import map_png
from hqnn_core.network import Activations, Connections
from hqnn_core.words import number_text, plural

WIDTH, HEIGHT = 640, 604  # not higher than wide, to fit on a screen
MIDDLE = WIDTH / 2 + 12
N_DENSE_EDGES = 160  # of 1,000 between the second maps and the hidden neurons
STEPS = ("image", "maps", "hidden", "θ", "qubit", "answer")
_FAINT = 0.22


@dataclass(frozen=True)
class Row:
    """Nodes side by side: centres at `xs`, each `size` wide, their middle at `y`."""

    xs: tuple[float, ...]
    y: float
    size: float

    @property
    def top(self) -> float:
        return self.y - self.size / 2

    @property
    def bottom(self) -> float:
        return self.y + self.size / 2


def _row(n: int, y: float, size: float, pitch: float) -> Row:
    first = MIDDLE - pitch * (n - 1) / 2
    return Row(tuple(first + pitch * i for i in range(n)), y, size)


IMAGE = _row(1, 38, 60, 0)
FIRST = _row(10, 132, 40, 52)
SECOND = _row(20, 206, 24, 28)
HIDDEN = _row(50, 268, 9, 11)
THETA = _row(1, 336, 60, 0)
QUBIT = _row(1, 446, 124, 0)
OUTPUT = _row(2, 572, 50, 150)


def network_svg(
    image: Tensor,
    inside: Activations,
    flow: Connections,
    circuit: str,
    counts: Sequence[int],
    names: Sequence[str],
    palette: Palette,
    step: int | None = None,
) -> str:
    """The graph for one image (1, 28, 28); with `step`, an index of `STEPS`, the others are faint.

    `circuit` is Qiskit's drawing, SVG, from `matplotlib_svg`; `counts` are the numbers of shots
    with each outcome. All edges run downward. Edges out of the hidden neurons have the colour of
    the class towards which they move theta (near theta = 0, more theta makes a 1 more likely).
    """
    theta = float(inside.theta[0, 0])
    parts = [
        [_thumbnail(image, IMAGE.xs[0], IMAGE)],
        [*_maps(inside, flow, palette)],
        [*_hidden(inside.hidden[0], flow, palette)],
        [*_theta(theta, flow.hidden_to_theta, palette)],
        [*_qubit(circuit, palette)],
        [*_outputs(counts, names, palette)],
    ]
    groups = (
        f'<g opacity="{1 if step in (None, i) else _FAINT}">{"".join(part)}</g>'
        for i, part in enumerate(parts)
    )
    words = "".join(_words(palette))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<style>{font_face()}{_style(palette)}</style>{_arrowhead(palette)}{_tints(palette)}"
        f"{''.join(reversed([*groups]))}{words}</svg>"
    )


def _maps(inside: Activations, flow: Connections, palette: Palette) -> Iterator[str]:
    strongest = max(float(flow.image_to_maps.max()), 1e-9)
    for x, mean in zip(FIRST.xs, flow.image_to_maps.tolist(), strict=True):
        yield _edge(IMAGE.xs[0], IMAGE, x, FIRST, palette.sampled, 2.5 * mean / strongest, True)
    between = flow.maps_to_maps / flow.maps_to_maps.max().clamp(min=1e-9)
    for i, j, share in _not_below(0.25, between):
        yield _edge(FIRST.xs[i], FIRST, SECOND.xs[j], SECOND, palette.sampled, 1.6 * share)
    for x, pixels in zip(FIRST.xs, inside.conv1[0], strict=True):
        yield _thumbnail(pixels, x, FIRST)
    for x, pixels in zip(SECOND.xs, inside.conv2[0], strict=True):
        yield _thumbnail(pixels, x, SECOND)


def _hidden(values: Tensor, flow: Connections, palette: Palette) -> Iterator[str]:
    carried = flow.maps_to_hidden.abs() * (values > 0)
    carried = carried / carried.max().clamp(min=1e-9)
    least = carried.flatten().topk(N_DENSE_EDGES).values[-1].clamp(min=1e-9)
    for i, j, share in _not_below(float(least), carried):
        yield _edge(SECOND.xs[i], SECOND, HIDDEN.xs[j], HIDDEN, palette.sampled, 1.8 * share)
    brightest = max(float(values.max()), 1e-9)
    for x, value in zip(HIDDEN.xs, values.tolist(), strict=True):
        yield (
            f'<circle cx="{x:.1f}" cy="{HIDDEN.y}" r="{HIDDEN.size / 2}" fill="{palette.ink}"'
            f' fill-opacity="{value / brightest:.2f}" stroke="{palette.ink}"/>'
        )


def _not_below(least: float, shares: Tensor) -> Iterator[tuple[int, int, float]]:
    """Row, column and value of each entry of (M, N) that is at least `least`."""
    for i, row in enumerate(shares.tolist()):
        for j, share in enumerate(row):
            if share >= least:
                yield i, j, share


def _theta(theta: float, parts: Tensor, palette: Palette) -> Iterator[str]:
    largest = max(float(parts.abs().max()), 1e-9)
    for x, part in zip(HIDDEN.xs, parts.tolist(), strict=True):
        if abs(part) > 0.01 * largest:
            colour = palette.classes[int(part > 0)]
            width = 6 * abs(part) / largest
            yield _edge(x, HIDDEN, THETA.xs[0], THETA, colour, width)
    yield _disc(THETA.xs[0], THETA, palette.paper, palette.ink, number_text(theta))


def _qubit(circuit: str, palette: Palette) -> Iterator[str]:
    x = QUBIT.xs[0]
    yield _edge(x, THETA, x, QUBIT, palette.ink, 2.5, True)
    width = 2 * QUBIT.size
    place = f'x="{x - width / 2}" y="{QUBIT.top}" width="{width}" height="{QUBIT.size}"'
    yield _placed(circuit, place)


def _placed(svg: str, place: str) -> str:
    """An SVG file as an element of another, without the font, which the other one has."""
    element = svg[svg.index("<svg") :].replace(font_face(), "", 1)
    head, rest = element.split(">", 1)
    return (
        re.sub(r' (width|height)="[^"]*"', "", head).replace("<svg", f"<svg {place}") + f">{rest}"
    )


def _outputs(counts: Sequence[int], names: Sequence[str], palette: Palette) -> Iterator[str]:
    shots = sum(counts)
    for x, count, name, colour in zip(OUTPUT.xs, counts, names, palette.classes, strict=True):
        share = count / shots
        yield _edge(QUBIT.xs[0], QUBIT, x, OUTPUT, colour, max(9 * share, 0.6), True)
        yield _disc(x, OUTPUT, palette.paper, colour, name, 1 + 5 * share)
        side, anchor = (-1, "end") if x < MIDDLE else (1, "start")
        yield (
            f'<text x="{x + side * 38}" y="{OUTPUT.y + 6}" text-anchor="{anchor}">'
            f"{count:,} of {plural(shots, 'shot')}</text>"
        )


def _words(palette: Palette) -> Iterator[str]:
    """The names of the rows, at the left, and an arrow downward."""
    yield (
        f'<path d="M14 20V{HEIGHT - 24}" stroke="{palette.sampled}" stroke-width="2"'
        ' marker-end="url(#head)"/>'
    )
    names = [
        (IMAGE.y + 6, "input: 28 × 28 pixels"),
        (FIRST.top - 22, "10 feature maps, 12 × 12"),
        (SECOND.top - 9, "20 feature maps, 4 × 4"),
        (HIDDEN.top - 9, "50 hidden neurons"),
        (THETA.y + 6, "1 neuron: θ"),
        (QUBIT.y + 6, "1 qubit"),
        (OUTPUT.top - 9, "output"),
    ]
    for y, name in names:
        yield f'<text class="row" x="30" y="{y}">{name}</text>'


def _tints(palette: Palette) -> str:
    """The background: a tint for the classical part, and one for the quantum node."""
    border = (THETA.bottom + QUBIT.top) / 2
    return (
        f'<rect x="0" y="0" width="{WIDTH}" height="{border}" rx="10" fill="{palette.classical}"'
        ' opacity="0.45"/>'
        f'<rect x="0" y="{border}" width="{WIDTH}" height="{HEIGHT - border}" rx="10"'
        f' fill="{palette.quantum}" opacity="0.55"/>'
    )


def _edge(
    x1: float, above: Row, x2: float, below: Row, colour: str, width: float, arrow: bool = False
) -> str:
    head = ' marker-end="url(#head)"' if arrow else ""
    end = below.top - (9 if arrow else 0)
    return (
        f'<path d="M{x1:.1f} {above.bottom:.1f}L{x2:.1f} {end:.1f}" stroke="{colour}"'
        f' stroke-width="{max(width, 0.3):.2f}" stroke-opacity="0.8"{head}/>'
    )


def _disc(x: float, row: Row, fill: str, rim: str, name: str, width: float = 2.5) -> str:
    return (
        f'<circle cx="{x}" cy="{row.y}" r="{row.size / 2}" fill="{fill}" stroke="{rim}"'
        f' stroke-width="{width:.1f}"/><text class="number" x="{x}" y="{row.y + 7}">{name}</text>'
    )


def _thumbnail(pixels: Tensor, x: float, row: Row) -> str:
    content = base64.b64encode(map_png(pixels)).decode("ascii")
    return (
        f'<image x="{x - row.size / 2:.1f}" y="{row.top}" width="{row.size}" height="{row.size}"'
        f' style="image-rendering:pixelated" href="data:image/png;base64,{content}"/>'
    )


def _arrowhead(palette: Palette) -> str:
    return (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="1" refY="4" orient="auto"'
        ' markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10">'
        f'<path d="M0 0L8 4L0 8z" fill="{palette.ink}"/></marker></defs>'
    )


def _style(palette: Palette) -> str:
    return (
        f'text{{font:20px "HQNN Sans";fill:{palette.ink}}}'
        ".number{text-anchor:middle;font-size:21px}"
        f".row{{font-size:20px;paint-order:stroke;stroke:{palette.paper};stroke-width:4px;"
        "stroke-linejoin:round}"
    )
