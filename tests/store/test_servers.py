"""Two servers on one database show a visitor the same; a run belongs to one of them at a time."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from hqnn_core.language import said
from hqnn_core.runs.run import Run
from hqnn_core.store import store as store_module
from hqnn_core.store.schema import RunRow
from hqnn_core.store.store import LEASE_SECONDS, Store
from tests.runs.processes import wait
from tests.store.runs import KEY, a_run, blobs, finish, kept, read, shown, train_on


class Server:
    """A server as far as its store goes, and what its page shows."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        self.runs: list[Run] = []

    def look(self) -> dict[str, bytes | None]:
        """Read what has changed, as a page does."""
        self.runs, blobs = self.store.news(KEY, self.runs)
        return blobs

    def begin(self, n_batches: int) -> Run:
        run = a_run(n_batches)
        kept(self.store, run)
        self.runs.append(run)
        return run


def two_on(url: str) -> Iterator[tuple[Server, Server]]:
    both = Server(url), Server(url)
    yield both
    for server in both:
        server.store.close()


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    yield from two_on(f"sqlite:///{tmp_path / 'one.sqlite3'}")


@pytest.fixture
def servers_of_each_kind(shared_url: str) -> Iterator[tuple[Server, Server]]:
    yield from two_on(shared_url)


def grow_old(store: Store, seconds: float) -> None:
    """Have all leases be older."""
    with store.transaction() as session:
        session.execute(update(RunRow).values(leased_at=RunRow.leased_at - seconds))


def test_run_of_one_server_is_seen_at_the_other_as_it_goes_on(servers_of_each_kind):
    one, other = servers_of_each_kind
    run = one.begin(30)
    other.look()
    (seen,) = other.runs
    assert (shown(seen), seen.state) == (shown(run), "running")
    for _ in range(2):
        train_on(run, 25)
        kept(one.store, run)
        one.look()
        other.look()
        assert shown(seen) == shown(run)
    finish(run)
    kept(one.store, run)
    other.look()
    assert (shown(seen), seen.state) == (shown(run), "completed")
    assert other.runs == [seen]
    assert one.runs == [run]


def test_deleted_run_is_gone_at_the_other_server_and_is_not_written_again(servers):
    one, other = servers
    run = one.begin(3)
    other.look()
    other.store.delete_run(other.runs[0])
    one.look()
    assert one.runs == []
    train_on(run, 1)
    assert one.store.save_run(run, KEY) == "lost"
    other.look()
    assert other.runs == []


def test_run_that_is_not_written_yet_is_not_taken_for_a_deleted_one(servers):
    one, _ = servers
    one.runs.append(run := a_run(3))
    one.look()
    assert one.runs == [run]
    kept(one.store, run)
    one.look()
    assert one.runs == [run]


@pytest.mark.parametrize("wanted", ["paused", "stopped"])
def test_what_is_wanted_elsewhere_reaches_the_server_that_has_the_run(servers_of_each_kind, wanted):
    one, other = servers_of_each_kind
    run = one.begin(30)
    other.look()
    (seen,) = other.runs
    assert other.store.is_elsewhere(seen)
    assert not one.store.is_elsewhere(run)
    other.store.want(seen, wanted)
    assert one.store.renew([run]) == {run: wanted}  # a run that waits
    train_on(run, 1)
    assert one.store.save_run(run, KEY) == wanted  # one that has trained for a stretch
    run.become(wanted)
    assert one.store.save_run(run, KEY) is None
    other.look()
    assert seen.state == wanted
    assert not other.store.is_elsewhere(seen)
    seen.become("running")  # it is resumed: the old wish is over
    assert other.store.claim_run(seen)
    assert other.store.save_run(seen, KEY) is None


def test_run_of_a_silent_server_is_paused_when_its_lease_is_over(servers_of_each_kind):
    silent, other = servers_of_each_kind
    run = silent.begin(40)
    run.note(replace(run.batches[-1], step=41, batch=16))
    kept(silent.store, run)
    other.look()
    (seen,) = other.runs
    grow_old(other.store, LEASE_SECONDS - 10)
    other.look()
    assert seen.state == "running"
    assert other.store.is_elsewhere(seen)
    assert not other.store.claim_run(seen)
    other.look()
    grow_old(other.store, 10)
    other.look()
    assert seen.state == "paused"
    assert (len(seen.batches), seen.training_state) == (41, b"state 40")
    told = ["The server was restarted. The run is paused after epoch 2, batch 16."]
    assert [said(notice) for notice in seen.notices] == told
    other.look()
    assert [said(notice) for notice in seen.notices] == told
    assert other.store.claim_run(seen)
    seen.become("queued")
    kept(other.store, seen)
    finish(run)  # the silent one was only slow: it must not write over what the other has
    assert silent.store.save_run(run, KEY) == "lost"
    silent.look()
    assert shown(run) == shown(seen)
    assert run.state == "queued"


