"""The curves recorded in the chapter's notebooks, to compare with a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class RecordedRun:
    """A training curve that was published.

    Attributes:
        name: a short one, for a chart.
        losses: mean of -P(correct) over the training images during each epoch.
        settings: how it was trained, as far as known, from `chapter_results.json`.
    """

    name: str
    losses: tuple[float, ...]
    settings: Mapping[str, Any]

    @property
    def shown_losses(self) -> list[float]:
        """As 1 - P(correct), as the loss of a run is shown."""
        return [1 + loss for loss in self.losses]


@cache
def recorded_runs() -> tuple[RecordedRun, ...]:
    """The curves of the first and of the last published notebook."""
    text = (resources.files("hqnn_core.comparison") / "chapter_results.json").read_text()
    found = json.loads(text)
    return tuple(
        RecordedRun(f"notebook {fields['date'][:4]}", tuple(fields["mean_loss_per_epoch"]), fields)
        for fields in (found["first_published_version"], found["last_published_version"])
    )
