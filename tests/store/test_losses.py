"""What is lost of a run, a sweep and a board where a server is killed, or its database away."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import make_url

from hqnn_core import BatchDone, HybridNet, load_digits, train
from hqnn_core.language import said
from hqnn_core.runs import Run, Sweep
from hqnn_core.runs.cluster import SCHEDULER_VARIABLE
from hqnn_core.store.boards import Boards
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store
from tests.runs.outer import Outer, dask_processes
from tests.runs.processes import LONG, MODEL, PATIENCE, wait
from tests.store.lone_server import BLOB, ENTRY, TASK_SECONDS, Owner
from tests.store.runs import KEY, a_run, blobs, kept, read


class LoneServer:
    """A process of `lone_server`, and what is stored of its run, its sweep and its class."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        self.boards = Boards(self._store)
        self.code = self.boards.open_class().code
        self.pupil = pupil = self.boards.join(self.code, "Ada", "a")
        command = [sys.executable, "-m", "tests.store.lone_server", url]
        self.process = subprocess.Popen(
            [*command, pupil.code, pupil.nickname, pupil.member],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def stored(self) -> tuple[Run | None, Sweep | None]:
        self._store._away.clear()
        runs, found = read(self._store), blobs(self._store)
        sweep = Sweep.from_bytes(found[BLOB]) if BLOB in found else None
        return (runs[0] if runs else None), sweep

    def wait_for(self, n_batches: int, n_done: int) -> tuple[Run, Sweep]:
        """Wait until so many batches and runs of the sweep are stored."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            run, sweep = self.stored()
            if run and sweep and len(run.batches) > n_batches and sweep.n_done > n_done:
                return run, sweep
            time.sleep(0.2)
        raise TimeoutError(f"{run and len(run.batches)} batches, {sweep and sweep.n_done} runs")

    def kill_amid_sends(self) -> int:
        """Kill it while it sends 30 entries to the board; how many it has acknowledged."""
        sends, tells = self.process.stdin, self.process.stdout
        assert sends is not None
        assert tells is not None
        sends.write("\n")
        sends.flush()
        acknowledged = [tells.readline() for _ in range(12)]
        self.process.kill()
        return len(acknowledged + tells.readlines())

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self._store.close()


@pytest.fixture(scope="module", autouse=True)
def _cluster() -> Iterator[None]:
    """Workers for all servers: two take as long to start as a test."""
    with dask_processes() as start, pytest.MonkeyPatch.context() as patch:
        patch.setenv(SCHEDULER_VARIABLE, Outer(start, n_workers=2).address)
        yield


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'one.sqlite3'}"


@pytest.fixture
def server(url: str) -> Iterator[LoneServer]:
    lone = LoneServer(url)
    yield lone
    lone.close()


def assert_is_true(run: Run) -> None:
    """Compare a run's batches with an unbroken training's, all but the time they took."""
    events = train(HybridNet(MODEL), load_digits((0, 1), LONG.n_per_class, "offline"), LONG)
    batches = (event for event in events if isinstance(event, BatchDone))
    truth = list(islice(batches, len(run.batches)))
    assert [(b.step, b.nll, b.circuits) for b in run.batches] == [
        (b.step, b.nll, b.circuits) for b in truth
    ]


def assert_goes_on(url: str, seen_run: Run, seen_sweep: Sweep) -> None:
    """Resume the run and the sweep of a killed server, and compare them with what was seen."""
    store = Store(url)
    (run,) = store.news(KEY, [], Owner())[0]
    sweep = Sweep.from_bytes(blobs(store)[BLOB])
    assert run.state == "paused"
    assert said(run.notices[-1]).startswith(
        "The server was restarted. The run is paused after epoch"
    )
    assert run.batches[: len(seen_run.batches)] == seen_run.batches
    assert seen_sweep.outcomes.items() <= sweep.outcomes.items()
    n_before, done = len(run.batches), dict(sweep.outcomes)
    runner = SharedRunner(store)
    runner.resume(run)
    sweep.start(runner)
    wait(lambda: len(run.batches) > n_before + 5 and sweep.n_done > len(done))
    sweep.stop()
    runner.pause(run)
    wait(lambda: not run.is_active)
    assert_is_true(run)
    assert done.items() <= sweep.outcomes.items()
    runner.close()
    store.close()


def assert_board_has_all(server: LoneServer, acknowledged: int) -> None:
    """What was acknowledged is there, and is not doubled where the pupil's page sends it again."""
    boards, pupil = server.boards, server.pupil
    assert 12 <= acknowledged <= 30
    assert acknowledged <= len(boards.board(server.code).entries) <= acknowledged + 1
    for number in range(30):
        boards.send(pupil, pupil.entry_id(f"{number}"), ENTRY)
    assert len(boards.board(server.code).entries) == 30


def test_nothing_is_lost_while_the_database_is_locked_and_when_the_server_is_killed(server, url):
    run, sweep = server.wait_for(n_batches=20, n_done=2)
    other = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    time.sleep(3 * TASK_SECONDS)  # three of them end meanwhile
    other.close()
    run, sweep = server.wait_for(len(run.batches), sweep.n_done)
    acknowledged = server.kill_amid_sends()
    assert_board_has_all(server, acknowledged)
    assert_goes_on(url, run, sweep)


def test_runner_leaves_a_run_that_another_server_has_taken(url):
    one, other = Store(url), Store(url)
    run = a_run()
    run.owner = Owner()
    run.become("paused")
    kept(one, run)
    assert other.claim_run(read(other)[0])
    runner = SharedRunner(one)
    runner.resume(run)
    assert (run.state, runner.active()) == ("paused", [])
    assert [again.state for again in read(other)] == ["paused"]
    runner.close()
    one.close()
    other.close()
