"""The store: what it is asked for, and what it is told."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Executable, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hqnn_core.runs import Run
from hqnn_core.store.board_rows import delete_cleared
from hqnn_core.store.clock import database_time
from hqnn_core.store.database import default_url, is_in_memory, opened
from hqnn_core.store.faults import not_opened, not_saved
from hqnn_core.store.rows import fill_row, pieces, whole_runs, write_sheet
from hqnn_core.store.runs import Snapshot, fill, pause_after_death, restored, snapshot_of
from hqnn_core.store.schema import ClassRow, RunRow, ServerRow, SheetRow, VisitorRow
from hqnn_core.store.settings import keep_seconds
from hqnn_core.store.writer import After, Writer

SHOWN_LAG = 5.0  # seconds after which a visitor is told that the database cannot be written


def open_store(url: str | None = None) -> Store:
    """The database of that address, by default that of the settings. Raises `StoreError`."""
    return Store(url or default_url())


class Store:
    """A database, and what this server knows of its content.

    Reading raises `StoreError` while the database is away. What is noted is written in the
    background; see `Writer`.

    Attributes:
        server: the name of this server in the database.
        is_lasting: whether it outlives this server.
    """

    def __init__(self, url: str) -> None:
        self.keep_seconds = keep_seconds()
        self.server = uuid.uuid4().hex
        self._engine = opened(url)
        self.is_lasting = not is_in_memory(self._engine.url)
        self._lock: Any = nullcontext() if self.is_lasting else threading.RLock()
        self._written: WeakKeyDictionary[Run, Snapshot] = WeakKeyDictionary()
        self._keepers: WeakKeyDictionary[Run, str | None] = WeakKeyDictionary()
        self._removed: set[str] = set()
        self.versions: WeakKeyDictionary[Run, int] = WeakKeyDictionary()
        self.sheet_versions: dict[tuple[str, str], int] = {}
        with self.reading() as session:  # before it keeps a run: who is in no row is dead
            session.add(ServerRow(id=self.server, beat=0, seen_at=time.time()))
        self._writer = Writer(self.transaction)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One at a time where the database is in memory: there is one connection for all."""
        with self._lock, Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction for whoever can be told that the database is away."""
        try:
            with self.transaction() as session:
                yield session
        except SQLAlchemyError as fault:
            raise not_opened(self._engine.url, fault) from None

    def notice(self) -> str:
        """What a visitor should know: that their work is not being saved; else empty."""
        lag = self._writer.lag()  # of the oldest change
        if lag < SHOWN_LAG or not self._writer.reason:
            return ""
        return not_saved(lag, self._writer.reason)

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all is written; whether it is."""
        return self._writer.flush(seconds)

    def close(self) -> None:
        """Write what is left, and let the database go."""
        self._writer.close()
        self._engine.dispose()

    def note_visitor(self, key: str) -> None:
        """Note that a visitor is here."""
        seen_at = time.time()

        def write(session: Session) -> None:
            session.merge(VisitorRow(key=key, seen_at=seen_at, seen_by=self.server))

        self._writer.note(("visitor", key), write)

    def forget_visitor(self, key: str) -> None:
        """Delete all that is a visitor's."""
        self._note_statement(("visitor", key), delete(VisitorRow).where(VisitorRow.key == key))

    def forget_old(self, session: Session) -> None:
        """Delete all that is of visitors who left too long ago, and of classes that are over.

        So is the content of entries that were cleared.
        """
        too_old = time.time() - self.keep_seconds
        session.execute(delete(VisitorRow).where(VisitorRow.seen_at < too_old))
        session.execute(delete(ClassRow).where(ClassRow.delete_at < database_time()))
        delete_cleared(session)

    def note_run(self, run: Run, key: str) -> None:
        """Have a run written as it is now, unless another server has it or it was deleted."""
        if run.id in self._removed:
            return
        snapshot = snapshot_of(run)
        self._writer.note(("run", run.id), lambda session: self._write(session, run, snapshot, key))

    def forget_run(self, run: Run) -> None:
        """Delete a run."""
        self._removed.add(run.id)
        self._note_statement(("run", run.id), delete(RunRow).where(RunRow.id == run.id))

    def is_removed(self, run_id: str) -> bool:
        """Whether this server has deleted a run."""
        return run_id in self._removed

    def note_sheet(self, key: str, name: str, content: bytes | None) -> None:
        """Have something of a visitor written under a name, or deleted."""
        place = (key, name)

        def write(session: Session) -> After:
            if session.get(VisitorRow, key) is None:
                return None
            version = write_sheet(session, place, content)
            return lambda: self._note_sheet_version(place, version)

        self._writer.note(("sheet", *place), write)

    def _note_sheet_version(self, place: tuple[str, str], version: int | None) -> None:
        if version is None:
            self.sheet_versions.pop(place, None)
        else:
            self.sheet_versions[place] = version

    def runs(self, key: str, owner: Any) -> list[Run]:
        """All runs of a visitor, in order of their start."""
        with self.reading() as session:
            rows = session.scalars(whole_runs().where(RunRow.visitor == key)).all()
            return [self._restored(session, row, owner) for row in rows]

    def sheets(self, key: str) -> dict[str, bytes]:
        """All else that is a visitor's, by name."""
        with self.reading() as session:
            rows = session.scalars(select(SheetRow).where(SheetRow.visitor == key)).all()
            self.sheet_versions |= {(key, row.name): row.version for row in rows}
            return {row.name: row.content for row in rows}

    def load_sheet(self, session: Session, key: str, name: str) -> bytes | None:
        """What is stored under a name, if there is something."""
        row = session.get(SheetRow, (key, name))
        self._note_sheet_version((key, name), row.version if row else None)
        return row.content if row else None

    def is_seen_elsewhere(self, key: str) -> bool:
        """Whether another server was the last to have a tab of this visitor open."""
        with self.reading() as session:
            row = session.get(VisitorRow, key)
        return row is not None and row.seen_by != self.server

    def load(self, session: Session, run_id: str, owner: Any) -> Run | None:
        """One run that another server has begun; None where it is gone."""
        row = session.scalars(whole_runs().where(RunRow.id == run_id)).first()
        return self._restored(session, row, owner) if row else None

    def refresh(self, session: Session, run: Run) -> None:
        """Make a run what is stored of it."""
        row = session.scalars(whole_runs().where(RunRow.id == run.id)).first()
        if row is not None:
            fill(run, row, pieces(session, run.id))
            self._note_read(run, row)

    def take_over(self, session: Session, run: Run, keeper: str) -> bool:
        """Take a run from a server that is dead; it is paused. Whether no other took it before."""
        claim = (
            update(RunRow)
            .where(RunRow.id == run.id, RunRow.keeper == keeper)
            .values(keeper=self.server, version=RunRow.version + 1)
        )
        if session.execute(claim).rowcount != 1:  # type: ignore[attr-defined]
            return False
        self.refresh(session, run)
        pause_after_death(run)
        return True

    def want(self, run: Run, state: str) -> None:
        """Ask the server that keeps a run to halt it."""
        wanted = update(RunRow).where(RunRow.id == run.id).values(wanted=state)
        self._note_statement(("wanted", run.id), wanted)

    def is_unwritten(self, run: Run) -> bool:
        """Whether it has a change that the database does not have."""
        return ("run", run.id) in self._writer

    def is_elsewhere(self, run: Run) -> bool:
        """Whether another server has it train or wait."""
        return self._keepers.get(run) not in (None, self.server)

    def is_sheet_unwritten(self, key: str, name: str) -> bool:
        return ("sheet", key, name) in self._writer

    def _note_statement(self, thing: tuple[str, str], statement: Executable) -> None:
        def write(session: Session) -> None:
            session.execute(statement)

        self._writer.note(thing, write)

    def _restored(self, session: Session, row: RunRow, owner: Any) -> Run:
        run = restored(row, pieces(session, row.id), owner)
        self._note_read(run, row)
        return run

    def _note_read(self, run: Run, row: RunRow) -> None:
        self.versions[run], self._keepers[run] = row.version, row.keeper
        self._written[run] = snapshot_of(run)

    def _write(self, session: Session, run: Run, new: Snapshot, key: str) -> After:
        row = session.get(RunRow, new.id)
        if row is None:
            if run in self.versions or session.get(VisitorRow, key) is None:
                return None
            row = RunRow(id=new.id, visitor=key, created=new.created, version=0, facts="")
            session.add(row)
        elif row.keeper not in (None, self.server):
            return None
        elif row.keeper is None and self.versions.get(run) != row.version:
            return None  # changed at another server since it was read here
        old = self._written.get(run) if self.versions.get(run) == row.version else None
        row.keeper = keeper = self.server if new.is_active else None
        row.version, version = row.version + 1, row.version + 1
        fill_row(session, row, new, old)

        def note() -> None:
            self._written[run], self.versions[run] = new, version
            self._keepers[run] = keeper

        return note
