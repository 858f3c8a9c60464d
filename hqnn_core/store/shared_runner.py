"""A runner that stores its runs and respects the leases of other servers."""

from __future__ import annotations

import time

from hqnn_core.runs import Job, Run, Runner, Until
from hqnn_core.store.faults import StoreError
from hqnn_core.store.store import LEASE_SECONDS, Order, Store


class SharedRunner(Runner):
    """A `Runner` of one of several servers; the owner of a run has a `key`, the visitor's."""

    def __init__(self, store: Store, n_workers: int | None = None) -> None:
        self._store, self._renewed = store, 0.0
        super().__init__(n_workers=n_workers, on_change=self._save, on_watch=self._renew)

    def pause(self, run: Run) -> None:
        if self._store.is_elsewhere(run):
            self._store.want(run, "paused")
        else:
            super().pause(run)

    def stop(self, job: Job) -> None:
        if isinstance(job, Run) and self._store.is_elsewhere(job):
            self._store.want(job, "stopped")
        else:
            super().stop(job)

    def resume(self, run: Run, until: Until = "end") -> None:
        if run.is_active or self._store.claim_run(run):
            super().resume(run, until)

    def _save(self, run: Run) -> None:
        if run.owner is not None:
            self._obey(run, self._store.save_run(run, run.owner.key))  # type: ignore[attr-defined]

    def _renew(self) -> None:
        """Renew the leases, and carry out requests from other servers."""
        if time.monotonic() - self._renewed < LEASE_SECONDS / 6:
            return
        self._renewed = time.monotonic()
        self._store.flush()
        active = [run for run in self.active() if run.owner is not None]
        try:
            for run, order in self._store.renew(active).items() if active else ():
                self._obey(run, order)
        except StoreError:
            pass  # a lease holds for longer than the database should be away

    def _obey(self, run: Run, order: Order | None) -> None:
        if order == "paused":
            super().pause(run)
        elif order is not None:
            super().stop(run)
