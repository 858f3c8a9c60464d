"""Runs for the tests, and access to the training processes of a runner, to do them harm."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from hqnn_core import ModelConfig, TrainConfig
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner

MODEL = ModelConfig(engine="statevector", shots=100)
SHORT = TrainConfig(source="offline", n_per_class=20, n_test_per_class=10, epochs=3)
LONG = replace(SHORT, n_per_class=100, epochs=1000)
PATIENCE = 180.0
"""Seconds that a test waits at most: a busy machine is slow."""


def wait(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    assert condition()


def pids(runner: Runner) -> dict[str, int]:
    """The process of each worker, by its address."""
    wait(lambda: runner._cluster is not None)
    assert runner._cluster is not None
    return runner._cluster.client.run(os.getpid)


def n_processes(runner: Runner) -> int:
    """How many the cluster has; one that is being replaced does not count."""
    wait(lambda: runner._cluster is not None)
    assert runner._cluster is not None
    return len(runner._cluster.client.scheduler_info(n_workers=-1)["workers"])


def pid_of(runner: Runner, run: Run) -> int:
    """The process that trains a run."""

    def pid() -> int:
        task = runner._jobs.get(run)
        return task.pid if task else 0

    wait(lambda: pid() and is_alive(pid()))
    return pid()


@contextmanager
def deaths_allowed(runner: Runner, n: int) -> Iterator[None]:
    """Have Dask give up a task after more than `n` deaths of its worker, each of 5 seconds."""
    wait(lambda: runner._cluster is not None)
    assert runner._cluster is not None
    client = runner._cluster.client
    before = client.run_on_scheduler(_allow_deaths, n)
    yield
    client.run_on_scheduler(_allow_deaths, before)


def _allow_deaths(n: int, dask_scheduler: Any) -> int:
    before, dask_scheduler.allowed_failures = dask_scheduler.allowed_failures, n
    return before


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
