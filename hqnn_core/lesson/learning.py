"""Learning measured by the quiz: shares of right answers, the normalised gain, the anonymous CSV.

Shapes: P pupils, Q questions.
"""

from __future__ import annotations

import csv
import io
import secrets
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hqnn_core.board.entries import AnswersSent
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.lesson.steps import QuizQuestion
from hqnn_core.words.beyond import UNSURE
from hqnn_core.words.numbers import decimal_text, interval_text, percent_text

ROUNDS = {
    "before": N_("before the lesson"), "after": N_("after the lesson"), "later": N_("weeks later")
}  # fmt: skip
BEFORE, AFTER, LATER = ROUNDS
LETTERS = "abcde"
UNSURE_LETTER = "u"
CSV_NAME, CODE_BOOK_NAME = "answers.csv", "code_book.csv"

T = TypeVar("T")
Rounds = dict[str, dict[str, str]]
"""The letters of a pupil's answers, by round and question."""


def ordered(questions: Sequence[QuizQuestion], name: str) -> list[QuizQuestion]:
    """The questions of a round: each has another place in each round, and so have its answers."""
    turn = list(ROUNDS).index(name)
    order = _turned(questions, turn * (1 + len(questions) % 2))
    return [replace(each, answers=tuple(_turned(each.answers, turn))) for each in order]


def _turned(items: Sequence[T], turn: int) -> list[T]:
    turn %= len(items)
    return [*items[turn:], *items[:turn]]


def letter(question: QuizQuestion, answer: str) -> str:
    """The letter of an answer, by its place in the lesson file; that of no answer else."""
    return LETTERS[question.answers.index(answer)] if answer in question.answers else UNSURE_LETTER


def letters(questions: Iterable[QuizQuestion], answers: dict[str, str]) -> dict[str, str]:
    """The letters of a round's answers, for the board."""
    return {each.id: letter(each, answers.get(each.id, UNSURE)) for each in questions}


def by_pupil(sent: Iterable[AnswersSent]) -> list[Rounds]:
    """The rounds of each pupil; of a round that was sent twice, the first one."""
    found: dict[str, Rounds] = {}
    for each in sent:
        if each.round in ROUNDS:
            found.setdefault(each.who, {}).setdefault(each.round, each.answers)
    return list(found.values())


def is_right(questions: Sequence[QuizQuestion], answers: dict[str, str]) -> list[bool]:
    """Whether each question was answered correctly, (Q,)."""
    return [answers.get(each.id) == letter(each, each.right) for each in questions]


@dataclass(frozen=True)
class Gain:
    """The normalised gain of a class: the share of what was wrong before that is right after.

    Attributes:
        n: pupils who answered before and after.
        before, after: their shares of right answers.
        value: (after - before) / (1 - before); None if it has no meaning.
        interval: the 95 % interval; None if there is none.
        missing: a message about a missing value or interval; else "".
    """

    n: int
    before: float = 0.0
    after: float = 0.0
    value: float | None = None
    interval: tuple[float, float] | None = None
    missing: str = ""


def normalised_gain(before: ArrayLike, after: ArrayLike) -> Gain:
    """The gain from the pupils' shares of right answers, (P,) each, in [0, 1].

    Source: R. Hake, Am. J. Phys. 66, 64 (1998); of the class's means, not the mean of the pupils'.
    """
    pre, post = (np.asarray(given, np.float64) for given in (before, after))
    n = len(pre)
    if n == 0:
        return Gain(0, missing=N_("Nobody has answered both before and after the lesson yet."))
    means = float(pre.mean()), float(post.mean())
    if n == 1:
        return Gain(
            1, *means, missing=N_("Only one pupil has answered both times. Two are needed.")
        )
    if means[0] == 1:
        missing = N_("All was right before the lesson: nothing was left to gain.")
        return Gain(n, *means, missing=missing)
    value = (means[1] - means[0]) / (1 - means[0])
    interval = _fieller_interval(1 - pre, post - pre, value)
    missing = "" if interval else N_("Too few pupils, or too equal answers, for an interval.")
    return Gain(n, *means, value, interval, missing)


