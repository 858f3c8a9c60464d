"""Words of experiments: progress, what the seeds tell apart, and the answer "I do not know"."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hqnn_core.language import N_, gettext
from hqnn_core.words.numbers import NEGLIGIBLE, number_text

if TYPE_CHECKING:
    from hqnn_core.comparison.contrasts import Contrast

UNSURE = N_("I do not know")
"""Stored as it is; a message where it is shown."""


def computing_text(share: float, turn: tuple[int, int] = (0, 0)) -> str:
    """The progress of a computation, a share in [0, 1]; it is never rounded up to 100 %.

    `turn` is its place in the queue, 0 if it does not wait, and the length of the queue.
    """
    place, n_waiting = turn
    if place:
        return gettext("Queued: {place} of {waiting}", place=place, waiting=n_waiting)
    return gettext("Computing: {percent} %", percent=math.floor(100 * share + 1e-9))


def verdicts_text(told: Sequence[tuple[bool, str]]) -> str:
    """Sentences about differences, by whether each is clear, Markdown."""
    heads = {True: gettext("More than chance:"), False: gettext("Could be chance:")}
    grouped = {
        head: [sentence for is_clear, sentence in told if is_clear == wanted]
        for wanted, head in heads.items()
    }
    return " ".join(f"**{head}** {' '.join(found)}" for head, found in grouped.items() if found)


def differences_text(
    found: Sequence[Contrast], more: str, scale: float = 1.0, named: Callable[[str], str] = str
) -> str:
    """What the seeds tell apart, and what they do not, Markdown.

    `more` is a message with {higher}, {number}, {lower} and {chance}; `scale` multiplies the
    values; `named` shows the name of a series.
    """
    told = [(each.is_clear, _difference_text(each, more, scale, named)) for each in found]
    return f"{verdicts_text(told)} " + gettext(
        "In brackets: the 95 %\u00a0interval of each difference."
    )


def _difference_text(each: Contrast, more: str, scale: float, named: Callable[[str], str]) -> str:
    from hqnn_core.words.chance import chance_text  # it takes NumPy

    higher, lower = named(each.higher), named(each.lower)
    if abs(each.difference) < NEGLIGIBLE:
        return gettext("“{one}” and “{other}” are equal.", one=higher, other=lower)
    number = number_text(scale * each.difference, 2)
    if math.isfinite(each.low):
        low, high = (number_text(scale * end, 2) for end in (each.low, each.high))
        number = gettext("{number} ({low} to {high})", number=number, low=low, high=high)
    return gettext(more, higher=higher, lower=lower, number=number, chance=chance_text(each.chance))
