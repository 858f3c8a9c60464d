"""Conversion between runs and rows.

Events are stored in pieces, each with those that are new since the piece before, so that a long run
is not written again with each task of training.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import later
from hqnn_core.network import BatchDone, EpochDone, Finished, LabelledImages, Started
from hqnn_core.runs import Run
from hqnn_core.store.schema import RunRow

AnEvent = TypeVar("AnEvent", Started, Finished)
PARTS = ("weights", "checkpoint", "training_state")
"""What is large, and written where it is new only."""
PIECE = 2_000
"""Most batches in one piece: longer ones would hold the interpreter's lock for too long."""

Position = tuple[int, int]
"""How many batches and epochs there are."""


def facts_of(run: Run) -> str:
    """A run's small attributes as JSON."""
    return json.dumps(
        {
            "model": run.model.as_dict(),
            "training": run.training.as_dict(),
            "drawings": run.drawings.as_dict() if run.drawings else None,
            "priority": run.priority,
            "state": run.state,
            "started": dataclasses.asdict(run.started) if run.started else None,
            "finished": dataclasses.asdict(run.finished) if run.finished else None,
            "source": run.source,
            "message": run.message,
            "notices": list(run.notices),
        }
    )


def position(run: Run) -> Position:
    """Number of batches and epochs."""
    return len(run.batches), len(run.epochs)


def pieces_of(run: Run, first: Position, last: Position) -> dict[int, bytes]:
    """The events between two positions, compressed, by numbers that grow from piece to piece."""
    if first == last:
        return {}
    batches, epochs = run.batches[first[0] : last[0]], run.epochs[first[1] : last[1]]
    return {
        sum(first) + i: _packed(batches[i : i + PIECE], epochs if i == 0 else ())
        for i in range(0, len(batches) or 1, PIECE)
    }


def fill(run: Run, row: RunRow, pieces: Iterable[bytes]) -> None:
    """Overwrite a run with its stored content; number, owner and queue state stay."""
    facts = json.loads(row.facts)
    run.id, run.created = row.id, row.created
    run.model = ModelConfig.from_dict(facts["model"])
    run.training = TrainConfig.from_dict(facts["training"])
    run.label, run.priority, run.source = row.label, facts["priority"], facts["source"]
    drawings = facts["drawings"]
    run.drawings = LabelledImages.from_dict(drawings) if drawings else None
    for part in PARTS:
        setattr(run, part, getattr(row, part))
    run.batches, run.epochs = _unpacked(pieces)
    run.started = _event(Started, facts["started"])
    run.finished = _event(Finished, facts["finished"])
    run.notices = facts["notices"]
    run.become(facts["state"], facts["message"])


def restored(row: RunRow, pieces: Iterable[bytes], owner: Any) -> Run:
    """A new run from its row."""
    run = Run(ModelConfig(), TrainConfig(), owner)
    fill(run, row, pieces)
    return run


def pause_after_death(run: Run) -> None:
    """Mark a run of a dead server as paused; it resumes from its last training state."""
    run.finished = None
    run.become("paused")
    notice = later("The server was restarted. The run is paused at its start.")
    if run.batches:
        notice = later(
            "The server was restarted. The run is paused after epoch {epoch}, batch {batch}.",
            epoch=run.batches[-1].epoch,
            batch=run.batches[-1].batch,
        )
    run.notices.append(notice)


def _packed(batches: Sequence[BatchDone], epochs: Sequence[EpochDone]) -> bytes:
    rows = [[list(vars(event).values()) for event in events] for events in (batches, epochs)]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 1)


def _unpacked(pieces: Iterable[bytes]) -> tuple[list[BatchDone], list[EpochDone]]:
    batches: list[BatchDone] = []
    epochs: list[EpochDone] = []
    for piece in pieces:
        new_batches, new_epochs = json.loads(zlib.decompress(piece))
        batches += (BatchDone(*map(_plain, row)) for row in new_batches)
        epochs += (EpochDone(*map(_plain, row)) for row in new_epochs)
    return batches, epochs


def _event(kind: type[AnEvent], fields: dict[str, Any] | None) -> AnEvent | None:
    return kind(**{name: _plain(value) for name, value in fields.items()}) if fields else None


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
