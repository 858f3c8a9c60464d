"""Database access for visitors, runs and named blobs (blobs).

A page reads what has changed since it last looked, and writes what it changes, each in one short
transaction. What cannot be written stays in memory, `notice` says so, and the next writing brings
it. A run that trains, or waits to, belongs to the server whose lease stands in its row; a lease
that was not renewed for `LEASE_SECONDS` is over, and whoever resumes the run has it.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import psutil
from sqlalchemy import Executable, and_, delete, insert, literal, null, or_, select, update
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, undefer

from hqnn_core.language import said
from hqnn_core.log import log_event
from hqnn_core.runs import Run
from hqnn_core.store.board_rows import delete_cleared
from hqnn_core.store.database import default_url, is_in_memory, opened
from hqnn_core.store.faults import StoreError, not_opened, not_read, not_saved, reason_of
from hqnn_core.store.runs import (
    PARTS,
    Position,
    facts_of,
    fill,
    pause_after_death,
    pieces_of,
    position,
    restored,
)
from hqnn_core.store.schema import BlobRow, ClassRow, EventsRow, RunRow, VisitorRow
from hqnn_core.store.settings import keep_seconds

LEASE_SECONDS = 30.0
RETRY_SECONDS = 2.0
"""A database that has failed is left alone for so long: not every page waits for it."""
SEEN_SECONDS, TIDY_SECONDS = 60.0, 300.0  # how often a visit is noted, and what is old deleted

Order = str
"""From another server: "paused" or "stopped", as its page wants, or "lost": it has the run, or the
run was deleted."""
Write = Callable[[Session], Callable[[], object] | None] | Executable
"""A statement, or what writes within a transaction; what it returns is called after the commit."""


@dataclass
class _Known:
    """Cached state of a run's row.

    Attributes:
        version, end: of the row, and how far its events go.
        server: that holds the run, None where it is free.
        parts: the large contents that are stored.
        leased_at: the lease by which that was judged.
        label: of the row.
        is_ours: whether the row was written from this run.
    """

    version: int
    server: str | None
    end: Position
    parts: dict[str, bytes | None]
    leased_at: float = 0.0
    label: str = ""
    is_ours: bool = False


def open_store(url: str | None = None) -> Store:
    """Open the database at a URL, by default the configured one. Raises `StoreError`."""
    return Store(url or default_url())


class Store:
    """A database with this server's cache of row versions. Reading raises `StoreError`.

    Attributes:
        server: the name of this server in the database.
        is_lasting: whether it outlives this server.
    """

    def __init__(self, url: str) -> None:
        self.keep_seconds = keep_seconds()
        self.server = f"{socket.gethostname()[:90]} {os.getpid()} {uuid.uuid4().hex}"
        self._engine = opened(url)
        self.is_lasting = not is_in_memory(self._engine.url)
        self._lock: Any = nullcontext() if self.is_lasting else threading.RLock()
        self._writing = threading.RLock()
        self._known: WeakKeyDictionary[Run, _Known] = WeakKeyDictionary()
        self._lost: WeakSet[Run] = WeakSet()
        self._blobs: dict[str, dict[str, int]] = {}  # the versions that were read, by visitor
        self._seen: dict[str, float] = {}
        self._tidied = 0.0
        self._unsaved: dict[tuple[str, ...], Write] = {}
        self._unsaved_since = 0.0
        self._away: dict[bool, tuple[float, StoreError]] = {}  # by whether it was to be written
        self._reason = ""

    @contextmanager
    def transaction(self, writes: bool = True) -> Iterator[Session]:
        """A transaction. Raises `StoreError` if the database fails, or failed a moment ago.

        One at a time where the database is in memory: there is one connection for all.
        """
        until, fault = self._away.get(writes, (0.0, None))
        if fault is not None and time.monotonic() < until:
            raise StoreError(*fault.args)
        try:
            with (
                self._lock,
                Session(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except (DataError, IntegrityError) as wrong:  # this alone is not taken
            raise not_opened(self._engine.url, wrong) from wrong
        except SQLAlchemyError as wrong:
            away = not_opened(self._engine.url, wrong)
            self._away[writes] = time.monotonic() + RETRY_SECONDS, away
            self._reason = reason_of(wrong)
            raise away from wrong
        self._away.pop(writes, None)

    # What could not be written.

    def notice(self) -> str:
        """The notice about a database that fails; else empty."""
        if self._unsaved:
            return not_saved(time.monotonic() - self._unsaved_since, self._reason)
        return not_read(self._reason) if False in self._away else ""

    def flush(self) -> bool:
        """Retry pending writes; True if none is left."""
        with self._writing:
            return all(self._write(thing, write) for thing, write in list(self._unsaved.items()))

    def close(self) -> None:
        """Write pending changes, release all leases, and close the connections."""
        self._away.clear()
        leases = update(RunRow).where(RunRow.server == self.server).values(leased_at=0.0)
        if self.flush():
            self._write(("leases",), leases)
        self._engine.dispose()

    def _write(self, thing: tuple[str, ...], write: Write) -> object:
        """Write in a transaction; False if the write is pending."""
        with self._writing:
            done = None
            try:
                with self.transaction() as session:
                    if isinstance(write, Executable):
                        session.execute(write)
                    else:
                        done = write(session)
            except StoreError as fault:
                if isinstance(fault.__cause__, DataError | IntegrityError):
                    self._unsaved.pop(thing, None)  # it would be refused again
                    log_event("store-refused", thing=thing[0], message=str(fault))
                    return True
                if not self._unsaved:
                    self._unsaved_since = time.monotonic()
                    log_event("store-away", message=said(self._reason))
                self._unsaved[thing] = write
                return False
            was_pending = self._unsaved.pop(thing, None) is not None
            if was_pending and not self._unsaved:
                log_event("store-back", away_s=round(time.monotonic() - self._unsaved_since, 1))
            return (done() if done else None) or True

    # Visitors.

    def note_visitor(self, key: str) -> None:
        """Record a visit, at most once a minute, and delete expired data."""
        now = time.monotonic()
        if now - self._seen.get(key, -SEEN_SECONDS) >= SEEN_SECONDS:
            self._seen[key] = now
            self._write(("visitor", key), lambda session: self._see(session, key))
        if now - self._tidied >= TIDY_SECONDS or not self._tidied:
            self._tidied = now
            self._write(("old things",), self.delete_old)

    def _see(self, session: Session, key: str) -> None:
        session.merge(VisitorRow(key=key, seen_at=time.time(), seen_by=self.server))
        session.flush()

    def _see_if_new(self, session: Session, key: str) -> None:
        if key not in self._seen:
            self._see(session, key)

    def forget_visitor(self, key: str) -> None:
        """Delete a visitor and all their data."""
        self.leave_visitor(key)
        self._write(("visitor", key), delete(VisitorRow).where(VisitorRow.key == key))

    def leave_visitor(self, key: str) -> None:
        """Drop the cache of a visitor; the next visit reads everything."""
        self._blobs.pop(key, None)
        self._seen.pop(key, None)

    def delete_old(self, session: Session) -> None:
        """Delete expired visitors and classes, and the content of entries that were cleared."""
        too_old = time.time() - self.keep_seconds
        session.execute(delete(VisitorRow).where(VisitorRow.seen_at < too_old))
        session.execute(delete(ClassRow).where(ClassRow.delete_at < time.time()))
        delete_cleared(session)

    def is_seen_elsewhere(self, key: str) -> bool:
        """Whether another server showed this visitor the last page."""
        with self.transaction(writes=False) as session:
            row = session.get(VisitorRow, key)
        return row is not None and row.seen_by != self.server

    # Reading what has changed.

    def news(
        self, key: str, runs: list[Run], owner: Any = None
    ) -> tuple[list[Run], dict[str, bytes | None]]:
        """Read a visitor's current runs, and the blobs that have changed.

        The `runs` that another server has changed are updated; deleted ones are left out. A deleted
        blob is None. What has a pending write stays as it is.
        """
        known = {run.id: run for run in runs}
        # Noted before the database is asked: what is written meanwhile was not deleted.
        unwritten = [run for run in runs if run not in self._known and run not in self._lost]
        read = dict(self._blobs.get(key, {}))
        with self.transaction(writes=False) as session:
            marks = session.execute(_marks(key)).all()
            of_runs = {mark.name: mark for mark in marks if mark.is_run}
            new = [mark.name for mark in of_runs.values() if self._is_news(mark, known)]
            rows = {row.id: row for row in session.scalars(_whole_runs(new))} if new else {}
            pieces = {name: _pieces(session, name) for name in rows}
            blobs = self._changed_blobs(session, key, marks, read)
        for run in runs:
            if run.id in rows:
                fill(run, rows[run.id], pieces[run.id])
            elif run.id in of_runs and run in self._known:
                known_row = self._known[run]
                if known_row.label == run.label:  # else it was changed here, and is to be written
                    run.label = known_row.label = of_runs[run.id].label
        kept = [run for run in runs if run.id in of_runs or run in unwritten]
        kept += [restored(row, pieces[i], owner) for i, row in rows.items() if i not in known]
        for run in kept:
            if run.id in rows:
                row = rows[run.id]
                parts = {part: getattr(run, part) for part in PARTS}
                self._known[run] = _Known(
                    row.version, row.server, position(run), parts, label=row.label
                )
            if run.id in of_runs:
                self._note_lease(run, of_runs[run.id])
        return sorted(kept, key=lambda run: run.created), blobs

    def _is_news(self, mark: Any, known: Mapping[str, Run]) -> bool:
        if ("run", mark.name) in self._unsaved:
            return False
        row = self._known.get(known[mark.name]) if mark.name in known else None
        if row is None:
            return mark.name not in known
        return row.version < mark.version and not (row.is_ours and row.server == self.server)

    def _changed_blobs(
        self, session: Session, key: str, marks: Any, before: dict[str, int]
    ) -> dict[str, bytes | None]:
        """Read the blobs whose versions have changed."""
        stored = {mark.name: mark.version for mark in marks if not mark.is_run}
        read = self._blobs.setdefault(key, {})
        changed = {
            name
            for name, _ in stored.items() ^ before.items()
            if not self.is_unsaved(key, name) and read.get(name) == before.get(name)
        }
        mine = (BlobRow.visitor == key, BlobRow.name.in_(changed & stored.keys()))
        rows = session.scalars(select(BlobRow).where(*mine)) if changed & stored.keys() else ()
        found = {row.name: row for row in rows}
        for name in changed:
            read.pop(name, None)
        read |= {name: row.version for name, row in found.items()}
        return {name: found[name].content if name in found else None for name in changed}

    def _note_lease(self, run: Run, mark: Any) -> None:
        """Update a run's owner from its lease; a run of a dead server is paused."""
        row = self._known.get(run)
        if row is None or self.server in (row.server, mark.server):
            return
        was_elsewhere = row.server is not None
        row.server = mark.server if self._is_held(mark) else None
        row.leased_at = mark.leased_at
        if was_elsewhere and row.server is None and run.is_active:
            pause_after_death(run)

    def _is_held(self, mark: Any) -> bool:
        """Whether a lease is still valid."""
        if mark.server is None or time.time() - mark.leased_at > LEASE_SECONDS:
            return False
        host, pid, _ = mark.server.rsplit(" ", 2)
        return host != self.server.rsplit(" ", 2)[0] or _is_alive(int(pid))

    # Runs.

    def save_run(self, run: Run, key: str) -> Order | None:
        """Write a run; while it is active, this server holds its lease.

        Returns what is to become of it instead, where another server has something to say.
        """
        with self._writing:
            if run in self._lost:
                if not run.is_active and run in self._known:  # it is read again as it is elsewhere
                    self._lost.discard(run)
                return None
            order = self._write(("run", run.id), lambda session: self._write_run(session, run, key))
            return order if isinstance(order, str) else None  # type: ignore[return-value]

    def _write_run(self, session: Session, run: Run, key: str) -> Callable[[], Order | None]:
        known, end = self._known.get(run), position(run)
        label = was_label = run.label  # read once: its owner may change it during the write
        values: dict[str, Any] = {
            "facts": facts_of(run),
            "server": self.server if run.is_active else None,
            "leased_at": time.time(),
        }
        parts = {part: getattr(run, part) for part in PARTS}
        values |= {p: v for p, v in parts.items() if known is None or known.parts[p] is not v}
        if known is None:
            self._see_if_new(session, key)
            fixed = {"id": run.id, "visitor": key, "created": run.created, "version": 1}
            session.execute(insert(RunRow).values(**fixed, label=label, **values))
            version, wanted = 1, None
        else:
            if not run.is_active:
                values["wanted"] = None
            was_label = known.label
            if label != was_label:
                values["label"] = label
            row = session.execute(
                update(RunRow)
                .where(RunRow.id == run.id, self._may_have(known))
                .values(version=RunRow.version + 1, **values)
                .returning(RunRow.version, RunRow.label, RunRow.wanted)
            ).one_or_none()
            if row is None:
                return lambda: self._lose(run, known)
            version, label, wanted = row
        for number, piece in pieces_of(run, known.end if known else (0, 0), end).items():
            session.execute(insert(EventsRow).values(run=run.id, number=number, content=piece))
        new = _Known(version, values["server"], end, parts, label=label, is_ours=True)

        def note() -> Order | None:
            self._known[run] = new
            if run.label == was_label:  # it may have been changed at another server
                run.label = label
            return wanted if new.server else None

        return note

    def _may_have(self, known: _Known) -> Any:
        """Condition of the compare-and-set: own lease, or free and unchanged since read."""
        if known.server is not None:
            return RunRow.server == self.server
        is_free = or_(RunRow.server.is_(None), RunRow.leased_at == known.leased_at)
        return or_(RunRow.server == self.server, and_(is_free, RunRow.version == known.version))

    def _lose(self, run: Run, known: _Known) -> Order:
        """Give a run up to another server; it is read again once it has halted here."""
        self._lost.add(run)
        known.version, known.server = -1, None
        return "lost"

    def claim_run(self, run: Run) -> bool:
        """Acquire a run's lease before resuming it; False if another server holds it.

        While the database is away, it is taken; who has it is found when that is back.
        """
        with self._writing:
            known = self._known.get(run)
            if known is None:
                return run not in self._lost
            taken = update(RunRow).where(RunRow.id == run.id, self._may_have(known))
            taken = taken.values(
                server=self.server, leased_at=time.time(), wanted=None, version=RunRow.version + 1
            ).returning(RunRow.version)
            try:
                with self.transaction() as session:
                    version = session.execute(taken).scalar()
            except StoreError:
                version = known.version
            known.is_ours = version is not None
            known.server = self.server if known.is_ours else None
            known.version = -1 if version is None else version
            return known.is_ours

    def rename_run(self, run: Run) -> None:
        """Write a run's name, whichever server trains it."""
        label = run.label

        def write(session: Session) -> Callable[[], None]:
            session.execute(update(RunRow).where(RunRow.id == run.id).values(label=label))
            return note

        def note() -> None:
            if known := self._known.get(run):
                known.label = label

        self._write(("name", run.id), write)

    def delete_run(self, run: Run) -> None:
        """Delete a run; later reports of it are not written."""
        with self._writing:
            self._lost.add(run)
            self._known.pop(run, None)
            self._write(("run", run.id), delete(RunRow).where(RunRow.id == run.id))

    def want(self, run: Run, state: str) -> None:
        """Ask the server that holds a run to pause or stop it."""
        wanted = update(RunRow).where(RunRow.id == run.id).values(wanted=state)
        self._write(("wanted", run.id), wanted)

    def is_elsewhere(self, run: Run) -> bool:
        """Whether another server holds the run, as of the last read."""
        known = self._known.get(run)
        return known is not None and known.server not in (None, self.server)

    def renew(self, runs: list[Run]) -> dict[Run, Order]:
        """Renew the leases of these runs; return the requests for some of them.

        Raises `StoreError`.
        """
        mine = update(RunRow).where(RunRow.server == self.server)
        with self._writing:
            with self.transaction() as session:
                renewed = mine.values(leased_at=time.time()).returning(RunRow.id, RunRow.wanted)
                found = {run_id: wanted for run_id, wanted in session.execute(renewed)}
            orders: dict[Run, Order] = {}
            for run in runs:
                known = self._known.get(run)
                if wanted := found.get(run.id):
                    orders[run] = wanted
                elif run.id not in found and known is not None and known.server == self.server:
                    self._lose(run, known)
                    orders[run] = "lost"
        return orders

    # Blobs: whatever else is a visitor's, by name.

    def save_blob(self, key: str, name: str, content: bytes | None) -> None:
        """Write a named blob of a visitor; None deletes it."""
        self._write(
            ("blob", key, name), lambda session: self._write_blob(session, key, name, content)
        )

    def _write_blob(
        self, session: Session, key: str, name: str, content: bytes | None
    ) -> Callable[[], object]:
        place = {"visitor": key, "name": name}
        if content is None:
            session.execute(delete(BlobRow).filter_by(**place))
            return lambda: self._blobs.get(key, {}).pop(name, None)
        changed = update(BlobRow).filter_by(**place)
        changed = changed.values(content=content, version=BlobRow.version + 1)
        version = session.execute(changed.returning(BlobRow.version)).scalar()
        if version is None:
            version = 1
            self._see_if_new(session, key)
            session.execute(insert(BlobRow).values(**place, version=version, content=content))
        return lambda: self._blobs.setdefault(key, {}).update({name: version})

    def is_unsaved(self, key: str, name: str) -> bool:
        """Whether a blob has a pending write."""
        return ("blob", key, name) in self._unsaved


def _marks(key: str) -> Any:
    """Query of ids, versions and leases of a visitor's runs, and versions of their blobs."""
    of_runs = select(
        literal(True).label("is_run"), RunRow.id.label("name"), RunRow.version,
        RunRow.server, RunRow.leased_at, RunRow.label,
    ).where(RunRow.visitor == key)  # fmt: skip
    of_blobs = select(
        literal(False), BlobRow.name, BlobRow.version, null(), literal(0.0), null()
    ).where(BlobRow.visitor == key)
    return of_runs.union_all(of_blobs)


def _whole_runs(ids: list[str]) -> Any:
    """Query of runs with their large columns."""
    parts = (undefer(getattr(RunRow, part)) for part in PARTS)
    return select(RunRow).where(RunRow.id.in_(ids)).options(*parts).order_by(RunRow.created)


def _pieces(session: Session, run_id: str) -> list[bytes]:
    """The compressed events of a run."""
    contents = select(EventsRow.content).where(EventsRow.run == run_id).order_by(EventsRow.number)
    return list(session.scalars(contents))


def _is_alive(pid: int) -> bool:
    """Whether a process of this machine is running."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
