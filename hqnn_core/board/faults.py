"""What a board refuses, as a sentence for whoever asked for it."""

from __future__ import annotations


class BoardError(ValueError):
    """A board does not take this; the message says why and what to do.

    It would not take it later either, unlike where the database is away.
    """


class GoneError(BoardError):
    """There is no such class, or no such pupil in it; whoever was in it is no longer."""
