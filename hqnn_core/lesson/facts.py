"""Facts about the app's state, which a lesson refers to by name, and conditions on them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hqnn_core.experiments import EXPERIMENTS
from hqnn_core.figures.neurons_stage import STEPS
from hqnn_core.language import gettext
from hqnn_core.runs import PRESETS
from hqnn_core.words.numbers import angle_text, percent_text, spread_text, whole_text

Value = bool | int | float | str
PARTS = {
    "graph": "neurons", "steps": "neurons", "results": "circuit", "errors": "shift",
    "train-run": "train",
}  # fmt: skip
"""Parts of pages that a step can hide until the prediction is made, and their pages."""

OWN = "own"
"""As a seed: another one for each visitor."""
PAGES = ("draw", "neurons", "circuit", "shift", "train", "beyond")


@dataclass(frozen=True)
class Fact:
    """A value in the state of some pages.

    Attributes:
        pages: that have it.
        low, high: bounds of a number.
        is_whole: whether the number is an integer.
        options: its possible values, if it is not a number.
        is_setting: whether a step can set it on opening.
        shown: formats it for a sentence.
    """

    pages: tuple[str, ...]
    low: float = -math.inf
    high: float = math.inf
    is_whole: bool = False
    options: tuple[Value, ...] = ()
    is_setting: bool = False
    shown: Callable[[Any], str] = str


def _count(page: str, high: float) -> Fact:
    return Fact((page,), 0, high, True, shown=whole_text)


def _share(page: str) -> Fact:
    return Fact((page,), 0, 1, shown=percent_text)


_COMPUTED = tuple(name for name in EXPERIMENTS if name != "arms")  # that one trains networks
FACTS: dict[str, Fact] = {
    "layer": Fact(("neurons",), options=STEPS, is_setting=True),
    "angle_of_image": Fact(("neurons",), shown=angle_text),
    "theta": Fact(("circuit", "shift"), -6.29, 6.29, is_setting=True, shown=angle_text),
    "hadamard": Fact(("circuit",), options=(True, False), is_setting=True),
    "probability_of_one": _share("circuit"),
    "shots_measured": _count("circuit", 10_000),
    "ones": _count("circuit", 10_000),
    "share_of_ones": _share("circuit"),
    "shift": Fact(("shift",), 0.01, 3.13, is_setting=True, shown=angle_text),
    "shots": Fact(("shift",), 1, 100_000, True, is_setting=True, shown=whole_text),
    "slope_scatter": Fact(("shift",), 0, shown=spread_text),
    "slope_scatter_at_0.1": Fact(("shift",), 0, shown=spread_text),
    "is_training": Fact(("train",), options=(True, False)),
    "runs_ended": _count("train", 30),
    "test_accuracy": _share("train"),
    "test_images": _count("train", math.inf),
    "test_images_right": _count("train", math.inf),
    "preset": Fact(("train",), options=tuple(each.name for each in PRESETS), is_setting=True),
    "seed": Fact(("train",), options=(OWN,), is_setting=True),
    "pairs_trained": _count("train", 30),
    "better_network": Fact(("train",), options=("hybrid", "classical", "neither")),
    "own_pair": Fact(("train",)),
    "all_pairs": Fact(("train",)),
    "has_drawn": Fact(("draw",), options=(True, False)),
    "shots_of_drawing": _count("draw", 10_000),
    "answers": _count("draw", 20),
    "answers_in_the_minority": _count("draw", 19),
    "most_frequent_answer": Fact(("draw",), 0, 9, True),
    "experiment": Fact(("beyond",), options=tuple(EXPERIMENTS), is_setting=True),
    "experiment_done": Fact(("beyond",), options=_COMPUTED),
    "answers_kept_by_surrogate": _share("beyond"),
    "surrogate_answers": _count("beyond", math.inf),
    "surrogate_answers_kept": _count("beyond", math.inf),
}
"""All facts by name. `probability_of_one` is exact; `test_accuracy` and `test_images` are those of
the run that the Train page shows, once it has ended; `answers` counts the last measurements of one
drawing; `surrogate_answers` counts those of all surrogates together. `own_pair` and `all_pairs` are
sentences about a hybrid network and its classical twin: of the visitor, and of the class with them.
"""


@dataclass(frozen=True)
class Condition:
    """A condition on a fact: a range of numbers, or one option."""

    fact: str
    low: float = -math.inf
    high: float = math.inf
    option: Value | None = None

    def holds(self, value: Value | None) -> bool:
        """Whether it holds for a value of the fact; False for an unknown one."""
        if value is None:
            return False
        if self.option is not None:
            return value == self.option
        return isinstance(value, int | float) and self.low <= value <= self.high

    def interval(self) -> tuple[float, float]:
        """The least and the greatest value for which it holds; of options, their indices."""
        fact = FACTS[self.fact]
        if fact.options:
            numbers = range(len(fact.options))
            chosen = numbers if self.option is None else [fact.options.index(self.option)]
            return min(chosen), max(chosen)
        low, high = max(self.low, fact.low), min(self.high, fact.high)
        if not fact.is_whole:
            return low, high
        return (math.ceil(low), math.floor(high) if math.isfinite(high) else high)

    def fault(self) -> str:
        """Why it can never hold; "" if it can."""
        fact = FACTS[self.fact]
        if fact.options:
            if self.option is None:
                return gettext("{fact} is no number: use “is”, with {options}",
                               fact=self.fact, options=_listed(fact.options))  # fmt: skip
            if not any(type(o) is type(self.option) and o == self.option for o in fact.options):
                return gettext(
                    "{fact} is never {value}; it is one of {options}",
                    fact=self.fact, value=self.option, options=_listed(fact.options),
                )  # fmt: skip
            return ""
        low, high = max(self.low, fact.low), min(self.high, fact.high)
        if self.option is not None:
            return gettext(
                "{fact} is a number: use near and within, at_least or at_most", fact=self.fact
            )
        if fact.is_whole and math.isfinite(low):
            low = math.ceil(low)
        if low > high:
            return self._never(fact)
        return ""

    def _never(self, fact: Fact) -> str:
        names = {"fact": self.fact, "low": f"{self.low:g}", "high": f"{self.high:g}"}
        if math.isinf(self.high):
            never = gettext("{fact} is never at least {low}", **names)
        elif math.isinf(self.low):
            never = gettext("{fact} is never at most {high}", **names)
        else:
            never = gettext("{fact} is never from {low} to {high}", **names)
        ends = gettext(
            "it lies between {low} and {high}", low=f"{fact.low:g}", high=f"{fact.high:g}"
        )
        return "; ".join(
            [never, ends, *([gettext("it is a whole number")] if fact.is_whole else [])]
        )


def _listed(options: tuple[Value, ...]) -> str:
    return ", ".join(written(option) for option in options)


def written(value: Value) -> str:
    """A value in the notation of a lesson file."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
