"""Formatted p-values."""

from __future__ import annotations

from hqnn_core.comparison.significance import LEVEL
from hqnn_core.words.numbers import percent_number

MOST, LEAST = 0.5, 0.001
"""Outside of these a p-value is only said to be more or less."""


def chance_text(chance: float) -> str:
    """A p-value with digits that show on which side of `LEVEL` it is: "by chance: 4.98 %"."""
    if chance > MOST:
        return f"by chance: more than {100 * MOST:g} %"
    if chance < LEAST:
        return f"by chance: less than {100 * LEAST:g} %"
    digits = 2
    while (float(percent_number(chance, digits)) / 100 < LEVEL) != (chance < LEVEL):
        digits += 1
    return f"by chance: {percent_number(chance, digits)} %"


def chance_rule(n: int, what: str, equal: str) -> str:
    """Explanation of `chance_text` for `n` comparisons of `what`."""
    one = f"one of {n} {what}s" if n > 1 else f"the {what}"
    return (
        f"“By chance”: how often {one} would differ as much if all {equal} were equally good. Less "
        f"than {100 * LEVEL:g} % counts as more than chance."
    )
