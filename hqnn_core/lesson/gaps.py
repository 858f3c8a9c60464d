"""Coverage check: an outcome of a step for which none of its answers is right.

The outcomes are a box: for each fact, the interval of its values (of options, their indices). Each
answer covers a box too; subtracting one box from another leaves boxes.
"""

from __future__ import annotations

import math

from hqnn_core.lesson.facts import FACTS, Condition, Value
from hqnn_core.lesson.steps import Step

Box = dict[str, tuple[float, float]]  # the least and the greatest value of each fact


def uncovered_outcome(step: Step) -> dict[str, Value] | None:
    """Values of facts with which the step is done and no answer is right; None if there are none.

    Facts are taken as independent of each other.
    """
    if any(answer.is_right or answer.otherwise for answer in step.answers):
        return None
    everything = {name: Condition(name).interval() for name in step.judged}
    left = [_narrowed(everything, step.done)]
    for answer in step.answers:
        if answer.when:
            covered = _narrowed(everything, answer.when)
            left = [rest for box in left for rest in _without(box, covered)]
    return {name: _inside(name, *ends) for name, ends in left[0].items()} if left else None


def _narrowed(box: Box, conditions: tuple[Condition, ...]) -> Box:
    """The part of a box in which all conditions on its facts hold."""
    narrowed = dict(box)
    for condition in conditions:
        if condition.fact in box:
            (low, high), (least, greatest) = narrowed[condition.fact], condition.interval()
            narrowed[condition.fact] = max(low, least), min(high, greatest)
    return narrowed


def _without(box: Box, hole: Box) -> list[Box]:
    """A box without a hole that has the same facts, as boxes that do not overlap."""
    left, rest = [], dict(box)
    for name, (low, high) in hole.items():
        least, greatest = rest[name]
        if low > least:
            left.append({**rest, name: (least, min(greatest, _next(name, low, -math.inf)))})
        if high < greatest:
            left.append({**rest, name: (max(least, _next(name, high, math.inf)), greatest)})
        rest[name] = max(least, low), min(greatest, high)
        if rest[name][0] > rest[name][1]:
            break
    return left


def _next(name: str, value: float, towards: float) -> float:
    """The next value that a fact can have."""
    if FACTS[name].options or FACTS[name].is_whole:
        return value + math.copysign(1, towards)
    return math.nextafter(value, towards)


def _inside(name: str, low: float, high: float) -> Value:
    """A value of a fact between two others, as an example."""
    if FACTS[name].options:
        return FACTS[name].options[int(low)]
    if FACTS[name].is_whole:
        return int(low)
    ends = [end for end in (low, high) if math.isfinite(end)]
    return sum(ends) / len(ends) if ends else 0.0
