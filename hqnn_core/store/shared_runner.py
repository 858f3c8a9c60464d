"""A runner whose runs are stored, and that passes orders on to the server that keeps a run."""

from __future__ import annotations

from collections.abc import Callable

from hqnn_core.runs import Run, Runner, Until
from hqnn_core.store.store import Store


class SharedRunner(Runner):
    """A `Runner` of one of several servers."""

    def __init__(
        self, store: Store, on_change: Callable[[Run], None], n_workers: int | None = None
    ) -> None:
        self._store = store
        super().__init__(n_workers=n_workers, on_change=on_change)

    def pause(self, run: Run) -> None:
        if self._store.is_elsewhere(run):
            self._store.want(run, "paused")
        else:
            self.halt_as(run, "paused")

    def stop(self, run: Run) -> None:
        if self._store.is_elsewhere(run):
            self._store.want(run, "stopped")
        else:
            self.halt_as(run, "stopped")

    def resume(self, run: Run, until: Until = "end") -> None:
        if not self._store.is_elsewhere(run):
            super().resume(run, until)

    def halt_as(self, run: Run, state: str) -> None:
        """Halt a run of this server."""
        (super().stop if state == "stopped" else super().pause)(run)
