"""The progress of a computation, and the answer of those who make no prediction."""

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
