"""Formatted p-values and paired differences."""

from __future__ import annotations

from hqnn_core.comparison.significance import LEVEL
from hqnn_core.language import gettext, localized, ngettext

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
    limit = gettext(
        "Less than {percent} %\u00a0counts as more than chance.", percent=_percent(LEVEL)
    )
    return f"{meaning} {limit}"


def _percent(share: float, digits: int = 2) -> str:
    return localized(f"{100 * share:.{digits}g}")
