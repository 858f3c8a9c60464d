"""A lesson: its steps, what they ask to predict, and when they are done."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from hqnn_core.lesson.facts import FACTS, Condition, Value

Facts = Mapping[str, Value | None]


@dataclass(frozen=True)
class Answer:
    """One of the answers that can be predicted.

    Attributes:
        text: what it says.
        is_right: whether it is right whatever comes.
        when: what must hold for it to be right, if that depends on what comes.
        otherwise: whether it is right when no other answer is.
    """

    text: str
    is_right: bool = False
    when: tuple[Condition, ...] = ()
    otherwise: bool = False

    def came(self, facts: Facts) -> bool:
        """Whether it came out by itself, whatever the other answers say."""
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
        id: its name in what is stored of a pupil.
        page: where it is done.
        open: the settings with which it opens, by the names of their facts.
        hide: parts of the page that are covered until the prediction is made.
        do: what to do, Markdown.
        question: what to predict first.
        answers: two or three, or none if a point is to be set.
        point: the point, or None.
        first: what must have been true before the step can be done.
        done: what must be true when it is done.
        came: what came, with facts in braces.
        take_home: one sentence.
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

    @property
    def judged(self) -> list[str]:
        """The facts that decide which answer is right."""
        return sorted({condition.fact for answer in self.answers for condition in answer.when})

    def is_done(self, facts: Facts) -> bool:
        """Whether it is done in this state of the page, and can be judged."""
        return hold(self.done, facts) and all(facts.get(name) is not None for name in self.judged)

    def outcome(self, facts: Facts) -> list[Answer]:
        """The answers that came out."""
        came = [answer for answer in self.answers if answer.came(facts)]
        return came or [answer for answer in self.answers if answer.otherwise]


@dataclass(frozen=True)
class Lesson:
    """A lesson of some minutes; `fault` is what is wrong with the file that was asked for."""

    title: str
    minutes: int
    steps: tuple[Step, ...]
    fault: str = ""


def hold(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether all conditions hold."""
    return all(condition.holds(facts.get(condition.fact)) for condition in conditions)


def facts_in(text: str) -> list[str]:
    """The names in braces in a text. Raises `ValueError` where a brace is not closed."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def filled(text: str, facts: Facts) -> str:
    """The text with the facts' values as people read them; one that is not known is a “?”."""
    parts = []
    for before, name, _, _ in string.Formatter().parse(text):
        parts.append(before)
        if name is not None:
            value = facts.get(name)
            parts.append("?" if value is None else FACTS[name].shown(value))
    return "".join(parts)
