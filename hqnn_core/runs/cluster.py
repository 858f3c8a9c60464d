"""Connection to a Dask cluster, on this machine or elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from distributed import Client, Event as Flag, Security

from hqnn_core.errors import InputError, shortened

SCHEDULER_VARIABLE = "HQNN_SCHEDULER"
"""The address of a scheduler, tcp://host:port or tls://host:port. With tls, Dask's own settings
name the certificates: DASK_DISTRIBUTED__COMM__TLS__CA_FILE and those beside it."""

ANSWER_SECONDS = 4


class ClusterError(InputError):
    """A cluster that cannot be used; the message says why."""


class _ConnectedClient(Client):
    """Dask's client, closed at once where it cannot connect.

    Closed later by the garbage collector, it could deadlock with a client that starts meanwhile.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        try:
            super().__init__(*args, **settings)
        except (OSError, ValueError, TypeError):
            self.close(timeout=1)
            raise


class Cluster:
    """A connection to a scheduler and its workers. Raises `ClusterError`."""

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

    @property
    def is_connected(self) -> bool:
        return self.client.status == "running"

    def count_places(self) -> int:
        """Current number of worker threads."""
        return sum(self.client.nthreads().values())

    def check_versions(self) -> None:
        """Raises `ClusterError` where a worker has other versions than this process."""

        def versions_there() -> dict[str, str]:  # sent by value: the package may not be there
            from hqnn_core.runs.cluster import versions

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
        """Subscribe to the tasks' reports, in the order in which they were sent."""
        self.client.subscribe_topic(topic, lambda event: handle(event[1]))

    def submit(self, order: dict[str, Any], on_end: Callable[[Any], None]) -> Any:
        """Hand a task to a worker; `on_end` gets the future when it has ended."""

        def task(order: dict[str, Any]) -> None:  # sent by value: the scheduler
            from hqnn_core.runs.worker import execute  # unpickles it, without us and torch

            execute(order)

        future = self.client.submit(task, order, key=order["name"], pure=False)
        future.add_done_callback(on_end)
        return future

    def halt(self, name: str) -> None:
        """Set a task's flag: it halts after its current batch."""
        Flag(name, client=self.client).set()

    def forget(self, name: str) -> None:
        """Clear the flag of a task that has ended."""
        Flag(name, client=self.client).clear()

    def close(self) -> None:
        self.client.close(timeout=2)


class LocalCluster(Cluster):
    """A cluster on this machine that nobody else on it can use."""

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

    def close(self) -> None:
        super().close()
        self._process.communicate()  # its input ends, and so does it


_CREDENTIALS = (
    "require_encryption",
    "tls_ca_file",
    *(f"tls_{role}_cert" for role in ("scheduler", "worker", "client")),
    *(f"tls_{role}_key" for role in ("scheduler", "worker", "client")),
)


@cache
def versions() -> dict[str, str]:
    """Versions that must be equal on all machines of a cluster: training is the same bit by bit."""
    core = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(core.rglob("*.py")):
        digest.update(path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    libraries = {name: version(name) for name in ("torch", "qiskit", "qiskit-aer")}
    return {"Python": python, **libraries, "hqnn_core": digest.hexdigest()[:12]}


def open_cluster(address: str | None, n_workers: int | None) -> Cluster:
    """Connect to a cluster, or start one on this machine.

    Args:
        address: of a scheduler, `$HQNN_SCHEDULER` if None; "" for a cluster on this machine.
        n_workers: processes of a cluster on this machine; one a core if None.

    Raises `ClusterError`.
    """
    address = os.environ.get(SCHEDULER_VARIABLE, "") if address is None else address
    if not address:
        return LocalCluster(n_workers)
    cluster = Cluster(address)
    try:
        cluster.check_versions()
    except ClusterError:
        cluster.close()
        raise
    return cluster
