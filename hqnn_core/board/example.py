"""A board to look at before anybody has joined a class."""

from __future__ import annotations

import math

from hqnn_core.board.entries import ChallengeSent, Content, Entry, PredictionSent, RunSent
from hqnn_core.board.view import ClassBoard

_RUNS = (
    ("Ada", 1, math.pi / 2, 0.87), ("Emmy", 1, math.pi / 4, 0.79), ("Grace", 10, math.pi / 2, 0.96),
    ("Lise", 10, math.pi / 4, 0.94), ("Max", 100, math.pi / 2, 0.99),
    ("Niels", 100, math.pi / 4, 0.985), ("Paul", 1_000, math.pi / 2, 0.995),
    ("Rosa", 1_000, math.pi / 4, 0.99),
)  # fmt: skip
_SCORES = (("Ada", 9), ("Grace", 8), ("Niels", 8), ("Rosa", 6))
_ANSWERS = ("one", "one", "ten", "one", "hundreds", "ten", "hundreds", "hundreds")
_QUESTION = "How many shots does training need?"


def example_board() -> ClassBoard:
    """Invented pupils and numbers; whoever shows it says so."""
    sent: list[tuple[str, Content]] = [(n, RunSent(s, a, share)) for n, s, a, share in _RUNS]
    sent += [(name, ChallengeSent(right, 10, "0 and 1")) for name, right in _SCORES]
    answered = zip((run[0] for run in _RUNS), _ANSWERS, strict=True)
    sent += [(name, PredictionSent("example", _QUESTION, answer)) for name, answer in answered]
    entries = [Entry(f"{i:032x}", i, *pair) for i, pair in enumerate(_with_time(sent), start=1)]
    return ClassBoard("EXAMPLE", len(entries), 0.0, False, len(_RUNS), tuple(entries))


def _with_time(sent: list[tuple[str, Content]]) -> list[tuple[str, float, Content]]:
    return [(name, 0.0, content) for name, content in sent]