def _fieller_interval(
    lost: NDArray[np.float64], gained: NDArray[np.float64], ratio: float
) -> tuple[float, float] | None:
    """The 95 % interval of the ratio of the means of `gained` and `lost`, (P,) each.

    It has all ratios r at which a t-test does not reject that gained - r * lost has the mean 0;
    1 is the greatest gain. None if it has no ends, or if the pupils do not differ.
    Source: E. Fieller, J. R. Stat. Soc. B 16, 175 (1954).
    """
    from scipy.special import stdtrit  # 0.1 s, and not needed on other pages

    n = len(lost)
    if np.allclose(gained - ratio * lost, 0):
        return None
    scale = stdtrit(n - 1, 0.975) ** 2 / n * np.cov(lost, gained)
    a = lost.mean() ** 2 - scale[0, 0]
    b = lost.mean() * gained.mean() - scale[0, 1]
    c = gained.mean() ** 2 - scale[1, 1]
    if a <= 0:
        return None
    half = max(b**2 - a * c, 0) ** 0.5
    return float((b - half) / a), min(float((b + half) / a), 1.0)


@dataclass(frozen=True)
class Learning:
    """What a class's answers show.

    Attributes:
        n: pupils in each round.
        shares: of right answers to each question (Q,), by round; of the pupils who answered before
            and after, once there are any, else of all. Rounds without answers are left out.
        gain: from before to after the lesson.
    """

    n: dict[str, int]
    shares: dict[str, list[float]]
    gain: Gain


def learning(questions: Sequence[QuizQuestion], sent: Iterable[AnswersSent]) -> Learning:
    pupils = by_pupil(sent)
    both = [each for each in pupils if {BEFORE, AFTER} <= each.keys()]
    shares, n = {}, {}
    for name in ROUNDS:
        n[name] = sum(name in each for each in pupils)
        counted = both if both and name != LATER else pupils
        right = [is_right(questions, each[name]) for each in counted if name in each]
        if right:
            shares[name] = np.mean(right, axis=0).tolist()
    scores = [
        [float(np.mean(is_right(questions, each[name]))) for each in both]
        for name in (BEFORE, AFTER)
    ]
    return Learning(n, shares, normalised_gain(*scores))


def gain_text(gain: Gain) -> str:
    """The normalised gain with its interval, or why there is none."""
    if gain.value is None:
        return gettext(gain.missing)
    said = [
        ngettext("{n} pupil answered both times.", "{n} pupils answered both times.", gain.n),
        gettext("Right before the lesson: {share}.", share=percent_text(gain.before)),
        gettext("Right after it: {share}.", share=percent_text(gain.after)),
        gettext("Normalised gain: {gain}.", gain=decimal_text(gain.value)),
    ]
    if gain.interval is None:
        return " ".join([*said, gettext(gain.missing)])
    between = interval_text(*gain.interval, (1,))
    return " ".join([*said, gettext("95 %\u00a0interval: {interval}.", interval=between)])


def answers_zip(questions: Sequence[QuizQuestion], sent: Iterable[AnswersSent]) -> bytes:
    """The anonymous answers and their code book, two CSV files as a ZIP."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CSV_NAME, _csv(_answer_rows(questions, sent)))
        archive.writestr(CODE_BOOK_NAME, _csv(_code_book_rows(questions)))
    return content.getvalue()


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # so that spreadsheets know the encoding


def _answer_rows(questions: Sequence[QuizQuestion], sent: Iterable[AnswersSent]) -> list[list[str]]:
    """A row for each pupil, under a new random name, in the order of these names."""
    rows = []
    for pupil in by_pupil(sent):
        cells = [pupil.get(name, {}).get(each.id, "") for name in ROUNDS for each in questions]
        right = [
            str(sum(is_right(questions, pupil[name]))) if name in pupil else "" for name in ROUNDS
        ]
        rows.append([f"p{secrets.token_hex(6)}", *cells, *right])
    columns = [f"{name}_{each.id}" for name in ROUNDS for each in questions]
    return [["pupil", *columns, *(f"{name}_right" for name in ROUNDS)], *sorted(rows)]


def _code_book_rows(questions: Sequence[QuizQuestion]) -> list[list[str]]:
    rows = [
        ["column", "value", "meaning", "is_right"],
        ["pupil", "", "random name; new in each file; says nothing about the pupil", ""],
    ]
    for name, when in ROUNDS.items():
        for each in questions:
            column = f"{name}_{each.id}"
            rows.append([column, "", f"asked {when}: {each.text}", ""])
            for answer in each.answers:
                rows.append([column, letter(each, answer), answer, str(int(answer == each.right))])
            rows.append([column, UNSURE_LETTER, UNSURE, "0"])
            rows.append([column, "", "not asked in this round, or not answered", ""])
        rows.append([f"{name}_right", "", f"number of right answers {when}", ""])
    return rows
