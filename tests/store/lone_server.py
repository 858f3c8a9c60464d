"""A server process without pages that trains a run and a sweep of one visitor.

`python -m tests.store.lone_server URL` trains until it is killed.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from hqnn_core.runs import Grid, Sweep, runner as runner_module
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store
from tests.runs.test_runner_resume import LONG, MODEL, SHORT
from tests.store.runs import KEY

BLOB = "sweep-lone"
TASK_SECONDS = 0.5


class Owner:
    """A visitor as a runner knows one."""

    key = KEY


def serve(url: str) -> None:
    runner_module.TASK_SECONDS = TASK_SECONDS
    store = Store(url)
    store.note_visitor(KEY)
    runner = SharedRunner(store)
    run = runner.submit(MODEL, LONG, owner=Owner())
    store.save_run(run, KEY)
    sweep = Sweep(Grid({"seed": range(2_000)}, MODEL, replace(SHORT, epochs=1)))
    sweep.start(runner, lambda sweep: store.save_blob(KEY, BLOB, sweep.to_bytes()))
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])
