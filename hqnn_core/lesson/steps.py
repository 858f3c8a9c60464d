"""A lesson: its steps, what they ask to predict, and when they are done."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from hqnn_core.lesson.facts import FACTS, Condition, Value

Facts = Mapping[str, Value | None]


@dataclass(frozen=True)
class Answer:
    """One of the answers that can be predicted.

    Attributes:
        text: what it says.
        is_right: whether it is right whatever comes.
        when: what must hold for it to be right, if that depends on what comes.
    """

    text: str
    is_right: bool = False
    when: tuple[Condition, ...] = ()

    def came(self, facts: Facts) -> bool:
        """Whether it is what came out."""
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
