"""Training runs in the background: a queue in front of the workers of a cluster.

A run belongs to whoever submitted it, and it outlives the page that shows it. A run that is not
being trained consists of its configuration and its training state, and any free worker can resume
it. So a paused run holds no worker, and a killed process loses only a few seconds of training.

Dask trains, and starts a task again whose process was killed. What is here is about people: whose
turn it is, and what becomes of a run that is paused, stopped or has failed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import LabelledImages
from hqnn_core.runs.run import Run, Until
from hqnn_core.runs.tasks import Tasks


class Runner:
    """Train runs, as many at once as the cluster has workers; the others wait in their order.

    Runs of the same owner take turns. All methods can be called from any thread, in any order; a
    method that does not apply to the state of its run does nothing.
    """

    def __init__(
        self,
        n_workers: int | None = None,
        address: str | None = None,
        on_change: Callable[[Run], None] = lambda run: None,
    ) -> None:
        """Connect to a cluster in the background.

        Args:
            n_workers: processes of a cluster on this machine; one a core if None.
            address: the scheduler of another cluster, `$HQNN_SCHEDULER` if None. Where it cannot
                be used, this machine trains, and `notice` says so.
            on_change: called, from any thread, with a run whose events, state or outcome are new.
        """
        self._listener = on_change
        self._lock = threading.RLock()
        self._waiting: list[Run] = []
        self._tasks = Tasks(
            self._lock, address, n_workers, self._choose, self._note_left, self._on_change
        )

    @property
    def notice(self) -> str:
        """What is not as it should be with the cluster; a sentence or two, else empty."""
        return self._tasks.notice

    @property
    def is_connecting(self) -> bool:
        """Whether it does not know yet which cluster trains."""
        return self._tasks.is_connecting

    @property
    def n_places(self) -> int:
        """How many runs can be trained at once; 0 while it connects."""
        return self._tasks.n_places

    def submit(
        self,
        model: ModelConfig,
        training: TrainConfig,
        owner: Hashable = None,
        until: Until = "end",
        weights: bytes | None = None,
        drawings: LabelledImages | None = None,
        priority: int = 0,
        on_change: Callable[[Run], None] | None = None,
    ) -> Run:
        """Submit a new run; it starts as soon as a worker is free.

        Args:
            owner: whose run it is; runs of one owner take turns. Runs without an owner do not.
            until: where to pause: after a "batch", after the "epoch", or only at the "end".
            weights: the content of a checkpoint to start from, instead of random weights.
            priority: runs of a higher one go first, and have the others make room.
            drawings: images to train on instead of digits, labelled with class indices; both
                classes need not be there. The test images are those of the configuration.
            on_change: called, from any thread, when its events, state or outcome are new.

        Raises `ValueError` for no drawings at all, and for labels that are no class of the model.
        """
        run = Run(model, training, owner, weights, drawings, priority)
        run._listener = on_change
        with self._lock:
            self._enqueue(run, until)
        return run

    def pause(self, run: Run) -> None:
        """Pause a run after its present batch, or at once if it waits; see `HALT_SECONDS`."""
        with self._lock:
            run._resume_until = None
            if run in self._waiting:
                self._waiting.remove(run)
                run._halted("paused")
            elif run.state == "running" and run._halt is None:
                self._halt(run, "paused")

    def stop(self, run: Run) -> None:
        """End a run after its present batch, or at once if it is not training."""
        with self._lock:
            run._resume_until = None
            if run in self._waiting:
                self._waiting.remove(run)
                run._halted("stopped")
            elif run.state == "paused":
                run._halted("stopped")
            elif run.state == "running":
                self._halt(run, "stopped")

    def resume(self, run: Run, until: Until = "end") -> None:
        """Resume a paused, stopped or failed run where it stands, as `submit` says."""
        with self._lock:
            if run.state == "running":
                if run._halt is not None or run._until != "end":
                    run._resume_until = until  # once it has halted
            elif run.state in ("paused", "stopped", "failed"):
                run._deaths = 0
                self._enqueue(run, until)

    def extend(self, run: Run, epochs: int) -> None:
        """Train a completed run for more epochs, as if they had been planned from the start.

        Raises `ConfigError` where that makes too many.
        """
        with self._lock:
            if run.state == "completed":
                run.training = replace(run.training, epochs=run.training.epochs + epochs)
                run.finished = None
                self._enqueue(run, "end")

    def place(self, run: Run) -> int:
        """The position of a run in the queue, from 1; 0 if it is not queued."""
        with self._lock:
            return self._waiting.index(run) + 1 if run in self._waiting else 0

    def running(self) -> int:
        """How many runs are being trained."""
        with self._lock:
            return len(self._tasks.runs)

    def close(self) -> None:
        """End all training; of a cluster on this machine, the processes too."""
        with self._lock:
            for run in [*self._waiting, *self._tasks.runs]:
                run._end("failed", "The server has been closed.")
            self._waiting = []
        self._tasks.close()

    def _on_change(self, run: Run) -> None:
        self._listener(run)
        if run._listener is not None:
            run._listener(run)

    def _halt(self, run: Run, state: Literal["paused", "stopped"]) -> None:
        run._halt = state
        self._tasks.halt(run)

    def _enqueue(self, run: Run, until: Until) -> None:
        run._until, run._resume_until, run._halt = until, None, None
        run.message, run.state = "", "queued"
        run.ended.clear()
        self._waiting.append(run)
        self._tasks.wake()
        self._on_change(run)

    def _choose(self, n_free: int) -> Run | None:
        """Take the next run out of the queue: the first of those of the highest priority.

        A run waits while another one of its owner is training. Where there is no free place, a run
        of a lower priority makes room.
        """
        with self._lock:
            training = self._tasks.runs
            owners = {run.owner for run in training} - {None}
            ready = [run for run in self._waiting if run.owner not in owners]
            if not ready:
                return None
            chosen = max(ready, key=lambda run: run.priority)  # the first of equals
            if n_free > 0:
                self._waiting.remove(chosen)
                return chosen
            lowest = min(training, key=lambda run: run.priority, default=chosen)
            if lowest.priority < chosen.priority and all(run._halt is None for run in training):
                lowest._resume_until = lowest._until  # later; it loses nothing
                self._halt(lowest, "paused")
            return None

    def _note_left(self, run: Run) -> None:
        """Note that a run has ended or halted: it may have to go on, and its place is free."""
        if run.state == "paused" and run._resume_until is not None:
            self._enqueue(run, run._resume_until)
        else:
            run._resume_until = run._halt = None
            self._tasks.wake()
