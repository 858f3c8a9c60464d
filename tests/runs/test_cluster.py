"""A cluster that others run: a real scheduler and workers on loopback, and what becomes of them."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from distributed import Client

from hqnn_core import ModelConfig, train
from hqnn_core.language import said
from hqnn_core.limits import NICENESS
from hqnn_core.network import build_model
from hqnn_core.network.events import BatchDone
from hqnn_core.runs.cluster import (
    Cluster,
    ClusterError,
    LocalCluster,
    open_cluster,
    versions,
)
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import NO_WORKERS, Runner
from tests.runs.outer import Outer, Start, dask_processes
from tests.runs.processes import LONG, MODEL, PATIENCE, SHORT, pid_of, wait

AMONG_MANY = replace(SHORT, epochs=60)


@pytest.fixture
def start() -> Iterator[Start]:
    with dask_processes() as start:
        yield start


def test_runs_wait_for_a_scheduler_and_its_workers_and_survive_that_it_is_killed(
    start, small_digits
):
    outer = Outer(start, is_started=False)
    runner = Runner(1, outer.address)
    run = runner.submit(MODEL, AMONG_MANY)
    wait(lambda: runner.notice)
    assert said(runner.notice).startswith(f"No scheduler answers at {outer.address}.")
    assert said(runner.notice).endswith("Runs wait until it can be used.")
    assert (run.state, runner.turn(run), runner.is_connecting) == ("queued", (1, 1), False)
    outer.start_scheduler()
    wait(lambda: runner.notice == NO_WORKERS)
    assert (run.state, run.notices) == ("queued", [])
    outer.start_worker()
    wait(lambda: len(run.epochs) >= 2)
    assert not runner.notice
    assert not isinstance(runner._cluster, LocalCluster)
    outer.restart_scheduler()
    wait(lambda: runner.notice == NO_WORKERS)
    assert run.state == "queued"
    outer.start_worker()
    assert run.ended.wait(PATIENCE)
    assert run.state == "completed", run.message
    assert "connection to the training processes was lost. Training goes on" in said(run.notices[0])
    expected = list(train(build_model(MODEL), small_digits, AMONG_MANY))
    assert run.batches == [event for event in expected if isinstance(event, BatchDone)]
    assert_is_refused_where_versions_differ(outer.address)
    runner.close()


def assert_is_refused_where_versions_differ(address: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hqnn_core.runs.cluster.versions", lambda: versions() | {"torch": "0.4"})
        says = r"this server has 0\.4; install the same on both"
        with pytest.raises(ClusterError, match=says):
            open_cluster(address, 3)


@pytest.mark.parametrize("address", ["udp://127.0.0.1:1", "tcp://127.0.0.1:port"])
def test_address_that_is_none_is_told_with_an_example(address):
    with pytest.raises(ClusterError, match="HQNN_SCHEDULER"):
        Cluster(address)
    clients: list[Any] = [it for it in gc.get_objects() if issubclass(type(it), Client)]
    # One left open is closed by the collector, and can lock the thread in which it does so.
    assert {client.status for client in clients} <= {"closed", "running"}


def test_killed_worker_costs_nothing_that_was_shown(runner, small_digits, logged):
    run = runner.submit(MODEL, AMONG_MANY)
    wait(lambda: len(run.epochs) >= 2)
    os.kill(pid_of(runner, run), signal.SIGKILL)
    assert run.ended.wait(PATIENCE)
    expected = list(train(build_model(MODEL), small_digits, AMONG_MANY))
    assert run.state == "completed", run.message
    assert run.batches == [event for event in expected if isinstance(event, BatchDone)]
    assert run.finished == expected[-1]
    [notice] = map(said, run.notices)
    assert notice == "The training process was killed; its last seconds are repeated."
    assert logged("process-killed")[0]["run"] == run.id[:10]


def test_pause_that_was_on_its_way_is_kept_where_the_cluster_is_lost(runner):
    run = runner.submit(MODEL, LONG)
    wait(lambda: len(run.epochs) >= 2)
    os.kill(pid_of(runner, run), signal.SIGSTOP)  # it cannot answer
    runner.pause(run)
    assert run.state == "running"
    cluster, n_batches = runner._cluster, len(run.batches)
    assert isinstance(cluster, LocalCluster)
    cluster._process.kill()
    wait(lambda: run.state == "paused")
    assert (len(run.batches), run.notices) == (n_batches, [])
    runner.resume(run, "epoch")
    wait(lambda: run.state == "paused")


def test_cluster_that_does_not_answer_for_a_while_is_asked_again(runner, monkeypatch):
    wait(lambda: runner._cluster is not None)
    asked: list[int] = []

    def silent() -> None:
        asked.append(1)
        raise OSError("The connection was reset.")

    with monkeypatch.context() as patch:
        patch.setattr(runner._cluster, "count_places", silent)
        wait(lambda: len(asked) > 1)
    assert runner.submit(MODEL, SHORT).ended.wait(PATIENCE)


def test_nobody_without_the_certificate_gets_in_and_workers_give_way_to_the_server(runner):
    run: Run = runner.submit(ModelConfig(), LONG)
    wait(lambda: run.batches)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(runner, run)) == NICENESS.value
    runner.stop(run)
    assert run.ended.wait(PATIENCE)
    address = runner._cluster.client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    with pytest.raises(ClusterError, match="HQNN_SCHEDULER"):
        Cluster(address)
