"""Two servers on one database show a visitor the same, and one takes over what a dead one kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hqnn_core.runs.run import Run
from hqnn_core.store import keeper as keeper_module
from hqnn_core.store.keeper import Keeper
from hqnn_core.store.schema import VisitorRow
from hqnn_core.store.store import Store
from tests.store.runs import KEY, a_run, finish, kept, shown, train_on


class AnOwner:
    def __init__(self, key: str = KEY) -> None:
        self.key, self.is_here = key, True
        self.runs: list[Run] = []
        self.sheets: dict[str, bytes | None] = {}

    def take(self, run: Run) -> None:
        self.runs.append(run)

    def lose(self, run: Run) -> None:
        self.runs.remove(run)

    def take_sheet(self, name: str, content: bytes | None) -> None:
        self.sheets[name] = content


class ARunner:
    """Notes what it is asked to do."""

    def __init__(self) -> None:
        self.halted: list[tuple[Run, str]] = []

    def halt_as(self, run: Run, state: str) -> None:
        self.halted.append((run, state))


class Server:
    def __init__(self, url: str) -> None:
        self.store, self.runner, self.owner = Store(url), ARunner(), AnOwner()
        self.keeper = Keeper(self.store, lambda: self.runner, lambda: [self.owner])  # type: ignore[arg-type]

    def arrive(self) -> None:
        self.owner.runs = self.store.runs(KEY, self.owner)


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(keeper_module, "time", one)
    return one


@pytest.fixture
def servers(shared_url, clock) -> Iterator[tuple[Server, Server]]:
    both = Server(shared_url), Server(shared_url)
    yield both
    for server in both:
        server.store.close()


def test_run_of_one_server_is_seen_at_the_other_as_it_goes_on(servers):
    one, other = servers
    run = a_run(30)
    kept(one.store, run)
    one.owner.runs.append(run)
    other.arrive()
    (seen,) = other.owner.runs
    assert (shown(seen), seen.state) == (shown(run), "running")
    for _ in range(2):
        train_on(run, 25)
        kept(one.store, run)
        one.keeper.beat()
        other.keeper.beat()
        assert shown(seen) == shown(run)
    finish(run)
    kept(one.store, run)
    other.keeper.beat()
    assert (shown(seen), seen.state) == (shown(run), "completed")
    assert other.owner.runs == [seen]
    assert other.runner.halted == []


def test_run_that_began_elsewhere_after_the_visit_is_taken_and_a_deleted_one_lost(servers):
    one, other = servers
    run = a_run(3)
    kept(one.store, run)
    one.owner.runs.append(run)
    other.keeper.beat()
    assert [seen.id for seen in other.owner.runs] == [run.id]
    one.owner.runs.clear()
    one.store.forget_run(run)
    assert one.store.flush()
    one.keeper.beat()
    other.keeper.beat()
    assert (one.owner.runs, other.owner.runs) == ([], [])


def test_order_reaches_the_server_that_keeps_the_run(servers):
    one, other = servers
    run = a_run(30)
    kept(one.store, run)
    one.owner.runs.append(run)
    other.arrive()
    (seen,) = other.owner.runs
    assert other.store.is_elsewhere(seen)
    other.store.want(seen, "paused")
    assert other.store.flush()
    one.keeper.beat()
    assert one.runner.halted == [(run, "paused")]
    run.state = "paused"
    kept(one.store, run)
    other.keeper.beat()
    assert seen.state == "paused"
    assert not other.store.is_elsewhere(seen)


def test_run_of_a_dead_server_is_paused_at_its_last_state_by_one_of_the_others(
    servers, clock, shared_url
):
    dead, other = servers
    run = a_run(30)
    train_on(run, 10)
    run.note(replace(run.batches[-1], step=41, batch=16))
    kept(dead.store, run)
    dead.keeper.beat()
    other.arrive()
    (seen,) = other.owner.runs
    other.keeper.beat()
    clock.now += keeper_module.DEAD_SECONDS - 0.5
    other.keeper.beat()
    assert seen.state == "running"
    clock.now += 1
    other.keeper.beat()
    assert seen.state == "paused"
    assert (len(seen.batches), seen.training_state) == (41, b"state 40")
    assert seen.notices == ["The server was restarted; the run is paused after epoch 2, batch 16."]
    assert other.store.flush()
    again = Store(shared_url)
    assert shown(again.runs(KEY, None)[0]) == shown(seen)
    again.close()
    finish(run)  # the dead one was only slow: it must not write over what the other has
    kept(dead.store, run)
    other.keeper.beat()
    assert seen.state == "paused"


def test_run_that_was_paused_at_one_server_can_be_resumed_at_the_other(servers):
    one, other = servers
    run = a_run(30)
    run.state = "paused"
    kept(one.store, run)
    one.owner.runs.append(run)
    other.arrive()
    (seen,) = other.owner.runs
    seen.state = "running"
    train_on(seen, 10)
    kept(other.store, seen)
    one.keeper.beat()
    assert shown(run) == shown(seen)
    assert one.store.is_elsewhere(run)


def test_server_that_lost_its_run_halts_it(servers):
    one, other = servers
    run = a_run(30)
    kept(one.store, run)
    one.owner.runs.append(run)
    other.arrive()
    with other.store.transaction() as session:
        assert other.store.take_over(session, other.owner.runs[0], one.store.server)
    other.keeper.beat()
    one.keeper.beat()
    assert one.runner.halted == [(run, "paused")]
    run.state = "paused"  # as its runner has it then
    other.owner.runs[0].state = "paused"
    kept(other.store, other.owner.runs[0])
    one.keeper.beat()
    assert shown(run) == shown(other.owner.runs[0])


def test_nobody_looks_dead_after_the_database_was_away(servers, clock):
    one, other = servers
    run = a_run(30)
    kept(one.store, run)
    one.keeper.beat()
    other.arrive()
    other.keeper.beat()
    other.keeper._others.clear()  # as where a beat fails
    clock.now += 60
    other.keeper.beat()
    assert other.owner.runs[0].state == "running"


def test_server_that_was_closed_leaves_its_runs_at_once(servers):
    one, other = servers
    kept(one.store, a_run(30))
    one.keeper.beat()
    other.arrive()
    other.keeper.beat()
    assert other.owner.runs[0].state == "running"
    one.keeper.close()
    other.keeper.beat()
    assert other.owner.runs[0].state == "paused"


def test_drawings_of_one_server_are_seen_at_the_other(servers):
    one, other = servers
    one.store.note_visitor(KEY)
    one.store.note_sheet(KEY, "drawings", b"1")
    assert one.store.flush()
    other.keeper.beat()
    assert other.owner.sheets == {"drawings": b"1"}
    other.owner.sheets.clear()
    other.keeper.beat()
    assert other.owner.sheets == {}
    one.store.note_sheet(KEY, "drawings", None)
    assert one.store.flush()
    other.keeper.beat()
    assert other.owner.sheets == {"drawings": None}


def test_visitor_is_seen_where_a_tab_is_open(servers, clock):
    one, other = servers
    one.store.note_visitor(KEY)
    assert one.store.flush()
    one.keeper.beat()
    assert other.store.is_seen_elsewhere(KEY)
    assert not one.store.is_seen_elsewhere(KEY)
    one.owner.is_here = False
    clock.now += 10
    one.keeper.beat()
    other.keeper.beat()
    assert one.store.is_seen_elsewhere(KEY)
    with one.store.transaction() as session:
        row = session.get(VisitorRow, KEY)
        assert row is not None
        assert row.seen_at == clock.now


def test_run_that_is_written_while_the_database_is_read_is_not_taken_for_a_deleted_one(servers):
    one, _ = servers
    run = a_run(3)
    one.owner.runs.append(run)
    owners = {KEY: one.owner}
    written = one.keeper._written(owners)  # type: ignore[arg-type]
    with one.store.transaction() as session:
        orders = one.keeper._look_at_runs(session, owners, written, lambda _: False)  # type: ignore[arg-type]
    kept(one.store, run)
    for order in orders:
        order()
    assert one.owner.runs == [run]
    assert one.runner.halted == []
