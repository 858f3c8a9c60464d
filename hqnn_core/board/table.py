"""A board as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from hqnn_core.board.entries import Entry, kind_of

COLUMNS: tuple[str, ...] = (
    "sent_at", "nickname", "kind", "shots", "shift", "accuracy", "is_classical", "right", "asked",
    "network", "step", "question", "answer", "theta", "is_hidden",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def board_csv(entries: Iterable[Entry]) -> str:
    """One line an entry. No text is taken for a formula: an apostrophe stands before it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    for entry in entries:
        cells = asdict(entry.content) | {
            "sent_at": datetime.fromtimestamp(entry.sent_at, UTC).isoformat(timespec="seconds"),
            "nickname": entry.nickname,
            "kind": kind_of(entry.content),
            "is_hidden": entry.is_hidden,
        }
        writer.writerow({name: _harmless(value) for name, value in cells.items()})
    return out.getvalue()


def _harmless(value: object) -> object:
    is_formula = isinstance(value, str) and value.lstrip().startswith(_FORMULA)
    return f"'{value}" if is_formula else value
