"""Results of the games of a class: puzzles solved with few pixels, and drawings judged by votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hqnn_core.board.entries import DrawingSent, Entry, FooledSent, VoteSent

LEAST_VOTERS = 3


@dataclass(frozen=True)
class FooledRank:
    """A pupil's best solution of a puzzle; equal pupils have the same place."""

    place: int
    nickname: str
    digit: int
    pixels: int
    among: int


@dataclass(frozen=True)
class Judged:
    """A drawing and the votes on it.

    Attributes:
        id: of the drawing's entry.
        readings: the number of votes by digit; None stands for no digit.
    """

    id: str
    nickname: str
    drawing: DrawingSent
    readings: Counter[int | None] = field(default_factory=Counter)

    @property
    def n_voters(self) -> int:
        return self.readings.total()

    @property
    def n_agree(self) -> int:
        """The number of voters who read the digit that is meant."""
        return self.readings[self.drawing.meant]

    @property
    def is_won(self) -> bool:
        """Whether people read it and the network does not: most of at least 3 voters do."""
        is_wrong = self.drawing.answer != self.drawing.meant
        return is_wrong and self.n_voters >= LEAST_VOTERS and 2 * self.n_agree > self.n_voters


def fooled_of(entries: Iterable[Entry]) -> list[FooledRank]:
    """Each pupil's best solution of each puzzle, the fewest pixels of a digit first."""
    best: dict[tuple[int, str], FooledSent] = {}
    for entry in entries:
        if isinstance(entry.content, FooledSent):
            known = best.get(key := (entry.content.digit, entry.nickname))
            if known is None or entry.content.pixels < known.pixels:
                best[key] = entry.content
    ordered = sorted(best.items(), key=lambda pair: (pair[0][0], pair[1].pixels))
    order = [(sent.digit, sent.pixels) for _, sent in ordered]
    firsts = {digit: [each for each, _ in order].index(digit) for digit, _ in order}
    return [
        FooledRank(
            order.index((digit, sent.pixels)) - firsts[digit] + 1, name, digit, sent.pixels,
            sent.among,
        )
        for (digit, name), sent in ordered
    ]  # fmt: skip


def judged_of(entries: Iterable[Entry]) -> list[Judged]:
    """The drawings in the order of arrival, with the first vote of each other pupil."""
    found: dict[str, Judged] = {}
    voted: set[tuple[str, str]] = set()
    for entry in entries:
        if isinstance(entry.content, DrawingSent):
            found[entry.id] = Judged(entry.id, entry.nickname, entry.content)
        elif isinstance(entry.content, VoteSent):
            judged, vote = found.get(entry.content.drawing), (entry.nickname, entry.content.drawing)
            if judged is not None and judged.nickname != entry.nickname and vote not in voted:
                voted.add(vote)
                judged.readings[entry.content.reading] += 1
    return list(found.values())
