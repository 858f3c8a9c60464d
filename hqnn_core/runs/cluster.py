"""Where runs are trained: a cluster of Dask, on this machine or elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, Event as Flag, KilledWorker, Security, Variable

from hqnn_core.quantum import InputError, shortened
from hqnn_core.runs.task import Task
from hqnn_core.runs.versions import versions

SCHEDULER_VARIABLE = "HQNN_SCHEDULER"
"""The address of a scheduler, tcp://host:port or tls://host:port. With tls, Dask's own settings
name the certificates: DASK_DISTRIBUTED__COMM__TLS__CA_FILE and those beside it."""

ANSWER_SECONDS = 4
LISTEN_SECONDS = 0.5


NO_WORKERS = "The cluster has no workers now. Runs wait until one is there."


class ClusterError(InputError):
    """A cluster that cannot be used; the message says why."""


class _ConnectedClient(Client):
    """Dask's client, closed at once where it cannot connect.

    Else the garbage collector would close it at any later moment. If that is while another client
    starts in the same thread, both wait for one lock for ever.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        try:
            super().__init__(*args, **settings)
        except (OSError, ValueError, TypeError):
            self.close(timeout=1)
            raise


class Cluster:
    """A connection to a scheduler and its workers.

    Attributes:
        client: Dask's client.
        is_local: whether it is on this machine, started for this process.
        stands_in_for: the address of a scheduler that was silent, so that this machine trains.

    Raises `ClusterError`.
    """

    is_local = False
    stands_in_for = ""

    @property
    def notice(self) -> str:
        """What is missing; else empty."""
        return "" if self.n_places else NO_WORKERS

    def __init__(self, address: str, security: Security | None = None) -> None:
        try:
            # Its types do not tell a client from an asynchronous one.
            self.client: Any = _ConnectedClient(
                address, security=security, timeout=ANSWER_SECONDS, set_as_default=False
            )
        except (OSError, ValueError, TypeError) as fault:
            raise ClusterError(
                f"No scheduler answers at {shortened(address)}. {SCHEDULER_VARIABLE} must be the "
                "address of a Dask scheduler, such as tls://192.168.0.10:8786."
            ) from fault
        self._threads: dict[str, int] = {}
        self._written_off: set[str] = set()
        self.count_places()

    @property
    def is_connected(self) -> bool:
        return self.client.status == "running"

    def count_places(self) -> None:
        """Count the workers' threads: workers come and go."""
        self._threads = self.client.nthreads()
        self._written_off &= self._threads.keys()

    @property
    def n_places(self) -> int:
        """How many runs can be trained at once."""
        found = self._threads.items()
        return sum(n for worker, n in found if worker not in self._written_off)

    def write_off(self, task: Task) -> None:
        """Count a task's worker no longer: it will be killed, and for a moment nobody knows it."""
        self._written_off.add(task.worker)

    def check_versions(self) -> None:
        """Raises `ClusterError` where a worker has other versions than this process."""

        def versions_there() -> dict[str, str]:  # sent by value: the package may not be there
            from hqnn_core.runs.versions import versions

            return versions()

        here = versions()
        for worker, there in self.client.run(versions_there, on_error="return").items():
            if isinstance(there, BaseException):
                raise ClusterError(
                    f"The worker {worker} of the cluster cannot import the app's package: "
                    f"{shortened(str(there))}"
                )
            for name, value in here.items():
                if there.get(name) != value:
                    raise ClusterError(
                        f"The worker {worker} of the cluster has {name} {there.get(name)}, this "
                        f"server has {value}; install the same on both."
                    )

    def listen(self, topic: str, handle: Callable[[dict[str, Any]], None]) -> None:
        """Have the reports of tasks handled, in the order in which they were sent."""
        self.client.subscribe_topic(topic, lambda event: handle(event[1]))

    def submit(self, task: Task, on_end: Callable[[], None]) -> None:
        """Hand a stretch of training to the next free worker."""

        def stretch(order: dict[str, Any]) -> None:  # sent by value: a scheduler unpickles it, and
            from hqnn_core.runs.stretch import train_stretch  # is to import neither us nor torch

            train_stretch(order)

        self.save(task)
        priority = task.run.priority
        task.future = future = self.client.submit(
            stretch, task.order, key=task.turn, priority=priority, pure=False
        )
        future.add_done_callback(lambda _: on_end())

    def save(self, task: Task) -> None:
        """Keep the state of a task's run for the worker that takes it over."""
        Variable(task.turn, client=self.client).set(task.run._saved())

    def raise_flag(self, task: Task) -> None:
        """Have a task halt after its present batch."""
        Flag(task.turn, client=self.client).set()

    def clear(self, task: Task) -> None:
        """Forget what a task that has ended shared through the scheduler."""
        Variable(task.turn, client=self.client).delete()
        Flag(task.turn, client=self.client).clear()

    @staticmethod
    def fault_of(task: Task) -> BaseException | None:
        """What a task has raised; its own error, or that its processes have been killed."""
        if task.future.status != "error":
            return None
        return task.future.exception().with_traceback(task.future.traceback())

    @staticmethod
    def is_death(fault: BaseException | None) -> bool:
        """Whether Dask has given up a task because its processes died too often."""
        return isinstance(fault, KilledWorker)

    def abandon(self, task: Task) -> None:
        """Give up a task that does not halt; its process is killed, and another one started."""
        if task.future is not None:
            task.future.cancel(force=True)
        if task.worker:
            self._restart(task)

    def _restart(self, task: Task) -> None:
        self.client.restart_workers([task.worker], timeout=2, raise_for_error=False)

    def close(self) -> None:
        self.client.close(timeout=2)


