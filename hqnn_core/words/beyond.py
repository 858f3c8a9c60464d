"""What the Beyond page says of a prediction beside what came out."""

from __future__ import annotations

UNSURE = "I do not know"


def computing_text(seconds: float, is_running: bool) -> str:
    """How long somebody has waited for an experiment."""
    return f"{'Computing' if is_running else 'Waiting for others'}: {seconds:.0f} s"


def prediction_text(predicted: str | None, came: str) -> str:
    """A prediction, one of some answers, beside the answer that came out, Markdown."""
    if predicted is None or predicted == UNSURE:
        return f"It came out: **{came}**."
    if predicted == came:
        return f"You predicted **{predicted}**, and so it came out."
    return f"You predicted **{predicted}**. It came out: **{came}**."
