"""The rows of a run and of a sheet: what of them is written, and how they are read."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from hqnn_core.store.runs import Snapshot, is_longer, pieces_of
from hqnn_core.store.schema import EventsRow, RunRow, SheetRow


def fill_row(session: Session, row: RunRow, new: Snapshot, old: Snapshot | None) -> None:
    """Fill a row and add its events; of all that is large only what is new."""
    row.facts = json.dumps(new.facts)
    if not new.is_active:
        row.wanted = None
    for name in ("weights", "checkpoint", "training_state"):
        if old is None or getattr(old, name) is not getattr(new, name):
            setattr(row, name, getattr(new, name))
    session.flush()
    _add_events(session, new, old)


def _add_events(session: Session, new: Snapshot, old: Snapshot | None) -> None:
    """Add the events that are not in the older snapshot, or replace all."""
    if old is not None and not is_longer(new, old):
        old = None
    first = 0
    if old is None:
        session.execute(delete(EventsRow).where(EventsRow.run == new.id))
    else:
        last = select(func.max(EventsRow.number)).where(EventsRow.run == new.id)
        first = session.scalars(last).one_or_none() or 0
    for number, piece in enumerate(pieces_of(new, old), first + 1):
        session.add(EventsRow(run=new.id, number=number, content=piece))


def whole_runs() -> Any:
    """Runs with their large contents, the oldest first."""
    contents = (RunRow.weights, RunRow.checkpoint, RunRow.training_state)
    return (
        select(RunRow)
        .options(*(undefer(content) for content in contents))
        .order_by(RunRow.created)
        .execution_options(populate_existing=True)
    )


def pieces(session: Session, run_id: str) -> list[bytes]:
    """The packed events of a run."""
    contents = select(EventsRow.content).where(EventsRow.run == run_id).order_by(EventsRow.number)
    return list(session.scalars(contents))


def write_sheet(session: Session, place: tuple[str, str], content: bytes | None) -> int | None:
    """Write what a visitor has under a name, or delete it; the new version, if there is one."""
    row = session.get(SheetRow, place)
    if content is None:
        if row is not None:
            session.delete(row)
        return None
    if row is None:
        row = SheetRow(visitor=place[0], name=place[1], version=0, content=content)
        session.add(row)
    row.content, row.version = content, row.version + 1
    return row.version
