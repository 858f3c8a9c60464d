"""A lesson: its steps with predictions and conditions for their end, and its quiz."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from hqnn_core.lesson.facts import FACTS, Condition, Value

Facts = Mapping[str, Value | None]
QUIZ_MINUTES = 2
"""The time that the quiz takes, once before the steps and once after them."""


@dataclass(frozen=True)
class Answer:
    """One of the answers to choose from.

    Attributes:
        text: of the answer.
        is_right: whether it is right for every outcome.
        when: the conditions under which it is right, if that depends on the outcome.
        otherwise: whether it is right when no other answer is.
        expected: whether it nearly always is, where that depends on the outcome.
    """

    text: str
    is_right: bool = False
    when: tuple[Condition, ...] = ()
    otherwise: bool = False
    expected: bool = False

    def came(self, facts: Facts) -> bool:
        """Whether it is right, apart from `otherwise`."""
        return self.is_right or (bool(self.when) and hold(self.when, facts))


@dataclass(frozen=True)
class Point:
    """A value of theta to predict on the curve, radians; right `within` of `right`."""

    right: float
    within: float


@dataclass(frozen=True)
class Step:
    """A step of the lesson, on one page.

    Attributes:
        id: the key of a pupil's record.
        page: of the step.
        open: the settings with which it opens, by the names of their facts.
        hide: parts of the page that are hidden until the prediction is made.
        do: the task, Markdown.
        question: for the prediction.
        answers: two or three, or none if a point is to be set.
        point: the point, or None.
        first: conditions that must have held before `done` counts.
        done: conditions that hold when the step is done.
        came: the outcome, with facts in braces.
        take_home: one sentence.
        truth: why the right answer is right, where it does not depend on the outcome.
        computed: how the right answer follows from the outcome, where it does.
        pupils_think, say: for the teacher.
        minutes: that it takes; 0 if the file does not say.
        lessons: the lengths of the lessons, in minutes, that have the step; empty for all.
    """

    id: str
    page: str
    title: str
    do: str
    question: str
    answers: tuple[Answer, ...]
    point: Point | None
    first: tuple[Condition, ...]
    done: tuple[Condition, ...]
    came: str
    take_home: str
    open: Mapping[str, Value] = field(default_factory=dict)
    hide: tuple[str, ...] = ()
    truth: str = ""
    computed: str = ""
    pupils_think: str = ""
    say: str = ""
    minutes: int = 0
    lessons: tuple[int, ...] = ()

    @property
    def known_answer(self) -> str:
        """The answer that is right, or nearly always is; "" if only the outcome tells."""
        known = (answer.text for answer in self.answers if answer.is_right or answer.expected)
        return next(known, "")

    @property
    def judged(self) -> list[str]:
        """The facts on which the right answer depends."""
        return sorted({condition.fact for answer in self.answers for condition in answer.when})

    def is_done(self, facts: Facts) -> bool:
        """Whether the step is done in this state, and its outcome is known."""
        return hold(self.done, facts) and all(facts.get(name) is not None for name in self.judged)

    def outcome(self, facts: Facts) -> list[Answer]:
        """The answers that are right in this state."""
        came = [answer for answer in self.answers if answer.came(facts)]
        return came or [answer for answer in self.answers if answer.otherwise]


@dataclass(frozen=True)
class QuizQuestion:
    """A multiple-choice question, asked before and after the lesson.

    Attributes:
        answers: to choose from.
        right: the right one of them.
        why: the reason, shown with the right answer.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    right: str
    why: str


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        minutes: its length.
        lengths: that can be chosen, in minutes, the shortest first.
        fault: the error of the requested file, if this lesson replaces it.
        language: of whoever asked for it, one of `hqnn_core.language.LANGUAGES`.
    """

    title: str
    minutes: int
    steps: tuple[Step, ...]
    lengths: tuple[int, ...]
    questions: tuple[QuizQuestion, ...] = ()
    fault: str = ""
    language: str = "en"

    @cached_property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """The question and the answers of each step and each question of the quiz, by its id."""
        quiz = {each.id: (each.text, *each.answers) for each in self.questions}
        steps = {each.id: (each.question, *(a.text for a in each.answers)) for each in self.steps}
        return quiz | steps

    def of_length(self, minutes: int) -> Lesson:
        """The lesson of one of the `lengths`."""
        kept = (step for step in self.steps if not step.lessons or minutes in step.lessons)
        return replace(self, minutes=minutes, steps=tuple(kept))


def hold(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether all conditions hold."""
    return all(condition.holds(facts.get(condition.fact)) for condition in conditions)


def facts_in(text: str) -> list[str]:
    """The names in braces in a text. Raises `ValueError` where a brace is not closed."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def filled(text: str, facts: Facts) -> str:
    """The text with the facts' values in place of their names; “?” for an unknown one."""
    parts = []
    for before, name, _, _ in string.Formatter().parse(text):
        parts.append(before)
        if name is not None:
            value = facts.get(name)
            parts.append("?" if value is None else FACTS[name].shown(value))
    return "".join(parts)
