"""A cluster that others run: a real scheduler and its workers, on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from distributed import Client

from tests.runs.processes import PATIENCE

START = "from distributed.cli.dask_{0} import main; main()"
Start = Callable[..., "subprocess.Popen[bytes]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def dask_processes() -> Iterator[Start]:
    """Gives what starts a `dask scheduler` or `dask worker`; all of them end with the block."""
    started: list[subprocess.Popen[bytes]] = []

    def start(what: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", START.format(what), *arguments]
        environment = os.environ | {"PYTHONPATH": os.getcwd()}
        started.append(subprocess.Popen(command, env=environment, start_new_session=True))
        return started[-1]

    try:
        yield start
    finally:
        for process in reversed(started):
            with contextlib.suppress(ProcessLookupError):  # the test has killed it
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Outer:
    """A scheduler at a port, and workers."""

    def __init__(self, start: Start, n_workers: int = 1, is_started: bool = True) -> None:
        self._start, self._port = start, str(free_port())
        self.address = f"tcp://127.0.0.1:{self._port}"
        if not is_started:
            return
        self.start_scheduler()
        for _ in range(n_workers):
            self.start_worker()
        self.wait_for_workers(n_workers)

    def start_scheduler(self) -> None:
        options = ["--host", "127.0.0.1", "--port", self._port, "--no-dashboard"]
        self.scheduler = self._start("scheduler", *options)

    def restart_scheduler(self) -> None:
        """Kill it, whose workers end with it, and start one without workers."""
        self.scheduler.kill()
        self.start_scheduler()

    def start_worker(self) -> None:
        options = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
        self._start("worker", self.address, *options, "--preload", "hqnn_core.runs.worker")

    def wait_for_workers(self, n_wanted: int = 1) -> None:
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(n_wanted, timeout=PATIENCE)
