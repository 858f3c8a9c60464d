"""What the chapter's own notebooks recorded, to draw beside a run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from hqnn_core.numbers import number_text, plural


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
        _recorded(
            found["first_published_version"],
            "the chapter's network, its loss −P(correct) and its slope E(θ+s) − E(θ)",
        ),
        _recorded(
            found["last_published_version"], "a larger network: 6 and 16 maps, 64 hidden neurons"
        ),
    )


def recorded_text() -> str:
    """What the recorded curves are and with what they were made, Markdown."""
    runs = "; ".join(
        f"**{one.name}**: {one.made_with}; it ended at {number_text(1 + one.losses[-1])}"
        for one in recorded_runs()
    )
    return (
        "Grey: the loss of the training images, epoch by epoch, as the chapter's notebooks "
        f"recorded it. {runs}. The preset *as the chapter wrote it* trains as the first one did."
    )


def _recorded(fields: dict, network: str) -> RecordedRun:
    return RecordedRun(
        f"notebook {fields['date'][:4]}",
        tuple(fields["mean_loss_per_epoch"]),
        f"{network}; {plural(fields['epochs'], 'epoch')} of {fields['images_per_class']} images of "
        f"each digit, {plural(fields['batch_size'], 'image')} a step, {fields['shots']} shots, "
        f"{fields['optimiser']}, learning rate {fields['learning_rate']}",
    )
