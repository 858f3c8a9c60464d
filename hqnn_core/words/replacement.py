"""What the Beyond page says of a circuit that was replaced by three of its runs."""

from __future__ import annotations

from hqnn_core.network import Replacement
from hqnn_core.words.numbers import NEGLIGIBLE, plural

REPLACEMENT_ANSWERS = ["None", "Fewer than 1 in 100", "1 in 100 or more"]
"""How many test images may get another answer, of all surrogates together."""


def replacement_answer(found: Replacement) -> str:
    """Which of the predictions came out."""
    share = sum(found.n_changed) / found.surrogates.size
    if share == 0:
        return REPLACEMENT_ANSWERS[0]
    return REPLACEMENT_ANSWERS[1 if share < 0.01 else 2]


def replacement_text(found: Replacement) -> str:
    """How many answers change, and what that means, Markdown."""
    n, (right, by_each) = len(found.labels), found.n_right
    changed = found.n_changed
    if not any(changed):
        said = f"All {len(changed)} surrogates give all {n:,} test images the circuit's answer."
    else:
        listed = ", ".join(f"{count:,}" for count in changed)
        said = (
            f"Of {n:,} test images, the {len(changed)} surrogates give another answer to {listed}."
        )
    low, high = min(by_each), max(by_each)
    reads = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    outside = ""
    if found.curves.min() < -NEGLIGIBLE or found.curves.max() > 1 + NEGLIGIBLE:
        outside = (
            " A surrogate's P(1) can leave the range from 0 to 1: few shots give the height of its "
            "curve only roughly."
        )
    return (
        f"{said} The exact circuit reads {right:,} correctly; a surrogate reads {reads}, from "
        f"{plural(len(found.runs) * found.shots, 'shot')} in total.{outside}"
    )
