"""What is lost of a run and of a sweep where the server or its database is killed, or is away."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from sqlalchemy import make_url

from hqnn_core import BatchDone, HybridNet, load_digits, train
from hqnn_core.runs import Run, Sweep
from hqnn_core.store import SharedRunner, Store
from tests.runs.processes import PATIENCE, wait
from tests.runs.test_runner_resume import LONG, MODEL
from tests.store.lone_server import SHEET, STRETCH, Owner
from tests.store.postgres import Postgres
from tests.store.runs import KEY, read, sheets


class LoneServer:
    """A process of `lone_server`, and what is stored of its run and its sweep."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        command = [sys.executable, "-m", "tests.store.lone_server", url]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def stored(self) -> tuple[Run | None, Sweep | None]:
        self._store._away.clear()
        runs, found = read(self._store), sheets(self._store)
        sweep = Sweep.from_bytes(found[SHEET]) if SHEET in found else None
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

    def end(self) -> dict[str, int]:
        """Have it stop, and say how far it has come."""
        said, _ = self.process.communicate("", timeout=PATIENCE)
        return json.loads(said)


@pytest.fixture
def start() -> Iterator[Callable[[str], LoneServer]]:
    begun: list[LoneServer] = []

    def start_on(url: str) -> LoneServer:
        begun.append(LoneServer(url))
        return begun[-1]

    yield start_on
    for server in begun:
        server.kill()


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
    sweep = Sweep.from_bytes(sheets(store)[SHEET])
    assert run.state == "paused"
    assert run.notices[-1].startswith("The server was restarted; the run is paused after epoch")
    assert run.batches[: len(seen_run.batches)] == seen_run.batches
    assert seen_sweep.outcomes.items() <= sweep.outcomes.items()
    n_before, done = len(run.batches), dict(sweep.outcomes)
    runner = SharedRunner(store, n_workers=2)
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


def test_killed_server_loses_nothing_that_was_stored(shared_url, start):
    server = start(shared_url)
    seen = server.wait_for(n_batches=20, n_done=2)
    server.kill()
    assert_goes_on(shared_url, *seen)


def test_server_and_database_killed_together_lose_nothing_that_was_stored(
    postgres, postgres_url, start
):
    server = start(postgres_url)
    seen = server.wait_for(n_batches=20, n_done=2)
    postgres.stop()  # at once, as a kill
    server.kill()
    postgres.start()
    assert_goes_on(postgres_url, *seen)


@contextlib.contextmanager
def away(url: str, postgres: Callable[[], Postgres]) -> Iterator[None]:
    """Have a database be locked, where it is a file, or stopped."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.close()
    else:
        postgres().stop()
        yield
        postgres().start()


def test_what_is_trained_while_the_database_is_away_is_stored_when_it_is_back(
    shared_url, start, request
):
    server = start(shared_url)
    seen, sweep = server.wait_for(n_batches=20, n_done=2)
    with away(shared_url, lambda: request.getfixturevalue("postgres")):
        time.sleep(3 * STRETCH)  # three of them end meanwhile
    server.wait_for(len(seen.batches), sweep.n_done)
    came = server.end()
    run, sweep = server.stored()
    assert run is not None
    assert sweep is not None
    assert (len(run.batches), sweep.n_done) == (came["batches"], came["done"])
    assert run.state == "paused"
    assert_is_true(run)
