"""One stretch of a run's training, as the server sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hqnn_core.runs.run import Run


@dataclass(eq=False)
class Task:
    """One stretch of a run's training, handed to a cluster; `Tasks` fills in what it learns.

    Attributes:
        turn: its name; of its flag and of its saved state, too.
        order: what `train_stretch` gets.
        attempt: the name of the worker's attempt at it; another one follows a worker's death.
        worker, pid: the address and the process of that worker.
    """

    run: Run
    turn: str
    order: dict[str, Any]
    future: Any = None
    attempt: str = ""
    worker: str = ""
    pid: int = 0
