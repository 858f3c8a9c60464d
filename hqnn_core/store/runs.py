"""A run as rows, and rows as a run.

Events are stored in pieces, each with those that are new since the piece before, so that a long run
is not written again at each of its epochs. Where a shorter list of batches replaced the long one
(see `Run`), all pieces are.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import BatchDone, EpochDone, Finished, LabelledImages
from hqnn_core.runs import Probe, Run
from hqnn_core.store.schema import RunRow

PIECE = 2_000
"""Most batches in one piece: longer ones would hold the interpreter's lock for too long."""

Position = tuple[int, int, int]
"""How many batches, epochs and probes there are."""


@dataclass(frozen=True)
class Snapshot:
    """What a run was at one moment. Its lists only grow, so their lengths are enough."""

    batches: Sequence[BatchDone]
    epochs: Sequence[EpochDone]
    probes: Sequence[Probe]
    end: Position
    facts: dict[str, Any]
    weights: bytes | None
    checkpoint: bytes | None
    training_state: bytes | None
    is_active: bool
    id: str
    created: float


def snapshot_of(run: Run) -> Snapshot:
    """Call it where the run cannot change, as in the runner's `on_change`."""
    facts = {
        "model": run.model.as_dict(),
        "training": run.training.as_dict(),
        "drawings": run.drawings.as_dict() if run.drawings else None,
        "label": run.label,
        "priority": run.priority,
        "state": run.state,
        "finished": dataclasses.asdict(run.finished) if run.finished else None,
        "source": run.source,
        "message": run.message,
        "notices": list(run.notices),
    }
    lists = run.batches, run.epochs, run.probes
    return Snapshot(
        *lists,
        end=(len(run.batches), len(run.epochs), len(run.probes)),
        facts=facts,
        weights=run.weights,
        checkpoint=run.checkpoint,
        training_state=run.training_state,
        is_active=run.is_active,
        id=run.id,
        created=run.created,
    )


def is_longer(new: Snapshot, old: Snapshot) -> bool:
    """Whether its events are those of the older snapshot, and perhaps more behind them."""
    return (new.batches is old.batches) and (new.epochs is old.epochs) and new.probes is old.probes


def pieces_of(snapshot: Snapshot, old: Snapshot | None) -> list[bytes]:
    """The events that are not in the older snapshot, packed."""
    n_batches, n_epochs, n_probes = old.end if old else (0, 0, 0)
    batches = snapshot.batches[n_batches : snapshot.end[0]]
    epochs = snapshot.epochs[n_epochs : snapshot.end[1]]
    # The last probe may have been replaced: an epoch's end gives its last batch's once more.
    probes = snapshot.probes[max(n_probes - 1, 0) : snapshot.end[2]]
    if old is not None and not batches and not epochs and snapshot.end[2] == n_probes:
        return []
    first = _packed(batches[:PIECE], epochs, probes)
    return [first, *(_packed(batches[i : i + PIECE]) for i in range(PIECE, len(batches), PIECE))]


def fill(run: Run, row: RunRow, pieces: Iterable[bytes]) -> None:
    """Make a run what is stored of it; its number, owner and queue stay."""
    facts = json.loads(row.facts)
    batches, epochs, probes = _unpacked(pieces)
    run.id, run.created = row.id, row.created
    run.model = ModelConfig.from_dict(facts["model"])
    run.training = TrainConfig.from_dict(facts["training"])
    run.label, run.priority, run.source = facts["label"], facts["priority"], facts["source"]
    drawings = facts["drawings"]
    run.drawings = LabelledImages.from_dict(drawings) if drawings else None
    run.weights, run.checkpoint = row.weights, row.checkpoint
    run.training_state = row.training_state
    run.batches, run.epochs, run.probes = batches, epochs, probes
    run.finished = _event(Finished, facts["finished"]) if facts["finished"] else None
    run.notices = facts["notices"]
    run.become(facts["state"], facts["message"])


def restored(row: RunRow, pieces: Iterable[bytes], owner: Any) -> Run:
    """A run of its own."""
    facts = json.loads(row.facts)
    run = Run(
        ModelConfig.from_dict(facts["model"]), TrainConfig.from_dict(facts["training"]), owner
    )
    fill(run, row, pieces)
    return run


def pause_after_death(run: Run) -> None:
    """Its server died: it can be resumed; what it trained after its last state is repeated."""
    run.finished = None
    run.become("paused")
    run.notices.append(f"The server was restarted; the run is paused {run.stands}.")


def _packed(
    batches: Sequence[BatchDone], epochs: Sequence[EpochDone] = (), probes: Sequence[Probe] = ()
) -> bytes:
    rows = [
        [list(vars(event).values()) for event in events] for events in (batches, epochs, probes)
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 1)


def _unpacked(pieces: Iterable[bytes]) -> tuple[list[BatchDone], list[EpochDone], list[Probe]]:
    batches: list[BatchDone] = []
    epochs: list[EpochDone] = []
    probes: dict[int, Probe] = {}
    for piece in pieces:
        new_batches, new_epochs, new_probes = json.loads(zlib.decompress(piece))
        batches += (BatchDone(*map(_plain, row)) for row in new_batches)
        epochs += (EpochDone(*map(_plain, row)) for row in new_epochs)
        probes |= {row[0]: Probe(*map(_plain, row)) for row in new_probes}
    return batches, epochs, list(probes.values())


def _event(kind: type[Finished], fields: dict[str, Any]) -> Finished:
    return kind(**{name: _plain(value) for name, value in fields.items()})


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
