"""Entries of a class board: what pupils and the teacher send. Every entry checks its bounds."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from hqnn_core.board.pictures import N_PIXELS, pixels_of_picture
from hqnn_core.language import gettext

MAX_BYTES = 2_000
LONGEST_TEXT = 200
LONGEST_SIGN = 12
MOST_MARKS = 1_500
_ID = re.compile(r"[0-9a-f]{32}")


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


@dataclass(frozen=True)
class FooledSent:
    """A solved puzzle: the network's answer was turned by changing some pixels of a digit.

    Attributes:
        pixels: the number of changed pixels.
        among: how many of them were among the most sensitive ones.
    """

    digit: int
    pixels: int
    among: int

    def __post_init__(self) -> None:
        _check_whole("digit", self.digit, 0, 9)
        _check_whole("pixels", self.pixels, 1, N_PIXELS)
        _check_whole("among", self.among, 0, self.pixels)


@dataclass(frozen=True)
class DrawingSent:
    """A drawing on whose digit the class votes.

    Attributes:
        picture: see `pictures.picture_text`.
        meant: the digit that it is meant to be.
        answer: what the network reads; None where it takes the drawing for no digit.
        share: the exact probability that the network gives to the meant digit.
    """

    picture: str
    meant: int
    answer: int | None
    share: float

    def __post_init__(self) -> None:
        _check_picture(self.picture)
        _check_whole("meant", self.meant, 0, 9)
        if self.answer is not None:
            _check_whole("answer", self.answer, 0, 9)
        _check_number("share", self.share, 0, 1)


@dataclass(frozen=True)
class VoteSent:
    """A vote on a drawing, by the id of its entry; `reading` is None for no digit."""

    drawing: str
    reading: int | None

    def __post_init__(self) -> None:
        _check(isinstance(self.drawing, str) and bool(_ID.fullmatch(self.drawing)),
               "drawing", self.drawing)  # fmt: skip
        if self.reading is not None:
            _check_whole("reading", self.reading, 0, 9)


@dataclass(frozen=True)
class SignsNamed:
    """The two signs that the class draws, as the teacher has named them."""

    first: str
    second: str

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            _check_sign(name, getattr(self, name))
        _check(self.first.casefold() != self.second.casefold(), "second", self.second)


@dataclass(frozen=True)
class SignSent:
    """A drawing of one of the class's signs."""

    sign: str
    picture: str

    def __post_init__(self) -> None:
        _check_sign("sign", self.sign)
        _check_picture(self.picture)


@dataclass(frozen=True)
class SignsRead:
    """The result of training on the drawings of two signs.

    Attributes:
        until: the number of the last entry that was there.
        marks: a letter for each drawing of the two signs up to that one, hidden ones too: "1" for
            a drawing that the network trained on the other half reads, "0" for one that it
            misreads, "-" for one that was left out.
    """

    first: str
    second: str
    until: int
    marks: str

    def __post_init__(self) -> None:
        for name in ("first", "second"):
            _check_sign(name, getattr(self, name))
        _check_whole("until", self.until, 0, 10**9)
        is_text = isinstance(self.marks, str) and 0 < len(self.marks) <= MOST_MARKS
        _check(is_text and set(self.marks) <= set("01-"), "marks", self.marks)


Content = (
    RunSent | ChallengeSent | PredictionSent | PairSent | AnswersSent | Resolution | FooledSent
    | DrawingSent | VoteSent | SignsNamed | SignSent | SignsRead
)  # fmt: skip
_KINDS: dict[str, type[Content]] = {
    "run": RunSent,
    "challenge": ChallengeSent,
    "prediction": PredictionSent,
    "pair": PairSent,
    "answers": AnswersSent,
    "resolution": Resolution,
    "fooled": FooledSent,
    "drawing": DrawingSent,
    "vote": VoteSent,
    "signs": SignsNamed,
    "sign": SignSent,
    "signs-read": SignsRead,
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
        raise BoardError(gettext("This is too long for the board."))
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


def _check_sign(name: str, value: object) -> None:
    _check_text(name, value)
    _check(len(str(value)) <= LONGEST_SIGN, name, value)


def _check_picture(value: object) -> None:
    try:
        pixels_of_picture(value if isinstance(value, str) else "")
    except ValueError:
        raise _broken("picture", value) from None


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
