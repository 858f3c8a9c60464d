"""Text on data retention."""

from __future__ import annotations

from hqnn_core.language import ngettext
from hqnn_core.words.numbers import number_text


def store_text(seconds: float, is_lasting: bool) -> str:
    """Where and how long, in one sentence."""
    hours = seconds / 3600
    n, shown = 1 if hours == 1 else 2, number_text(hours)
    if is_lasting:
        return ngettext(
            "The server keeps them for {hours} hour after your last visit, then deletes them.",
            "The server keeps them for {hours} hours after your last visit, then deletes them.",
            n,
            hours=shown,
        )
    return ngettext(
        "The server keeps them for {hours} hour at most, or until it stops.",
        "The server keeps them for {hours} hours at most, or until it stops.",
        n,
        hours=shown,
    )
