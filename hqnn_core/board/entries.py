"""Entries of a class board: what pupils and the teacher send. Every entry checks its bounds."""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

MAX_BYTES = 2_000
LONGEST_TEXT = 200


class BoardError(ValueError):
    """A class board refuses this now and later; the message says why and what to do."""


class GoneError(BoardError):
    """There is no such class, or no such pupil in it any more."""


@dataclass(frozen=True)
class RunSent:
    """A run that has ended.

    Attributes:
        shots, shift: of its circuit; None for exact values, or without a circuit or a shift.
        accuracy: on the test images, in [0, 1].
        is_classical: whether the network has no circuit.
    """

    shots: int | None
    shift: float | None
    accuracy: float
    is_classical: bool = False

    def __post_init__(self) -> None:
        if self.shots is not None:
            _check_whole("shots", self.shots, 1, 10**9)
        if self.shift is not None:
            _check_number("shift", self.shift, -100, 100)
        _check_number("accuracy", self.accuracy, 0, 1)
        _check(isinstance(self.is_classical, bool), "is_classical", self.is_classical)


@dataclass(frozen=True)
class ChallengeSent:
    """A finished challenge of the Draw page: the numbers of right answers and requested digits."""

    right: int
    asked: int
    network: str

    def __post_init__(self) -> None:
        _check_whole("asked", self.asked, 1, 1_000)
        _check_whole("right", self.right, 0, self.asked)
        _check_text("network", self.network)


@dataclass(frozen=True)
class PredictionSent:
    """A prediction in a step of the lesson; `theta`, radians, if the question is for a point."""

    step: str
    question: str
    answer: str
    theta: float | None = None

    def __post_init__(self) -> None:
        for name in ("step", "question", "answer"):
            _check_text(name, getattr(self, name))
        if self.theta is not None:
            _check_number("theta", self.theta, -100, 100)


@dataclass(frozen=True)
class PairSent:
    """A hybrid network and its classical twin: the test images that each reads correctly.

    The seed tells pairs apart: with the same settings and seed, a pair is the same.
    """

    seed: int
    n_test: int
    hybrid: int
    twin: int

    def __post_init__(self) -> None:
        _check_whole("seed", self.seed, 0, 2**31)
        _check_whole("n_test", self.n_test, 1, 10**6)
        for name in ("hybrid", "twin"):
            _check_whole(name, getattr(self, name), 0, self.n_test)


@dataclass(frozen=True)
class AnswersSent:
    """A pupil's answers in one round of the quiz.

    Attributes:
        who: the same in all rounds of a pupil; it does not tell which pupil it is.
        answers: the letter of each answer, by the question's id; see `hqnn_core.lesson.learning`.
    """

    who: str
    round: str
    answers: dict[str, str]

    def __post_init__(self) -> None:
        _check_text("who", self.who)
        _check_text("round", self.round)
        _check(isinstance(self.answers, dict) and len(self.answers) < 20, "answers", self.answers)
        for text in (*self.answers, *self.answers.values()):
            _check_text("answers", text)


@dataclass(frozen=True)
class Resolution:
    """The right answer to a step, as the teacher has resolved it."""

    step: str
    answer: str

    def __post_init__(self) -> None:
        _check_text("step", self.step)
        _check_text("answer", self.answer)


Content = RunSent | ChallengeSent | PredictionSent | PairSent | AnswersSent | Resolution
_KINDS: dict[str, type[Content]] = {
    "run": RunSent,
    "challenge": ChallengeSent,
    "prediction": PredictionSent,
    "pair": PairSent,
    "answers": AnswersSent,
    "resolution": Resolution,
}


@dataclass(frozen=True)
class Entry:
    """An entry of a board.

    Attributes:
        id: made by the sender, equal for repeated sending of the same content.
        number: increases from entry to entry.
        nickname: of the sender; "" for the teacher.
        sent_at: seconds since the epoch, by the clock of the database.
    """

    id: str
    number: int
    nickname: str
    sent_at: float
    content: Content
    is_hidden: bool = False


def kind_of(content: Content) -> str:
    return next(kind for kind, made in _KINDS.items() if type(content) is made)


def to_json(content: Content) -> str:
    """The content as JSON. Raises `BoardError` if it is too large."""
    text = json.dumps(asdict(content), ensure_ascii=False)
    if len(text.encode()) > MAX_BYTES:
        raise BoardError("This is too long for the board.")
    return text


def from_json(kind: str, text: str) -> Content:
    """The inverse of `to_json`. Raises `BoardError` for an invalid content."""
    if kind not in _KINDS or len(text) > MAX_BYTES:
        raise _broken("kind", kind)
    try:
        fields: Any = json.loads(text)
        return _KINDS[kind](**fields)
    except BoardError:
        raise
    except (ValueError, TypeError, RecursionError):
        raise _broken("content", text) from None


def cut(text: str) -> str:
    """A text shortened for a board: one line, at most `LONGEST_TEXT` characters."""
    plain = "".join(letter if _is_plain(letter) else " " for letter in text[: 2 * LONGEST_TEXT])
    short = " ".join(plain.split())
    return short if len(short) <= LONGEST_TEXT else short[: LONGEST_TEXT - 1] + "…"


def _is_plain(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp")


def _check_text(name: str, value: object) -> None:
    is_good = isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
    _check(is_good and all(map(_is_plain, str(value))), name, value)


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    _check(is_whole and low <= value <= high, name, value)  # type: ignore[operator]


def _check_number(name: str, value: object, low: float, high: float) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    _check(is_number and math.isfinite(value) and low <= value <= high, name, value)  # type: ignore[operator, arg-type]


def _check(is_good: bool, name: str, value: object) -> None:
    if not is_good:
        raise _broken(name, value)


def _broken(name: str, value: object) -> BoardError:
    shown = " ".join(repr(value)[:40].split())
    return BoardError(f"The board does not take an entry with {name} {shown}.")
