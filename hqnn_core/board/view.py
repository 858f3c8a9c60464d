"""A board as it is read: its runs, its ranking, its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean

from hqnn_core.board.entries import ChallengeSent, Entry, PredictionSent, Resolution, RunSent
from hqnn_core.board.invitation import Invitation

UNDO_SECONDS = 60.0


@dataclass(frozen=True)
class ClassBoard:
    """A class and what was sent to it.

    Attributes:
        version: grows with each change.
        delete_at: when it is deleted, seconds since the epoch.
        n_pupils: who have joined.
        entries: in the order in which they came, hidden ones too.
        invitation: where the teacher sends everybody.
        n_cleared: entries that were cleared in the last `UNDO_SECONDS`, and can be brought back.
        cleared_at: when the last of them was cleared, seconds since the epoch.
    """

    code: str
    version: int
    delete_at: float
    is_closed: bool
    n_pupils: int
    entries: tuple[Entry, ...]
    invitation: Invitation | None = None
    n_cleared: int = 0
    cleared_at: float = 0.0

    @cached_property
    def shown(self) -> tuple[Entry, ...]:
        """The entries that are not hidden."""
        return tuple(entry for entry in self.entries if not entry.is_hidden)

    @cached_property
    def shown_ids(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.shown)

    def can_undo(self, now: float) -> bool:
        """Whether entries that were cleared can be brought back; `now` in seconds of the epoch."""
        return self.n_cleared > 0 and now < self.cleared_at + UNDO_SECONDS

    @cached_property
    def runs(self) -> list[tuple[str, RunSent]]:
        """(nickname, run) in the order in which they came; hidden ones left out, as below."""
        return list(runs_of(self.shown))

    @cached_property
    def ranking(self) -> list[Rank]:
        return ranking_of(self.shown)

    @cached_property
    def questions(self) -> list[Question]:
        return questions_of(self.shown)


@dataclass(frozen=True)
class Rank:
    """A pupil's best challenge; pupils who are equal have the same place."""

    place: int
    nickname: str
    right: int
    asked: int


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

    def among(self, answers: Iterable[str]) -> Question:
        """The question with these answers first, those too that nobody has predicted."""
        counts = {answer: self.counts.get(answer, 0) for answer in answers}
        return replace(self, counts=counts | self.counts)


def runs_of(entries: Iterable[Entry]) -> Iterator[tuple[str, RunSent]]:
    """(nickname, run) in the order in which they came."""
    for entry in entries:
        if isinstance(entry.content, RunSent):
            yield entry.nickname, entry.content


@dataclass(frozen=True)
class Dot:
    """Runs with the same shots and shift that read equally well, to a tenth of a per cent.

    Attributes:
        names: of the pupils, the first one first.
    """

    shots: int
    shift: float | None
    accuracy: float
    names: tuple[str, ...]


def dots_of(runs: Iterable[tuple[str, RunSent]]) -> list[Dot]:
    """The runs with shots, those that would hide each other in a chart taken together."""
    found: dict[tuple[int, float | None, float, bool], list[tuple[str, float]]] = {}
    for name, run in runs:
        if run.shots is not None:
            place = run.shots, run.shift, round(run.accuracy, 3), run.accuracy in (0, 1)
            found.setdefault(place, []).append((name, run.accuracy))
    return [
        Dot(shots, shift, fmean(share for _, share in equal), tuple(name for name, _ in equal))
        for (shots, shift, *_), equal in found.items()
    ]


def ranking_of(entries: Iterable[Entry]) -> list[Rank]:
    """Each pupil's best challenge, the best first; who was first stands first among equals."""
    best: dict[str, ChallengeSent] = {}
    for entry in entries:
        if isinstance(entry.content, ChallengeSent):
            known = best.get(entry.nickname)
            if known is None or _share(entry.content) > _share(known):
                best[entry.nickname] = entry.content
    ordered = sorted(best.items(), key=lambda pair: -_share(pair[1]))
    shares = [_share(game) for _, game in ordered]
    return [
        Rank(shares.index(_share(game)) + 1, name, game.right, game.asked) for name, game in ordered
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
