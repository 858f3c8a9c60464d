"""Several servers on one database: who keeps which run, and who shows what another keeps.

A server says every second that it lives. Whether another one does is judged by this server's own
clock: one whose beat has not grown for `DEAD_SECONDS`, in which this server could read it, is dead.
So clocks need not agree, and a database that was away for a while makes nobody look dead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hqnn_core.runs import Run
from hqnn_core.store.schema import RunRow, ServerRow, SheetRow, VisitorRow
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store

BEAT_SECONDS = 1.0
DEAD_SECONDS = 5.0
SWEEP_BEATS = 300


class Owner(Protocol):
    """A visitor, as far as this module needs to know one."""

    key: str
    runs: list[Run]

    @property
    def is_here(self) -> bool:
        """Whether a tab is open at this server."""
        ...

    def take(self, run: Run) -> None:
        """Add a run that another server has begun."""

    def lose(self, run: Run) -> None:
        """Remove a run that was deleted at another server."""

    def take_sheet(self, name: str, content: bytes | None) -> None:
        """Replace what is here by what another server has stored under a name."""


class Keeper:
    """One thread that tells this server and the others of each other."""

    def __init__(
        self,
        store: Store,
        runner: Callable[[], SharedRunner],
        owners: Callable[[], Iterable[Owner]],
    ) -> None:
        """`runner` is asked for when there is an order for it: it starts processes."""
        self._store, self._runner, self._owners = store, runner, owners
        self._n_beats = 0
        self._others: dict[str, tuple[int, float]] = {}
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="store-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread, and leave what this server keeps to the others at once."""
        self._is_closed.set()
        if self._thread.is_alive():
            self._thread.join(DEAD_SECONDS)
        try:
            with self._store.transaction() as session:
                session.execute(delete(ServerRow).where(ServerRow.id == self._store.server))
        except SQLAlchemyError:
            pass  # they will notice it by themselves

    def beat(self) -> None:
        """Say that this server lives, and look at what has changed elsewhere."""
        owners = {owner.key: owner for owner in self._owners()}
        written = self._written(owners)
        with self._store.transaction() as session:
            self._say(session, [key for key, owner in owners.items() if owner.is_here])
            dead = self._dead(session)
            orders = [*self._look_at_runs(session, owners, written, dead)]
            orders += self._look_at_sheets(session, owners)
        for order in orders:
            order()

    def _serve(self) -> None:
        while not self._is_closed.wait(BEAT_SECONDS):
            try:
                self.beat()
            except SQLAlchemyError:
                self._others.clear()  # the others could not say that they live either

    def _say(self, session: Session, present: list[str]) -> None:
        now, server = time.time(), self._store.server
        self._n_beats += 1
        session.merge(ServerRow(id=server, beat=self._n_beats, seen_at=now))
        here = update(VisitorRow).where(VisitorRow.key.in_(present))
        session.execute(here.values(seen_at=now, seen_by=server))
        if self._n_beats % SWEEP_BEATS == 1:
            self._store.forget_old(session)

    def _dead(self, session: Session) -> Callable[[str], bool]:
        now, living = time.monotonic(), set()
        for row in session.scalars(select(ServerRow).where(ServerRow.id != self._store.server)):
            beat, since = self._others.get(row.id, (-1, now))
            if beat != row.beat:
                since = now
            self._others[row.id] = (row.beat, since)
            if now - since < DEAD_SECONDS:
                living.add(row.id)
            elif time.time() - row.seen_at > self._store.keep_seconds:
                session.delete(row)
        return lambda server: server != self._store.server and server not in living

    def _written(self, owners: dict[str, Owner]) -> set[str]:
        """The runs that are in the database, found before it is read: one that is written while it
        is read must not be taken for one that was deleted."""
        store, runs = self._store, [run for owner in owners.values() for run in owner.runs]
        return {run.id for run in runs if run in store.versions and not store.is_unwritten(run)}

    def _look_at_runs(
        self,
        session: Session,
        owners: dict[str, Owner],
        written: set[str],
        dead: Callable[[str], bool],
    ) -> list[Callable[[], None]]:
        known = {run.id: (owner, run) for owner in owners.values() for run in owner.runs}
        mine = and_(RunRow.keeper == self._store.server, RunRow.wanted.is_not(None))
        columns = (RunRow.id, RunRow.visitor, RunRow.version, RunRow.keeper, RunRow.wanted)
        found = session.execute(
            select(*columns).where(or_(RunRow.visitor.in_(owners), mine)).order_by(RunRow.created)
        ).all()
        orders: list[Callable[[], None]] = []
        for row in found:
            owner, run = known.pop(row.id, (owners.get(row.visitor), None))
            if owner is not None and not self._store.is_removed(row.id):
                orders += self._look_at(session, owner, run, row, dead)
        lost = [known[run_id] for run_id in known.keys() & written]
        return orders + [self._losing(owner, run) for owner, run in lost]

    def _look_at(
        self, session: Session, owner: Owner, run: Run | None, row: Any, dead: Callable[[str], bool]
    ) -> list[Callable[[], None]]:
        store = self._store
        orders: list[Callable[[], None]] = []
        if run is None:
            run = store.load(session, row.id, owner)
            if run is None:
                return []
            owner.take(run)
        if row.keeper is not None and dead(row.keeper):
            if store.take_over(session, run, row.keeper):
                orders.append(lambda run=run: store.note_run(run, owner.key))
        elif row.keeper == store.server:
            if row.wanted and run.is_active:
                orders.append(lambda run=run: self._runner().halt_as(run, row.wanted))
        elif row.version > store.versions.get(run, -1) and not store.is_unwritten(run):
            if run.is_active and not store.is_elsewhere(run):
                orders.append(lambda run=run: self._runner().halt_as(run, "paused"))
            else:
                store.refresh(session, run)
        return orders

    def _losing(self, owner: Owner, run: Run) -> Callable[[], None]:
        """Another server has deleted a run."""

        def lose() -> None:
            self._runner().halt_as(run, "stopped")
            owner.lose(run)

        return lose

    def _look_at_sheets(
        self, session: Session, owners: dict[str, Owner]
    ) -> list[Callable[[], None]]:
        store, orders = self._store, []
        here = [key for key, owner in owners.items() if owner.is_here]
        columns = (SheetRow.visitor, SheetRow.name, SheetRow.version)
        found = session.execute(select(*columns).where(SheetRow.visitor.in_(here))).all()
        stored = {(row.visitor, row.name): row.version for row in found}
        known = {place: v for place, v in store.sheet_versions.items() if place[0] in here}
        for place, _ in stored.items() ^ known.items():
            if not store.is_sheet_unwritten(*place):
                content = store.load_sheet(session, *place)
                orders.append(
                    lambda place=place, content=content: owners[place[0]].take_sheet(
                        place[1], content
                    )
                )
        return orders
