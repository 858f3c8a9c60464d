"""A cluster that others run: a real scheduler and workers on loopback, and what becomes of them."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import Client

from hqnn_core import ModelConfig, train
from hqnn_core.limits import NICENESS
from hqnn_core.network import build_model
from hqnn_core.network.events import BatchDone
from hqnn_core.runs.cluster import (
    NO_WORKERS,
    Cluster,
    ClusterError,
    LocalCluster,
    is_listened_at,
    open_cluster,
)
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner
from hqnn_core.runs.versions import versions
from tests.runs.outer import Outer, Start, dask_processes, free_port
from tests.runs.processes import pid_of, pids, wait
from tests.runs.test_runner_resume import LONG, MODEL, SHORT

AMONG_MANY = replace(SHORT, epochs=60)


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with dask_processes() as start:
        yield start


@pytest.fixture(scope="module")
def outer(start) -> Outer:
    """A test that kills a part of it starts another one."""
    return Outer(start)


def test_run_on_an_outer_cluster_is_the_same_and_survives_its_scheduler(outer, small_digits):
    runner = Runner(address=outer.address)
    run = runner.submit(MODEL, AMONG_MANY)
    wait(lambda: len(run.epochs) >= 2)
    assert not runner.notice
    assert isinstance(runner._tasks._cluster, Cluster)
    assert not isinstance(runner._tasks._cluster, LocalCluster)
    os.kill(outer.scheduler.pid, signal.SIGKILL)
    outer.start_scheduler()  # its worker has ended with it
    wait(lambda: runner.notice == NO_WORKERS)
    assert run.state == "queued"
    outer.start_worker()
    assert run.ended.wait(60)
    runner.close()
    assert run.state == "completed", run.message
    assert "connection to the training processes was lost; training resumed" in run.notices[0]
    expected = list(train(build_model(MODEL), small_digits, AMONG_MANY))
    assert run.batches == [event for event in expected if isinstance(event, BatchDone)]


def test_address_where_nobody_answers_is_told_within_seconds_and_this_machine_trains():
    address = f"tcp://127.0.0.1:{free_port()}"
    began = time.monotonic()
    runner = Runner(1, address)
    wait(lambda: runner.notice, 6)
    assert runner.notice.startswith(f"No scheduler answers at {address}.")
    assert runner.notice.endswith("the server's own machine trains the runs.")
    assert time.monotonic() - began < 6
    run = runner.submit(MODEL, LONG)
    wait(lambda: run.batches)
    runner.close()
    assert (run.state, run.message) == ("failed", "The server has been closed.")


def test_scheduler_that_was_silent_trains_when_it_answers_and_nothing_is_trained_here(start):
    port = str(free_port())
    runner = Runner(1, f"tcp://127.0.0.1:{port}")
    run = runner.submit(MODEL, LONG)
    wait(lambda: run.batches)  # on this machine
    start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    wait(lambda: is_listened_at(f"tcp://127.0.0.1:{port}"))
    assert run.state == "running"
    runner.stop(run)
    wait(lambda: runner.notice == NO_WORKERS)
    runner.close()


@pytest.mark.parametrize("address", ["school-server", "udp://127.0.0.1:1", "tcp://127.0.0.1:port"])
def test_address_that_is_none_is_told_with_an_example(address):
    with pytest.raises(ClusterError, match="HQNN_SCHEDULER"):
        Cluster(address)
    clients: list[Any] = [it for it in gc.get_objects() if issubclass(type(it), Client)]
    # One left open is closed by the collector, and can lock the thread in which it does so.
    assert {client.status for client in clients} <= {"closed", "running"}


def test_workers_with_other_versions_are_not_used(outer, monkeypatch):
    monkeypatch.setattr("hqnn_core.runs.cluster.versions", lambda: versions() | {"torch": "0.4"})
    local = SimpleNamespace()
    monkeypatch.setattr("hqnn_core.runs.cluster.LocalCluster", lambda n_workers: local)
    told: list[str] = []
    assert open_cluster(outer.address, 3, told.append) is local
    assert not local.stands_in_for  # it would be asked again and again
    assert "has torch " in told[-1]
    assert "this server has 0.4; install the same on both." in told[-1]


def test_all_workers_killed_at_once_cost_no_more_than_their_epochs(pair, small_digits):
    wait(lambda: len(pids(pair)) == 2)
    runs = [pair.submit(MODEL, AMONG_MANY) for _ in range(2)]
    wait(lambda: all(len(run.epochs) >= 2 for run in runs))
    for pid in pids(pair).values():
        os.kill(pid, signal.SIGKILL)
    assert all(run.ended.wait(60) for run in runs)
    expected = list(train(build_model(MODEL), small_digits, AMONG_MANY))
    for run in runs:
        assert run.state == "completed", run.message
        assert run.batches == [event for event in expected if isinstance(event, BatchDone)]
        assert run.finished == expected[-1]
        assert [notice.split(" after epoch ")[0] for notice in run.notices] == [
            "The training process was killed; training resumed"
        ]


def test_cluster_of_this_machine_that_is_killed_is_replaced(runner):
    run = runner.submit(MODEL, AMONG_MANY)
    wait(lambda: len(run.epochs) >= 2)
    cluster = runner._tasks._cluster
    assert isinstance(cluster, LocalCluster)
    cluster._process.kill()
    assert run.ended.wait(60)
    assert run.state == "completed"
    assert "connection to the training processes was lost" in run.notices[0]


def test_cluster_that_does_not_answer_for_a_while_is_asked_again(runner, monkeypatch):
    wait(lambda: runner._tasks._cluster is not None)
    asked: list[int] = []

    def silent() -> None:
        asked.append(1)
        raise OSError("The connection was reset.")

    with monkeypatch.context() as patch:
        patch.setattr(runner._tasks._cluster, "count_places", silent)
        wait(lambda: len(asked) > 3, 20)
    assert runner.submit(MODEL, SHORT).ended.wait(60)


def test_run_that_is_watched_goes_first_and_the_other_loses_nothing(runner, small_digits):
    behind = runner.submit(MODEL, AMONG_MANY, priority=-1)
    wait(lambda: len(behind.batches) > 3)
    watched = runner.submit(MODEL, SHORT)
    assert watched.ended.wait(30)
    assert not behind.ended.is_set()
    assert behind.ended.wait(60)
    expected = list(train(build_model(MODEL), small_digits, AMONG_MANY))
    assert behind.batches == [event for event in expected if isinstance(event, BatchDone)]
    assert behind.notices == []


def test_nobody_without_the_certificate_gets_in(runner):
    wait(lambda: runner._tasks._cluster is not None)
    address = runner._tasks._cluster.client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    with pytest.raises(ClusterError, match="HQNN_SCHEDULER"):
        Cluster(address)


def test_worker_process_gives_way_to_the_server(runner):
    run: Run = runner.submit(ModelConfig(), LONG)
    wait(lambda: run.batches)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(runner, run)) == NICENESS.value
    runner.stop(run)