def test_server_that_has_died_on_this_machine_or_was_closed_has_no_lease(servers, monkeypatch):
    one, other = servers
    one.begin(30)
    other.look()
    assert other.runs[0].state == "running"
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "_is_alive", lambda pid: False)
        other.look()
    assert other.runs[0].state == "paused"
    assert other.store.is_elsewhere(other.runs[0]) is False
    one.begin(30)
    other.look()
    one.store.close()
    other.look()
    assert [run.state for run in other.runs] == ["paused", "paused"]


def test_process_that_has_ended_is_dead_also_before_its_parent_has_noticed():
    process = subprocess.Popen(["sleep", "600"])
    assert store_module._is_alive(process.pid)
    process.kill()
    wait(lambda: not store_module._is_alive(process.pid))
    process.wait()
    assert not store_module._is_alive(process.pid)


def test_lease_is_kept_for_runs_that_only_wait_their_turn(servers):
    one, other = servers
    run = one.begin(30)
    grow_old(one.store, LEASE_SECONDS - 1)
    assert one.store.renew([run]) == {}
    grow_old(one.store, LEASE_SECONDS - 1)
    other.look()
    assert other.runs[0].state == "running"


def test_only_one_of_two_servers_can_resume_a_run(servers):
    one, other = servers
    run = one.begin(30)
    run.become("paused")
    kept(one.store, run)
    other.look()
    (seen,) = other.runs
    assert one.store.claim_run(run)
    assert not other.store.claim_run(seen)
    run.become("queued")
    kept(one.store, run)
    other.look()
    assert seen.state == "queued"
    assert other.store.is_elsewhere(seen)


def test_name_of_a_run_is_the_last_one_given_at_any_server(servers):
    one, other = servers
    run = one.begin(1)  # the runner has been faster than the page that names it
    run.label = "1 hybrid"
    one.look()
    kept(one.store, run)
    other.look()
    assert (run.label, other.runs[0].label) == ("1 hybrid", "1 hybrid")
    other.runs[0].label = "our best"
    other.store.rename_run(other.runs[0])
    train_on(run, 1)
    kept(one.store, run)
    assert run.label == "our best"
    other.look()
    assert shown(other.runs[0]) == shown(run)


def test_drawings_of_one_server_are_seen_at_the_other(servers_of_each_kind):
    one, other = servers_of_each_kind
    one.store.save_blob(KEY, "drawings", b"1")
    assert one.look() == {}
    assert other.look() == {"drawings": b"1"}
    assert other.look() == {}
    other.store.save_blob(KEY, "drawings", b"2")
    assert one.look() == {"drawings": b"2"}
    one.store.save_blob(KEY, "drawings", None)
    assert other.look() == {"drawings": None}
    assert one.look() == {}


def test_what_is_written_while_the_database_is_read_is_not_taken_for_deleted(servers, monkeypatch):
    one, _ = servers
    one.begin(3)
    one.store.save_blob(KEY, "canvas", b"1")
    is_news = one.store._is_news

    def slowly(*arguments) -> bool:  # another tab writes after the rows were asked for
        one.store.save_blob(KEY, "class", b"joined")
        one.store.save_blob(KEY, "canvas", b"2")
        return is_news(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(one.store, "_is_news", slowly)
        assert one.look() == {}
    assert one.look() == {}
    assert blobs(one.store) == {"canvas": b"2", "class": b"joined"}


def test_visitor_is_seen_where_a_page_was_shown_last(servers):
    one, other = servers
    one.store.note_visitor(KEY)
    assert other.store.is_seen_elsewhere(KEY)
    assert not one.store.is_seen_elsewhere(KEY)
    other.store.note_visitor(KEY)
    assert one.store.is_seen_elsewhere(KEY)


def test_what_could_not_be_written_is_not_read_over(servers, monkeypatch):
    one, other = servers
    run = one.begin(30)
    other.store.save_blob(KEY, "drawings", b"old")
    one.store._away[True] = (time.monotonic() + 600, store_module.StoreError("away"))
    one.store.save_blob(KEY, "drawings", b"new")
    train_on(run, 3)
    run.become("paused")
    one.store.save_run(run, KEY)
    assert one.look() == {}
    assert (len(one.runs[0].batches), run.state) == (33, "paused")
    one.store._away.clear()
    assert one.store.flush()
    assert other.look() == {"drawings": b"new"}
    assert shown(other.runs[0]) == shown(run)


def test_visitor_who_comes_back_sees_what_an_older_copy_of_the_run_has_become(servers):
    one, _ = servers
    run = one.begin(30)  # its visitor was dropped from memory; it still trains
    one.store.leave_visitor(KEY)
    (seen,) = read(one.store)
    assert seen.state == "running"
    run.become("paused")
    kept(one.store, run)
    (again,), _ = one.store.news(KEY, [seen])
    assert again is seen
    assert shown(seen) == shown(run)
    assert one.store.claim_run(seen)
