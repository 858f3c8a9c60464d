"""What the chapter's own notebooks recorded, to draw beside a run."""

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
        losses: mean of -P(correct) of the training images, as they passed, in each epoch.
        settings: what is known of how it was made, as `chapter_results.json` has it.
    """

    name: str
    losses: tuple[float, ...]
    settings: Mapping[str, Any]


@cache
def recorded_runs() -> tuple[RecordedRun, ...]:
    """The first published notebook's curve and the last one's."""
    text = (resources.files("hqnn_core.runs") / "chapter_results.json").read_text()
    found = json.loads(text)
    return tuple(
        RecordedRun(f"notebook {fields['date'][:4]}", tuple(fields["mean_loss_per_epoch"]), fields)
        for fields in (found["first_published_version"], found["last_published_version"])
    )
