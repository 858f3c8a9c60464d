"""A server process without pages that trains a run and a sweep of one visitor.

`python -m tests.store.lone_server URL CODE NICKNAME MEMBER` trains until it is killed. At each line
of its input it sends 30 entries to the board of the class, and prints a line for each.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from hqnn_core.board.entries import RunSent
from hqnn_core.runs import Grid, Sweep, runner as runner_module
from hqnn_core.store.boards import Boards
from hqnn_core.store.membership import Pupil
from hqnn_core.store.shared_runner import SharedRunner
from hqnn_core.store.store import Store
from tests.runs.processes import LONG, MODEL, SHORT
from tests.store.runs import KEY

BLOB = "sweep-lone"
ENTRY = RunSent(shots=100, shift=1.57, accuracy=0.98)
TASK_SECONDS = 0.5


class Owner:
    """A visitor as a runner knows one."""

    key = KEY


def serve(url: str, pupil: Pupil) -> None:
    runner_module.TASK_SECONDS = TASK_SECONDS
    store = Store(url)
    store.note_visitor(KEY)
    runner = SharedRunner(store)
    run = runner.submit(MODEL, LONG, owner=Owner())
    store.save_run(run, KEY)
    sweep = Sweep(Grid({"seed": range(2_000)}, MODEL, replace(SHORT, epochs=1)))
    sweep.start(runner, lambda sweep: store.save_blob(KEY, BLOB, sweep.to_bytes()))
    boards = Boards(store)
    for _ in sys.stdin:
        for number in range(30):
            boards.send(pupil, pupil.entry_id(f"{number}"), ENTRY)
            print(number, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], Pupil(*sys.argv[2:5]))
