"""Formatted p-values and paired differences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hqnn_core.comparison.contrasts import Contrast
from hqnn_core.comparison.significance import LEVEL
from hqnn_core.words.numbers import number_text, percent_number

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


def contrast_text(found: Contrast, more: str, scale: float = 1.0) -> str:
    """A difference with its interval: "A reads 1.2 (0.4 to 2) of 100 images more than B (...)".

    `more` says it with {} for the number, such as "reads {} of 100 test images more than"; `scale`
    multiplies the values.
    """
    if found.difference == 0:
        return f"{found.higher} and {found.lower} are equal"
    number = number_text(scale * found.difference, 2)
    if math.isfinite(found.low):
        low, high = (number_text(scale * end, 2) for end in (found.low, found.high))
        number = f"{number} ({low} to {high})"
    return f"{found.higher} {more.format(number)} {found.lower} ({chance_text(found.chance)})"


def contrasts_text(found: Sequence[Contrast], more: str, scale: float = 1.0) -> str:
    """What the seeds tell apart, and what they do not, Markdown; see `contrast_text`."""
    parts = []
    for is_clear, said in ((True, "More than chance"), (False, "Could be chance, so no winner")):
        named = [contrast_text(c, more, scale) for c in found if c.is_clear == is_clear]
        parts += [f"**{said}:** {'; '.join(named)}."] if named else []
    return " ".join([*parts, "In brackets: the 95 % interval of each difference."])
