"""The board of a class: its runs, ranking and questions; as CSV; and an invented example."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from statistics import fmean

from hqnn_core.board.entries import (
    AnswersSent,
    ChallengeSent,
    Content,
    Entry,
    PairSent,
    PredictionSent,
    Resolution,
    RunSent,
    kind_of,
)
from hqnn_core.board.games import FooledRank, Judged, fooled_of, judged_of
from hqnn_core.board.invitation import Invitation
from hqnn_core.board.signs import ClassSigns, signs_of
from hqnn_core.language import gettext

UNDO_SECONDS = 60.0
COLUMNS: tuple[str, ...] = (
    "sent_at", "nickname", "kind", "shots", "shift", "accuracy", "is_classical", "right", "asked",
    "network", "step", "question", "answer", "theta", "seed", "n_test", "hybrid", "twin",
    "digit", "pixels", "among", "meant", "share", "drawing", "reading", "first", "second", "sign",
    "until", "marks", "picture", "is_hidden",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_RUNS = (
    ("Ada", 1, math.pi / 2, 0.87), ("Emmy", 1, math.pi / 4, 0.79), ("Grace", 10, math.pi / 2, 0.96),
    ("Lise", 10, math.pi / 4, 0.94), ("Max", 100, math.pi / 2, 0.99),
    ("Niels", 100, math.pi / 4, 0.985), ("Paul", 1_000, math.pi / 2, 0.995),
    ("Rosa", 1_000, math.pi / 4, 0.99),
)  # fmt: skip
_SCORES = (("Ada", 9), ("Grace", 8), ("Niels", 8), ("Rosa", 6))
_ANSWERS = ("1", "1", "10", "1", "100", "10", "100", "100")


@dataclass(frozen=True)
class ClassBoard:
    """A class and the entries sent to it.

    Attributes:
        version: grows with each change.
        delete_at: when it is deleted, seconds since the epoch.
        n_pupils: of pupils who have joined.
        entries: in the order of arrival, hidden ones too.
        invitation: the page that everybody is to look at.
        frozen: the sentence on every pupil's screen; None while the lesson goes on.
        n_cleared: entries cleared in the last `UNDO_SECONDS`, which can be restored.
        cleared_at: when the last of them was cleared, seconds since the epoch.
    """

    code: str
    version: int
    delete_at: float
    is_closed: bool
    n_pupils: int
    entries: tuple[Entry, ...]
    invitation: Invitation | None = None
    frozen: str | None = None
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
        """Whether cleared entries can be restored; `now` in seconds since the epoch."""
        return self.n_cleared > 0 and now < self.cleared_at + UNDO_SECONDS

    @cached_property
    def runs(self) -> list[tuple[str, RunSent]]:
        """(nickname, run) in the order of arrival; hidden ones are left out, as below."""
        return list(runs_of(self.shown))

    @cached_property
    def pairs(self) -> set[PairSent]:
        """The different pairs of a hybrid network and its twin."""
        return {each.content for each in self.shown if isinstance(each.content, PairSent)}

    @cached_property
    def quizzes(self) -> list[AnswersSent]:
        """The answers in the rounds of the quiz, without nicknames."""
        return [each.content for each in self.shown if isinstance(each.content, AnswersSent)]

    @cached_property
    def ranking(self) -> list[Rank]:
        return ranking_of(self.shown)

    @cached_property
    def questions(self) -> list[Question]:
        return questions_of(self.shown)

    @cached_property
    def fooled(self) -> list[FooledRank]:
        return fooled_of(self.shown)

    @cached_property
    def judged(self) -> list[Judged]:
        return judged_of(self.shown)

    @cached_property
    def signs(self) -> ClassSigns | None:
        return signs_of(self.entries)


@dataclass(frozen=True)
class Rank:
    """A pupil's best challenge; equal pupils have the same place."""

    place: int
    nickname: str
    right: int
    asked: int


@dataclass(frozen=True)
class Question:
    """A question of the lesson and the predictions.

    Attributes:
        counts: the number of predictions of each answer.
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


def board_csv(entries: Iterable[Entry]) -> str:
    """One line for each entry; an apostrophe keeps texts such as "=1" from being formulas.

    Answers of the quiz are left out: they are anonymous, and have a file of their own.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    for entry in (each for each in entries if not isinstance(each.content, AnswersSent)):
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


def example_board() -> ClassBoard:
    """A board of invented pupils and numbers, which the page must say."""
    sent: list[tuple[str, Content]] = [(n, RunSent(s, a, share)) for n, s, a, share in _RUNS]
    sent += [(name, ChallengeSent(right, 10, "0 and 1")) for name, right in _SCORES]
    answered = zip((run[0] for run in _RUNS), _ANSWERS, strict=True)
    asked = gettext("How many shots does training need?")
    sent += [(name, PredictionSent("example", asked, answer)) for name, answer in answered]
    entries = [Entry(f"{i:032x}", i, name, 0.0, each) for i, (name, each) in enumerate(sent, 1)]
    return ClassBoard("EXAMPLE", len(entries), 0.0, False, len(_RUNS), tuple(entries))
