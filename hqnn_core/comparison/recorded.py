"""Recorded training: the chapter's notebooks; this app's example run and sweep; ten digits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import gettext
from hqnn_core.network import BatchDone, EpochDone, Finished, Started
from hqnn_core.runs import Grid, Outcome, Run, Sweep

EXAMPLE_RUN, EXAMPLE_SWEEP = "example_run.json", "example_sweep.json"
TEN_DIGITS = "ten_digits.json"
"""All three are written by the modules of these names in `hqnn_core.pretraining`."""


@dataclass(frozen=True)
class RecordedRun:
    """A training curve that was published.

    Attributes:
        year: of the notebook.
        losses: mean of -P(correct) over the training images during each epoch.
        settings: how it was trained, as far as known, from `chapter_results.json`.
    """

    year: str
    losses: tuple[float, ...]
    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """A short name, for a chart."""
        return gettext("notebook {year}", year=self.year)

    @property
    def shown_losses(self) -> list[float]:
        """As 1 - P(correct), as the loss of a run is shown."""
        return [1 + loss for loss in self.losses]


@cache
def recorded_runs() -> tuple[RecordedRun, ...]:
    """The curves of the first and of the last published notebook."""
    found = _content("chapter_results.json")
    return tuple(
        RecordedRun(fields["date"][:4], tuple(fields["mean_loss_per_epoch"]), fields)
        for fields in (found["first_published_version"], found["last_published_version"])
    )


@dataclass(frozen=True)
class ExampleRun:
    """A complete run of this app, shown until a visitor has one; `date` is that of the training."""

    run: Run
    date: date


@cache
def example_run() -> ExampleRun:
    """The recorded run, without weights and without results of single test images."""
    found = _content(EXAMPLE_RUN)
    settings = ModelConfig.from_dict(found["model"]), TrainConfig.from_dict(found["training"])
    run = Run(*settings, number=0)
    for kind in (Started, BatchDone, EpochDone, Finished):
        for fields in _rows(found["events"][kind.__name__]):
            run.note(kind(**fields))
    run.source = found["source"]
    run.settle()
    return ExampleRun(run, date.fromisoformat(found["date"]))


@dataclass(frozen=True)
class ExampleSweep:
    """A complete sweep of this app, shown until a visitor has one."""

    sweep: Sweep
    date: date


@cache
def example_sweep() -> ExampleSweep:
    """The recorded sweep."""
    found = _content(EXAMPLE_SWEEP)
    outcomes = [Outcome(**fields) for fields in _rows(found["outcomes"])]
    sweep = Sweep(Grid.from_dict(found["grid"]), found["name"], outcomes)
    return ExampleSweep(sweep, date.fromisoformat(found["date"]))


@cache
def recorded_pairs() -> tuple[dict[str, int], ...]:
    """The network for ten digits and its classical twin, by seed: how many test images they read.

    Keys: seed, hybrid, twin, n_test.
    """
    found = _content(TEN_DIGITS)
    return tuple({**fields, "n_test": found["n_test"]} for fields in _rows(found["pairs"]))


def _rows(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a recorded table by their fields."""
    return [dict(zip(table["fields"], map(_tupled, row), strict=True)) for row in table["rows"]]


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _content(name: str) -> Any:
    return json.loads((resources.files("hqnn_core.comparison") / name).read_text("utf-8"))
