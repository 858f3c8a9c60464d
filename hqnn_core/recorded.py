"""What the chapter's own notebooks recorded, to draw beside a run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class RecordedRun:
    """A training curve that was published.

    Attributes:
        name: a short one, for a chart.
        losses: mean of -P(correct) of the training images, as they passed, in each epoch.
        made_with: its network and settings, as far as they are known.
    """

    name: str
    losses: tuple[float, ...]
    made_with: str


@cache
def recorded_runs() -> tuple[RecordedRun, ...]:
    """The first published notebook's curve and the last one's."""
    text = (resources.files("hqnn_core") / "chapter_results.json").read_text()
    found = json.loads(text)
    return (
        _recorded(found["first_published_version"], "the chapter's network and code"),
        _recorded(found["last_published_version"], "a larger network"),
    )


def _recorded(fields: dict, network: str) -> RecordedRun:
    return RecordedRun(
        f"notebook {fields['date'][:4]}",
        tuple(fields["mean_loss_per_epoch"]),
        f"{fields.get('network', network)}; {fields['epochs']} epochs of "
        f"{fields['images_per_class']} images of each digit, {fields['batch_size']} a step, "
        f"{fields['shots']} shots, {fields['optimiser']} {fields['learning_rate']}",
    )
