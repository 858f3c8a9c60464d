"""A board as it is read: its runs, its ranking, its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hqnn_core.board.entries import ChallengeSent, Entry, PredictionSent, Resolution, RunSent
from hqnn_core.board.invitation import Invitation


@dataclass(frozen=True)
class ClassBoard:
    """A class and what was sent to it.

    Attributes:
        version: grows with each change.
        delete_at: when it is deleted, seconds since the epoch.
        n_pupils: who have joined.
        entries: in the order in which they came, hidden ones too.
        invitation: where the teacher sends everybody; its number grows with each one.
    """

    code: str
    version: int
    delete_at: float
    is_closed: bool
    n_pupils: int
    entries: tuple[Entry, ...]
    invitation: Invitation | None = None
    invitation_number: int = 0

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries that are not hidden."""
        return tuple(entry for entry in self.entries if not entry.is_hidden)


@dataclass(frozen=True)
class Rank:
    """A pupil's best challenge; pupils who are equal have the same place."""

    place: int
    nickname: str
    right: int
    asked: int
    n_played: int


@dataclass(frozen=True)
class Question:
    """A question of the lesson and the predictions.

    Attributes:
        counts: how often each answer was predicted.
        right: the right answer, once the teacher has resolved it.
    """

    step: str
    text: str
    counts: dict[str, int]
    right: str | None


def runs_of(entries: Iterable[Entry]) -> Iterator[tuple[str, RunSent]]:
    """(nickname, run) in the order in which they came."""
    for entry in entries:
        if isinstance(entry.content, RunSent):
            yield entry.nickname, entry.content


def ranking_of(entries: Iterable[Entry]) -> list[Rank]:
    """Each pupil's best challenge, the best first; who was first stands first among equals."""
    best: dict[str, ChallengeSent] = {}
    played: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry.content, ChallengeSent):
            played[entry.nickname] += 1
            known = best.get(entry.nickname)
            if known is None or _share(entry.content) > _share(known):
                best[entry.nickname] = entry.content
    ordered = sorted(best.items(), key=lambda pair: -_share(pair[1]))
    shares = [_share(game) for _, game in ordered]
    return [
        Rank(shares.index(_share(game)) + 1, name, game.right, game.asked, played[name])
        for name, game in ordered
    ]


def _share(game: ChallengeSent) -> float:
    return game.right / game.asked


def questions_of(entries: Iterable[Entry]) -> list[Question]:
    """The questions that somebody has predicted, the newest first."""
    texts: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {}
    right: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.content, PredictionSent):
            step = entry.content.step
            texts.setdefault(step, entry.content.question)
            counts.setdefault(step, Counter())[entry.content.answer] += 1
        elif isinstance(entry.content, Resolution):
            right[entry.content.step] = entry.content.answer
    return [
        Question(step, text, dict(counts[step]), right.get(step))
        for step, text in reversed(texts.items())
    ]
