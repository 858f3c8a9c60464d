"""One function call on the cluster, with progress."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from typing import Any

from hqnn_core.language import later
from hqnn_core.runs.job import Job


class Computation(Job):
    """A function that a worker calls once; a `Runner` makes it.

    It is one task of a few seconds, so it is never paused: it ends as "completed", "failed" or
    "stopped". Where its process is killed, the function is called again.

    Attributes:
        function: of a module that the workers have too. It is called with the `arguments` and with
            `report`, which it calls with the steps done and all steps.
        progress: the steps done and all steps, as last reported; (0, 0) before that.
        result: what it returned; None before that.

    Raises `pickle.PicklingError` for a function or arguments that cannot be sent.
    """

    kind = "computation"

    def __init__(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...] = (),
        owner: Hashable = None,
    ) -> None:
        super().__init__(owner)
        self.function, self.arguments = function, arguments
        self._call = pickle.dumps((function, arguments))
        self.progress = (0, 0)
        self.result: Any = None
        self.finished = False

    @property
    def share(self) -> float:
        """The steps done as a share of all, in [0, 1]."""
        done, total = self.progress
        return done / total if total else 0.0

    def compute_here(self) -> Computation:
        """Call the function in this process, for what takes milliseconds; return itself."""
        self._finish(self.function(*self.arguments))
        self.settle()
        return self

    def order(self) -> dict[str, Any]:
        return {"call": self._call}

    def note_report(self, kind: str, fields: dict[str, Any]) -> None:
        self.progress = (fields["done"], fields["total"])

    def note_end(self, result: bytes) -> None:
        self._finish(pickle.loads(result))  # from our own worker, as all that Dask sends

    def note_restart(self, is_killed: bool) -> None:
        self.progress = (0, 0)

    def settle(self) -> None:
        self.become("completed" if self.finished else "stopped")

    @property
    def killed_text(self) -> str:
        return later("The computing process was killed several times; the log says why.")

    def settings(self) -> dict[str, Any]:
        return {"function": self.function.__name__}

    def _finish(self, result: Any) -> None:
        self.result, self.finished = result, True
