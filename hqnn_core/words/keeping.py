"""Text on data retention."""

from __future__ import annotations

from hqnn_core.words.numbers import plural


def store_text(seconds: float, is_lasting: bool) -> str:
    """Where and how long, in one sentence."""
    hours = seconds / 3600
    n = f"{hours:g} hours" if hours != int(hours) else plural(int(hours), "hour")
    if is_lasting:
        return f"The server keeps them for {n} after your last visit, then deletes them."
    return f"The server keeps them for {n} at most, or until it stops."
