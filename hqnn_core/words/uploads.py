"""What the Beyond page says of the curves that a circuit can draw."""

from __future__ import annotations

from hqnn_core.quantum import analysis
from hqnn_core.words.numbers import number_text, plural

UPLOAD_ANSWERS = ["Exactly", "Nearly: at most 0.1 off", "Not nearly"]
"""How well the circuit will draw the curve; the distance is a root mean square."""
EXACT_ENOUGH = 1e-3
NEAR = 0.1
SAME = 1.02
"""A start at most 2 % farther from the target than the best possible is said to reach it."""


def upload_answer(found: analysis.UploadFit) -> str:
    """Which of the predictions came out, for the best start."""
    error = min(found.errors)
    return UPLOAD_ANSWERS[0 if error < EXACT_ENOUGH else 1 if error <= NEAR else 2]


def upload_text(found: analysis.UploadFit) -> str:
    """How near the trained circuits came, and what was possible, Markdown."""
    errors, least = found.errors, found.least_error
    n_best = sum(error < max(SAME * least, EXACT_ENOUGH) for error in errors)
    waves = (
        "the frequencies 0 and 1" if found.uploads == 1 else f"frequencies up to {found.uploads}"
    )
    told = ", ".join(number_text(error, 2) for error in errors)
    possible = (
        "nothing is left over" if least < EXACT_ENOUGH else f"{number_text(least, 2)} is left"
    )
    return (
        f"{plural(found.uploads, 'upload')} {'gives' if found.uploads == 1 else 'give'} {waves}. "
        f"Root mean square distance from the curve, from {plural(len(errors), 'start')}: "
        f"**{told}**. At best, with these frequencies, {possible}: {n_best} of "
        f"{plural(len(errors), 'start')} came there."
    )
