"""A server process without pages that trains a run and a sweep of one visitor.

`python -m tests.store.lone_server URL` trains until it is killed, or until its input ends: then it
stops, writes what is left, and prints how far it came.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from hqnn_core.runs import Grid, Sweep, runner as runner_module
from hqnn_core.store import SharedRunner, Store
from tests.runs.test_runner_resume import LONG, MODEL, SHORT
from tests.store.runs import KEY

SHEET = "sweep-lone"
STRETCH = 1.0


class Owner:
    """A visitor as a runner knows one."""

    key = KEY


def serve(url: str) -> None:
    runner_module.STRETCH = STRETCH
    store = Store(url)
    store.note_visitor(KEY)
    runner = SharedRunner(store, n_workers=2)
    run = runner.submit(MODEL, LONG, owner=Owner())
    store.save_run(run, KEY)
    sweep = Sweep(Grid({"seed": range(2_000)}, MODEL, replace(SHORT, epochs=1)))
    sweep.start(runner, lambda sweep: store.save_sheet(KEY, SHEET, sweep.to_bytes()))
    sys.stdin.read()
    sweep.stop()
    runner.pause(run)
    while run.is_active:
        run.ended.wait(0.05)
    runner.close()
    store.save_sheet(KEY, SHEET, sweep.to_bytes())
    store.close()
    print(json.dumps({"batches": len(run.batches), "done": sweep.n_done}))


if __name__ == "__main__":
    serve(sys.argv[1])
