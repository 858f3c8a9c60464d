"""Rows of small pictures, HTML: the last answers, and the ten drawings of a challenge."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.drawing import Attempt, Challenge, Measurement
from hqnn_core.figures.palette import Palette
from hqnn_core.figures.pixels import data_url, pixels_png

_ROW = "display:flex;flex-wrap:wrap;gap:0.25rem"
_CELL = "min-width:1.5rem;height:1.75rem;line-height:1.75rem;text-align:center;font-weight:600"


def answers_strip(
    found: Sequence[Measurement], digits: Sequence[int], n_places: int, palette: Palette
) -> str:
    """The answers of measurements as a row of digits in their colours, oldest first.

    Empty places are shown too, so that the layout stays the same.
    """
    cells = []
    for answer in found:
        colour = palette.of_class(answer.label, len(digits))
        cells.append(
            f'<span style="{_CELL};border-bottom:0.25rem solid {colour}">'
            f"{digits[answer.label]}</span>"
        )
    empty = f'<span style="{_CELL};border-bottom:0.25rem solid {palette.faint}">&nbsp;</span>'
    cells += [empty] * (n_places - len(found))
    return f'<div data-testid="answers" style="{_ROW}">{"".join(cells)}</div>'


def challenge_strip(challenge: Challenge, palette: Palette) -> str:
    """The ten drawings of a challenge, each with the requested digit and the answer."""
    done = [_attempt(attempt, palette) for attempt in challenge.attempts]
    left = len(challenge.asked) - len(done)
    width = "width:4.6rem;height:6.6rem"
    empty = f'<div style="{width};border:1px dashed {palette.faint};border-radius:0.4rem"></div>'
    return f'<div data-testid="strip" style="{_ROW}">{"".join(done)}{empty * left}</div>'


def _attempt(attempt: Attempt, palette: Palette) -> str:
    said = "?" if attempt.is_neither else str(attempt.answer)
    mark, edge = ("✓", "1px solid") if attempt.is_right else ("✗", "3px double")
    picture = data_url(pixels_png(attempt.pixels, 2))
    return (
        f'<div style="width:4.6rem;height:6.6rem;box-sizing:border-box;text-align:center;'
        f'border:{edge} {palette.ink};border-radius:0.4rem;padding:0.25rem">'
        f'<img src="{picture}" alt="Requested: {attempt.asked}, read as {said}" '
        'style="width:3.6rem;height:3.6rem">'
        f"<div>{attempt.asked} → {said} {mark}</div></div>"
    )
