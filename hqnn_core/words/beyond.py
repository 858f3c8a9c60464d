"""What the Beyond page says of a prediction beside what came out."""

from __future__ import annotations

import math

UNSURE = "I do not know"


def computing_text(share: float, turn: tuple[int, int] = (0, 0)) -> str:
    """The progress of a computation, a share in [0, 1]: 100 % is all of it, never rounded up.

    `turn` is its place in the queue, 0 if it does not wait, and how many jobs are in the queue.
    """
    place, n_waiting = turn
    if place:
        return f"Waiting for a free process: place {place} of {n_waiting}"
    return f"Computing: {math.floor(100 * share + 1e-9)} %"


def prediction_text(predicted: str | None, came: str) -> str:
    """A prediction, one of some answers, beside the answer that came out, Markdown."""
    if predicted is None or predicted == UNSURE:
        return f"It came out: **{came}**."
    if predicted == came:
        return f"You predicted **{predicted}**, and so it came out."
    return f"You predicted **{predicted}**. It came out: **{came}**."
