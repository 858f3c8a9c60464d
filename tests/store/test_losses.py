"""What is lost of a run and of a sweep where the server or its database is killed, or is away."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

import pytest
from sqlalchemy import make_url

from hqnn_core import BatchDone, HybridNet, load_digits, train
from hqnn_core.language import said
from hqnn_core.runs import Run, Sweep
from hqnn_core.runs.cluster import SCHEDULER_VARIABLE
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store
from tests.runs.outer import Outer, dask_processes
from tests.runs.processes import PATIENCE, wait
from tests.runs.test_runner_resume import LONG, MODEL
from tests.store.lone_server import BLOB, TASK_SECONDS, Owner
from tests.store.postgres import Postgres
from tests.store.runs import KEY, a_run, blobs, kept, read


class LoneServer:
    """A process of `lone_server`, and what is stored of its run and its sweep."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        command = [sys.executable, "-m", "tests.store.lone_server", url]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)

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

    def kill(self) -> None:
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
def server(shared_url: str) -> Iterator[LoneServer]:
    lone = LoneServer(shared_url)
    yield lone
    lone.kill()


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


@contextlib.contextmanager
def away(url: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Have a database be locked, where it is a file, or killed."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.close()
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        postgres.stop()
        yield
        postgres.start()


def test_nothing_is_lost_while_the_database_is_away_and_when_the_server_is_killed(
    server, shared_url, request
):
    """The second time the database is away, its server is killed with it."""
    run, sweep = server.wait_for(n_batches=20, n_done=2)
    with away(shared_url, request):
        time.sleep(3 * TASK_SECONDS)  # three of them end meanwhile
    run, sweep = server.wait_for(len(run.batches), sweep.n_done)
    assert_is_true(run)  # without a gap
    with away(shared_url, request):
        server.kill()
    assert_goes_on(shared_url, run, sweep)


def test_runner_leaves_a_run_that_another_server_has_taken(shared_url):
    one, other = Store(shared_url), Store(shared_url)
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
