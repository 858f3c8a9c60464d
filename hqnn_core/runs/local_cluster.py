"""A Dask cluster on this machine: `python -m hqnn_core.runs.local_cluster`.

It is a process of its own for two reasons. Worker processes begin by importing the main module of
whoever starts them, and in a Streamlit server that is the page that somebody is looking at. And a
scheduler in the server would share the interpreter lock with its pages. Dask's `SubprocessCluster`
would do for both. But its scheduler and workers go on after the server was killed, and it hands
them no certificates: every user of the machine could have them run a program.

Its input is a line of JSON, {"n_workers": number, "security": {...}}; its output the scheduler's
address, a line. It ends when its input does, so whatever ends the server ends it and its workers.
"""

from __future__ import annotations

import json
import os
import sys
from multiprocessing import get_all_start_methods

import dask.config
from distributed import LocalCluster, Security
from distributed.utils import get_mp_context

SETTINGS = {
    # A worker's nanny starts it anew. After this time the cluster would end the nanny for good if
    # the worker, which has died again, is just not there.
    "distributed.deploy.lost-worker-timeout": "365 days",
    "distributed.admin.low-level-log-length": 20,  # of every topic's events that have been sent
    "distributed.scheduler.http.routes": [],  # no pages
    "distributed.worker.http.routes": [],
    "distributed.scheduler.work-stealing": False,  # a task comes when a worker is free
    # Nobody looks at these figures, and idle processes should rest: 1 % of a core instead of 8.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1 s",
    "distributed.admin.system-monitor.interval": "10 s",
    "distributed.worker.memory.target": False,  # nothing is kept in a worker that could be spilled
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
}


def serve() -> None:
    order = json.loads(sys.stdin.readline())
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print goes to the log
    dask.config.set(SETTINGS)
    if "forkserver" in get_all_start_methods():  # not on Windows
        # Workers are copies of one process that has imported all: 250 MB each instead of 570.
        dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})
        get_mp_context().set_forkserver_preload(["hqnn_core.runs.worker"])
    with LocalCluster(
        n_workers=order["n_workers"],
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        memory_limit=0,
        security=Security(**order["security"]),
        preload="hqnn_core.runs.worker",
    ) as cluster:
        out.write(f"{cluster.scheduler_address}\n")  # type: ignore[attr-defined]
        out.flush()
        sys.stdin.read()


if __name__ == "__main__":
    serve()
