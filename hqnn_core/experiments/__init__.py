"""Experiments of the page Beyond: each module computes, describes and draws one of them.

To add one, write a module with an `EXPERIMENT` and list it in `EXPERIMENTS`.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from hqnn_core.language import N_, language

if TYPE_CHECKING:
    from hqnn_core.figures.charts import Spec
    from hqnn_core.figures.guess_stage import Guess, Truth
    from hqnn_core.figures.palette import Palette


@dataclass(frozen=True)
class Listed:
    """What is known of an experiment before its module is loaded.

    Attributes:
        name: short; the page's address has it too, in English.
        title: of the page.
        settings: names of the experiment's `Setting`s.
    """

    name: str
    title: str
    settings: tuple[str, ...] = ()


EXPERIMENTS = {
    "arms": Listed(N_("Entanglement"), N_("Does entanglement help?")),
    "surrogate": Listed(
        N_("Surrogate"), N_("Do without the quantum computer"), ("surrogate_shots",)
    ),
    "uploads": Listed(
        N_("Re-uploading"), N_("What can a circuit draw?"), ("upload_target", "uploads")
    ),
    "plateau": Listed(
        N_("Plateaus"), N_("Why do deep circuits stop learning?"), ("plateau_qubits",)
    ),
    "entanglement": Listed(N_("Entangled qubits"), N_("Do qubits know of each other?")),
    "device": Listed(N_("Real device"), N_("What would a real device say?")),
    "qcnn": Listed(N_("A paper"), N_("A quantum network beats a classical one")),
    "shuffled": Listed(N_("Shuffled labels"), N_("Can a network learn nonsense?")),
    "one_shot": Listed(N_("One shot"), N_("What can a single shot read?")),
    "attack": Listed(N_("Attack"), N_("Which pixels turn a digit?")),
}
"""By the names of their modules."""

RECORDED_FILE = "recorded.json"
"""Written by `python -m hqnn_core.experiments --record`."""


@dataclass(frozen=True)
class Setting:
    """A choice that is made before the experiment.

    Attributes:
        name: its key in the session and in the page's address.
        options: a range for a number, else a list.
        shown: the text of an option in English, as in the address; a message where it is a word.
    """

    name: str
    label: str
    options: Sequence[Any]
    default: Any
    shown: Callable[[Any], str] = str


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """The prediction that the page asks for, and what it is compared with.

    Attributes:
        guess: the axes and the places of the prediction, from the experiment's arguments.
        truth: of a result.
        source: the text below the experiment, Markdown.
    """

    guess: Callable[..., Guess]
    truth: Callable[[Any], Truth]
    source: Callable[[], str] = str


@dataclass(frozen=True, kw_only=True)
class Computed(Experiment):
    """An experiment that is one function call on the cluster.

    Attributes:
        intro: above it, Markdown.
        settings: their values are the arguments of `compute`.
        compute: a module's function; see `Computation`.
        example: arguments of `compute` without a page; the defaults of the settings else.
        is_quick: it takes milliseconds, so the server calls it, without `report`.
        further: questions about a result, by their labels: functions of it and of `report`.
        text: a result in words, Markdown.
        charts: more charts of a result, by the functions that give their captions.
    """

    intro: Callable[[], str]
    settings: Sequence[Setting] = ()
    compute: Callable[..., Any]
    example: Callable[[], tuple[Any, ...]] | None = None
    is_quick: bool = False
    further: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    text: Callable[[Any], str]
    charts: Mapping[Callable[[Any], str], Callable[[Any, Palette], Spec]] = field(
        default_factory=dict
    )

    def defaults(self) -> tuple[Any, ...]:
        """Arguments of `compute` without a page."""
        return self.example() if self.example else tuple(each.default for each in self.settings)


def experiment(name: str) -> Experiment:
    """Load one of the `EXPERIMENTS`."""
    return importlib.import_module(f"{__name__}.{name}").EXPERIMENT


def recorded(name: str) -> dict[str, Any]:
    """Results of this app that an experiment shows before it is run, by names."""
    return _recorded()[name]


def recorded_day() -> str:
    """The day of the recorded results: "November 30, 2026"."""
    return format_date(date.fromisoformat(_recorded()["date"]), "long", language())


@cache
def _recorded() -> dict[str, Any]:
    return json.loads((resources.files(__name__) / RECORDED_FILE).read_text("utf-8"))
