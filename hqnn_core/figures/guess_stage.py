"""A guess on the axes of a picture, and the truth over it, as plain values for the browser."""

from __future__ import annotations

import math
import statistics
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from hqnn_core.language import N_, gettext, localized, ngettext
from hqnn_core.words.numbers import NEGLIGIBLE, decimal_text, number_text, with_spread

NEAR = 0.04
"""The share of an axis by which a point that a hand has placed may be off."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Axis:
    """An axis of numbers.

    Attributes:
        ticks: values and their labels, with decimal points as in English.
        step: of the arrow keys on a linear axis.
        unit: of a value in a sentence, such as " %".
    """

    title: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]] = ()
    is_log: bool = False
    step: float = 0.01
    unit: str = ""

    def share(self, value: float) -> float:
        """The place of a value: 0 at the low end, 1 at the high end."""
        if not self.is_log:
            return (value - self.low) / (self.high - self.low)
        return math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)


@dataclass(frozen=True)
class Mark:
    """Lines, dots, bars or crosses of one colour.

    Attributes:
        points: of a line in order; of bars the middle and the height of each.
        spreads: half the length of each dot's error bar.
        name: in the legend; marks without one have none.
        base, width: of bars: where they begin, and how wide they are.
    """

    kind: Literal["line", "dots", "bars", "crosses"]
    points: Points
    colour: Literal["ink", "sampled", "faint", "first", "second"] = "ink"
    name: str = ""
    spreads: Sequence[float] = ()
    is_dashed: bool = False
    base: float = 0.0
    width: float = 0.0


@dataclass(frozen=True)
class Guess:
    """The question that an experiment asks in its picture.

    Attributes:
        places: x and the name of each point that is to be placed.
        start: their y before they are placed.
        joins: how the points are joined.
        known: what is drawn before the truth.
    """

    question: str
    x: Axis
    y: Axis
    places: Sequence[tuple[float, str]]
    start: Sequence[float]
    joins: Literal["curve", "line", ""] = "line"
    known: Sequence[Mark] = ()

    def read(self, sent: object) -> list[float] | None:
        """The y of all points from what a browser sent; None if that is no guess."""
        if not isinstance(sent, list) or len(sent) != len(self.places):
            return None
        if not all(isinstance(y, int | float) and not isinstance(y, bool) for y in sent):
            return None
        return list(map(float, sent)) if all(self.y.low <= y <= self.y.high for y in sent) else None


@dataclass(frozen=True)
class Truth:
    """What came out at the places of a guess.

    Attributes:
        values: one for each place; none while they are not all known.
        errors: their standard errors, 0 for what is exact.
        marks: the picture of the result.
    """

    values: Sequence[float]
    errors: Sequence[float]
    marks: Sequence[Mark] = ()


def named_guess(
    question: str, y: Axis, names: Sequence[str], start: float,
    joins: Literal["line", ""] = "", known: Sequence[Mark] = (),
) -> Guess:  # fmt: skip
    """A guess at places that have names instead of numbers, all of them at `start`."""
    places = named_places(names)
    return Guess(question, Axis("", 0.0, 1.0), y, places, [start] * len(places), joins, known)


def named_places(names: Sequence[str]) -> list[tuple[float, str]]:
    """Places side by side on an axis from 0 to 1; long names have several lines."""
    n, width = len(names), max(11, 45 // max(len(names), 1))
    return [((i + 0.5) / n, textwrap.fill(name, width)) for i, name in enumerate(names)]


def named_dots(rows: Sequence[Sequence[float]], width: float, aside: float = 0.0) -> Points:
    """The values of each row as dots side by side, around its place or `aside` of it."""
    return [
        ((k + 0.5) / len(rows) + aside + width * ((i + 0.5) / len(row) - 0.5), float(y))
        for k, row in enumerate(rows)
        for i, y in enumerate(row)
    ]


def points_of(x: np.ndarray, y: np.ndarray) -> Points:
    """Arrays as points."""
    return list(zip(x.round(4).tolist(), y.round(4).tolist(), strict=True))


def mean_truth(rows: Sequence[Sequence[float]], marks: Sequence[Mark]) -> Truth:
    """The mean of the values of each row, with its standard error."""
    errors = [statistics.stdev(row) / len(row) ** 0.5 if len(row) > 1 else 0.0 for row in rows]
    return Truth(list(map(statistics.fmean, rows)), errors, marks)


def guess_text(guess: Guess, values: Sequence[float], truth: Truth) -> str:
    """How many points of a guess are right, and which one is farthest off.

    Right is a point within two standard errors of the truth, or within `NEAR` of the axis.
    """
    off = [
        abs(guess.y.share(mine) - guess.y.share(true))
        for mine, true in zip(values, truth.values, strict=True)
    ]
    wrong = [
        i
        for i, (mine, true, error) in enumerate(
            zip(values, truth.values, truth.errors, strict=True)
        )
        if off[i] > NEAR + NEGLIGIBLE and abs(mine - true) > 2 * error
    ]
    n = len(values)
    if not wrong:
        return gettext("All your points are right.")
    missed = _miss_text(guess, values, truth, max(wrong, key=off.__getitem__))
    return f"{_right_text(n - len(wrong), n)} {missed}"


def _right_text(right: int, n: int) -> str:
    if not right:
        return gettext("None of your {total} points is right.", total=n)
    return ngettext(
        "{n} of your {total} points is right.", "{n} of your {total} points are right.",
        right, total=n,
    )  # fmt: skip


MISSES = {
    (False, True): N_("Farthest off: {point}. Your {guess} was too high. The truth is {truth}."),
    (False, False): N_("Farthest off: {point}. Your {guess} was too low. The truth is {truth}."),
    (True, True): N_(
        "Farthest off: {point}. Your {guess} was too high by a factor of {factor}. The truth is "
        "{truth}."
    ),
    (True, False): N_(
        "Farthest off: {point}. Your {guess} was too low by a factor of {factor}. The truth is "
        "{truth}."
    ),
}
"""Sentences on a logarithmic axis or not, for a guess that is too high or not."""


def _miss_text(guess: Guess, values: Sequence[float], truth: Truth, i: int) -> str:
    mine, true = values[i], truth.values[i]
    factor = number_text(max(mine / true, true / mine), 2) if guess.y.is_log else ""
    return gettext(
        MISSES[guess.y.is_log, mine > true], point=guess.places[i][1], factor=factor,
        guess=number_text(mine) + guess.y.unit, truth=_came_text(guess, truth, i),
    )  # fmt: skip


def _came_text(guess: Guess, truth: Truth, i: int) -> str:
    value, error = truth.values[i], truth.errors[i]
    return (with_spread(value, error) if error else decimal_text(value)) + guess.y.unit


def guess_stage(
    guess: Guess, values: Sequence[float], truth: Truth | None, is_open: bool
) -> dict[str, Any]:
    """The picture of an experiment.

    `values` are the visitor's guess, empty before there is one; `is_open` says whether the points
    can be moved.
    """
    n_known = len(truth.values) if truth else 0
    marks = [*guess.known, *(truth.marks if truth else ())]
    came = [f"{guess.places[i][1]}: {_came_text(guess, truth, i)}" for i in range(n_known) if truth]
    return {
        "question": f"{guess.question} " + gettext("Drag the points.")
        if is_open
        else guess.question,
        "x": _plain_axis(guess.x),
        "y": _plain_axis(guess.y),
        "places": guess.places,
        "joins": guess.joins,
        "guess": list(values) or (list(guess.start) if is_open else []),
        "isOpen": is_open,
        "marks": [_plain(mark) for mark in marks],
        "truth": list(zip(truth.values, truth.errors, strict=True)) if truth else [],
        "words": guess_text(guess, values, truth) if truth and n_known and values else "",
        "alt": "; ".join([_axes_text(guess), *came]),
        "labels": {"guess": gettext("your guess"), "truth": gettext("the truth")},
    }


def _axes_text(guess: Guess) -> str:
    if not guess.x.title:
        return guess.y.title
    return gettext("{y} over {x}", y=guess.y.title, x=guess.x.title)


def _plain_axis(axis: Axis) -> dict[str, Any]:
    return {**_plain(axis), "ticks": [(value, localized(text)) for value, text in axis.ticks]}


def _plain(part: Axis | Mark) -> dict[str, Any]:
    """The fields, with the names that the script has for them."""
    named = {"is_log": "isLog", "is_dashed": "isDashed"}
    return {named.get(name, name): value for name, value in asdict(part).items()}