class LocalCluster(Cluster):
    """A cluster on this machine that nobody else on it can use."""

    is_local = True

    def __init__(self, n_workers: int | None = None) -> None:
        parent = str(Path(__file__).resolve().parents[2])
        paths = [parent, os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hqnn_core.runs.local_cluster"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        security = Security.temporary()
        order = {
            "n_workers": n_workers or os.cpu_count() or 1,
            "security": {name: getattr(security, name) for name in _CREDENTIALS},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        address = self._process.stdout.readline().strip()
        if not address:
            raise ClusterError("The training processes cannot be started; the log says why.")
        super().__init__(address, security)

    def _restart(self, task: Task) -> None:
        """At once; Dask starts another one."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(task.pid, signal.SIGKILL)

    def close(self) -> None:
        super().close()
        self._process.communicate()  # its input ends, and so does it


_CREDENTIALS = (
    "require_encryption",
    "tls_ca_file",
    *(f"tls_{role}_cert" for role in ("scheduler", "worker", "client")),
    *(f"tls_{role}_key" for role in ("scheduler", "worker", "client")),
)


def open_cluster(
    address: str | None, n_workers: int | None, tell: Callable[[str], None]
) -> Cluster:
    """Connect to a cluster, or start one on this machine.

    Args:
        address: of a scheduler, `$HQNN_SCHEDULER` if None; "" for a cluster on this machine.
        n_workers: processes of a cluster on this machine; one a core if None.
        tell: called with a sentence where this machine has to do instead of the cluster, else "".

    Raises `ClusterError` where this machine cannot train either.
    """
    tell("")
    if address is None:
        address = os.environ.get(SCHEDULER_VARIABLE, "")
    is_silent = bool(address) and not is_listened_at(address)
    if address:
        try:
            cluster = Cluster(address)
            cluster.check_versions()
            return cluster
        except ClusterError as fault:
            tell(f"{fault} So the server's own machine trains the runs.")
    local = LocalCluster(n_workers)
    local.stands_in_for = address if is_silent else ""
    return local


def is_listened_at(address: str) -> bool:
    """Whether something listens at the address of a scheduler."""
    try:
        parts = urlsplit(address)
        socket.create_connection((parts.hostname, parts.port or 8786), LISTEN_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True
