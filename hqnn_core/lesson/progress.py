"""A pupil's progress: predictions, outcomes, answers of the quiz; their storage as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hqnn_core.lesson.facts import FACTS, Value
from hqnn_core.lesson.steps import Facts, Lesson, Step, filled, hold
from hqnn_core.words.numbers import angle_text

MAX_STORED = 100_000
"""Bytes; the rest is not read."""


@dataclass
class Record:
    """A pupil's record of one step.

    Attributes:
        predicted: the answer's text or theta in radians; None before.
        has_begun: whether the step's `first` has held.
        facts: the last state in which the step was done; None before.
    """

    predicted: str | float | None = None
    has_begun: bool = False
    facts: dict[str, Value] | None = None

    @property
    def is_done(self) -> bool:
        return self.facts is not None


@dataclass
class Progress:
    """The progress of a pupil.

    Attributes:
        records: by the ids of the steps.
        answers: of the quiz, by its round and the ids of the questions.
    """

    records: dict[str, Record] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, step: Step) -> Record:
        return self.records.get(step.id, Record())

    def n_done(self, lesson: Lesson) -> int:
        """The number of steps that are done."""
        return sum(self.of(step).is_done for step in lesson.steps)

    @property
    def is_begun(self) -> bool:
        """Whether a step is done, so that it is too late for questions before the lesson."""
        return any(record.is_done for record in self.records.values())

    def predict(self, step: Step, answer: str | float) -> None:
        """Record a prediction, unless the step is already done."""
        if not self.of(step).is_done:
            self.records.setdefault(step.id, Record()).predicted = answer

    def see(self, step: Step, facts: Facts) -> bool:
        """Update the record from the state of the page; return whether it has changed.

        A step is done when its conditions hold after its prediction was made. While they hold, the
        record follows the page, so that both show the same numbers.
        """
        record = self.of(step)
        if record.predicted is None:
            return False
        before = replace(record)
        if step.first and hold(step.first, facts):
            record.has_begun = True
        if (record.has_begun or not step.first) and step.is_done(facts):
            record.facts = {name: value for name, value in facts.items() if value is not None}
        return record != before

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Progress:
        """The progress from `to_json`; invalid parts are left out."""
        try:
            stored = json.loads(content[:MAX_STORED])
        except ValueError:
            return cls()
        records, answers = (_groups(stored, name) for name in ("records", "answers"))
        return cls(
            {name: _record(kept) for name, kept in records.items()},
            {name: {k: v for k, v in kept.items() if isinstance(v, str)}
             for name, kept in answers.items()},
        )  # fmt: skip


def _groups(stored: Any, name: str) -> dict[str, dict[str, Any]]:
    """The groups of entries under a name; what is none of them is left out."""
    found = stored.get(name) if isinstance(stored, dict) else None
    groups = found.items() if isinstance(found, dict) else ()
    return {key: kept for key, kept in groups if isinstance(kept, dict)}


def _record(kept: dict[str, Any]) -> Record:
    predicted, facts = kept.get("predicted"), kept.get("facts")
    return Record(
        predicted if isinstance(predicted, str | float | int) else None,
        kept.get("has_begun") is True,
        {name: value for name, value in facts.items() if name in FACTS and _is_value(value)}
        if isinstance(facts, dict)
        else None,
    )


def _is_value(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int)


def is_right(step: Step, record: Record) -> bool | None:
    """Whether the prediction was right; None before the step is done."""
    if record.facts is None or record.predicted is None:
        return None
    if step.point is not None:
        given = record.predicted
        return isinstance(given, int | float) and abs(given - step.point.right) <= step.point.within
    return record.predicted in [answer.text for answer in step.outcome(record.facts)]


def predicted_text(predicted: str | float | None) -> str:
    """The text of a prediction; "" for none."""
    if predicted is None:
        return ""
    return predicted if isinstance(predicted, str) else f"θ = {angle_text(predicted)}"


def came_text(step: Step, record: Record) -> str:
    """The outcome of a step that is done; "" before."""
    return filled(step.came, record.facts) if record.facts is not None else ""


def right_text(step: Step, record: Record) -> str:
    """The right answer; "" before the step is done."""
    if record.facts is None:
        return ""
    if step.point is not None:
        return predicted_text(step.point.right)
    return " / ".join(answer.text for answer in step.outcome(record.facts))
