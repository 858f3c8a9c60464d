"""Formatted p-values and paired differences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hqnn_core.comparison.contrasts import Contrast
from hqnn_core.comparison.significance import LEVEL
from hqnn_core.language import gettext, localized, ngettext
from hqnn_core.words.numbers import number_text

MOST, LEAST = 0.5, 0.001
"""Outside of these a p-value is only said to be more or less."""


def chance_text(chance: float) -> str:
    """A p-value with digits that show on which side of `LEVEL` it is: "by chance: 4.98 %"."""
    if chance > MOST:
        return gettext("by chance: more than {percent} %", percent=_percent(MOST))
    if chance < LEAST:
        return gettext("by chance: less than {percent} %", percent=_percent(LEAST))
    digits = 2
    while (float(f"{100 * chance:.{digits}g}") < 100 * LEVEL) != (chance < LEVEL):
        digits += 1
    return gettext("by chance: {percent} %", percent=_percent(chance, digits))


def chance_rule(n: int, what: str, equal: str) -> str:
    """Explanation of `chance_text` for `n` comparisons of `what`.

    `what` and `equal` are "pair" of "networks", "pair" of "settings" or "measure" of "networks".
    """
    if what == "measure":
        meaning = ngettext(
            "“By chance”: how often the measure would differ as much if all networks were equally "
            "good.",
            "“By chance”: how often one of {n} measures would differ as much if all networks were "
            "equally good.",
            n,
        )
    elif equal == "settings":
        meaning = ngettext(
            "“By chance”: how often the pair would differ as much if all settings were equally "
            "good.",
            "“By chance”: how often one of {n} pairs would differ as much if all settings were "
            "equally good.",
            n,
        )
    else:
        meaning = ngettext(
            "“By chance”: how often the pair would differ as much if all networks were equally "
            "good.",
            "“By chance”: how often one of {n} pairs would differ as much if all networks were "
            "equally good.",
            n,
        )
    limit = gettext("Less than {percent} % counts as more than chance.", percent=_percent(LEVEL))
    return f"{meaning} {limit}"


def contrast_text(found: Contrast, more: str, scale: float = 1.0) -> str:
    """A difference with its interval: "A reads 1.2 (0.4 to 2) of 100 images more than B (...)".

    `more` says it with {} for the number, such as "reads {} of 100 test images more than"; `scale`
    multiplies the values.
    """
    if found.difference == 0:
        return gettext("{one} and {other} are equal", one=found.higher, other=found.lower)
    number = number_text(scale * found.difference, 2)
    if math.isfinite(found.low):
        low, high = (number_text(scale * end, 2) for end in (found.low, found.high))
        number = gettext("{number} ({low} to {high})", number=number, low=low, high=high)
    return f"{found.higher} {more.format(number)} {found.lower} ({chance_text(found.chance)})"


def contrasts_text(found: Sequence[Contrast], more: str, scale: float = 1.0) -> str:
    """What the seeds tell apart, and what they do not, Markdown; see `contrast_text`."""
    clear, unclear = (
        "; ".join(contrast_text(c, more, scale) for c in found if c.is_clear == is_clear)
        for is_clear in (True, False)
    )
    parts = []
    if clear:
        parts.append(gettext("**More than chance:** {differences}.", differences=clear))
    if unclear:
        parts.append(
            gettext("**Could be chance, so no winner:** {differences}.", differences=unclear)
        )
    return " ".join([*parts, gettext("In brackets: the 95 % interval of each difference.")])


def _percent(share: float, digits: int = 2) -> str:
    return localized(f"{100 * share:.{digits}g}")
