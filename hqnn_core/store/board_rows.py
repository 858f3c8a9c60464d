"""Queries on a class's rows."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from hqnn_core.board.entries import (
    BoardError,
    Content,
    Entry,
    GoneError,
    from_json,
    kind_of,
    to_json,
)
from hqnn_core.board.invitation import Invitation
from hqnn_core.board.view import UNDO_SECONDS, ClassBoard
from hqnn_core.language import gettext
from hqnn_core.store.schema import ClassRow, EntryRow, MemberRow


def change_class(session: Session, code: str) -> Any:
    """Increment a class's version, which locks its row. Raises `GoneError` if it has expired."""
    changed = (
        update(ClassRow)
        .where(ClassRow.code == code, ClassRow.delete_at > time.time())
        .values(version=ClassRow.version + 1)
        .returning(
            ClassRow.code, ClassRow.version, ClassRow.is_closed, ClassRow.n_entries,
            ClassRow.key_hash,
        )
    )  # fmt: skip
    found = session.execute(changed).one_or_none()
    if found is None:
        raise no_class(code)
    return found


def add_entry(session: Session, changed: Any, entry_id: str, nickname: str, sent: Content) -> None:
    """Add an entry to a class that was changed for it."""
    row = insert(EntryRow).values(
        id=entry_id, code=changed.code, number=changed.version, nickname=nickname,
        sent_at=time.time(), kind=kind_of(sent), content=to_json(sent), is_hidden=False,
    )  # fmt: skip
    session.execute(row)
    counted = update(ClassRow).where(ClassRow.code == changed.code)
    session.execute(counted.values(n_entries=ClassRow.n_entries + 1))


def living_class(session: Session, code: str) -> ClassRow:
    """The row of a class. Raises `GoneError` if it has expired."""
    lives = select(ClassRow).where(ClassRow.code == code, ClassRow.delete_at > time.time())
    row = session.scalars(lives).one_or_none()
    if row is None:
        raise no_class(code)
    return row


def board_of(session: Session, row: ClassRow, known: ClassBoard | None) -> ClassBoard:
    """Read a board; reuse the entries of `known` that were not rewritten."""
    kept: tuple[Entry, ...] = ()
    if known is not None and row.rewritten <= known.version:
        kept = known.entries
    last = kept[-1].number if kept else 0
    new = select(EntryRow).where(
        EntryRow.code == row.code, EntryRow.number > last, EntryRow.number <= row.version,
        EntryRow.cleared_at.is_(None),
    )  # fmt: skip
    rows = session.scalars(new.order_by(EntryRow.number))
    entries = (*kept, *(entry for each in rows if (entry := _entry(each)) is not None))
    n_pupils = select(func.count()).select_from(MemberRow).where(MemberRow.code == row.code)
    cleared = select(func.count(), func.max(EntryRow.cleared_at))
    n_cleared, cleared_at = session.execute(cleared.where(*just_cleared(row.code))).one()
    return ClassBoard(
        row.code, row.version, row.delete_at, row.is_closed, session.scalar(n_pupils) or 0,
        entries, _invitation(row.invitation), row.frozen, n_cleared, cleared_at or 0.0,
    )  # fmt: skip


def just_cleared(code: str) -> tuple[Any, Any]:
    """The condition for entries that can be restored."""
    return EntryRow.code == code, EntryRow.cleared_at > time.time() - UNDO_SECONDS


def delete_cleared(session: Session) -> None:
    """Delete the content of all entries that can no longer be restored."""
    is_over = (EntryRow.cleared_at <= time.time() - UNDO_SECONDS, EntryRow.content != "")
    session.execute(update(EntryRow).where(*is_over).values(content="", nickname=""))


def _invitation(stored: str | None) -> Invitation | None:
    if stored is None:
        return None
    page, settings, number = json.loads(stored)
    return Invitation(page, tuple((name, value) for name, value in settings), number)


def _entry(row: EntryRow) -> Entry | None:
    """An entry from its row; None if its content is invalid."""
    try:
        content = from_json(row.kind, row.content)
    except BoardError:
        return None
    return Entry(row.id, row.number, row.nickname, row.sent_at, content, row.is_hidden)


def no_class(code: str) -> GoneError:
    return GoneError(
        gettext("There is no class {code}. Check the code, or the class is over.", code=code)
    )
