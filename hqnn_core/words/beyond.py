"""Texts of a prediction, and of the progress of a computation."""

from __future__ import annotations

import math

UNSURE = "I do not know"


def computing_text(share: float, turn: tuple[int, int] = (0, 0)) -> str:
    """The progress of a computation, a share in [0, 1]; it is never rounded up to 100 %.

    `turn` is its place in the queue, 0 if it does not wait, and the length of the queue.
    """
    place, n_waiting = turn
    if place:
        return f"Waiting for a free process: place {place} of {n_waiting}"
    return f"Computing: {math.floor(100 * share + 1e-9)} %"


def prediction_text(predicted: str | None, came: str) -> str:
    """A prediction beside the result, both one of the answers to a question, Markdown."""
    if predicted is None or predicted == UNSURE:
        return f"It came out: **{came}**."
    if predicted == came:
        return f"You predicted **{predicted}**. Your prediction was right."
    return f"You predicted **{predicted}**. It came out: **{came}**."
