"""Training runs in the background: a bounded number of worker processes and a queue.

A run belongs to whoever submitted it, and it outlives the page that shows it. A run that is not
being trained consists of its configuration and its training state, and any free process can resume
it. So a paused run holds no process, and a killed process loses only a few seconds of training.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import LabelledImages
from hqnn_core.runs.processes import Worker
from hqnn_core.runs.run import Run, RunState, Until

__all__ = ["Run", "RunState", "Runner", "Until"]

MAX_DEATHS = 3
"""Give up a run after this many crashes without a whole epoch in between."""

HALT_SECONDS = 1.5
"""A halt finishes the present batch first. A process that has not halted after this many seconds is
killed, because some batches take minutes; its run stays at the last state that it reported."""


class Runner:
    """Train runs, at most `max_running` at once; the others wait in order of submission.

    Runs of the same owner take turns. All methods can be called from any thread, in any order; a
    method that does not apply to the state of its run does nothing.
    """

    def __init__(self, max_running: int | None = None) -> None:
        self._max_running = max_running or os.cpu_count() or 1
        self._lock = threading.RLock()
        self._queue: deque[Run] = deque()
        self._workers: list[Worker] = []
        self._turns = itertools.count(1)
        self._is_closed = False

    def warm(self) -> None:
        """Start a worker if there is none, so that the first run does not wait for imports."""
        with self._lock:
            if not self._workers:
                self._workers.append(Worker(self._note_report, self._on_exit))

    def submit(
        self,
        model: ModelConfig,
        training: TrainConfig,
        owner: Hashable = None,
        until: Until = "end",
        weights: bytes | None = None,
        drawings: LabelledImages | None = None,
    ) -> Run:
        """Submit a new run; it starts as soon as a worker is free.

        Args:
            owner: whose run it is; runs of one owner take turns. Runs without an owner do not.
            until: where to pause: after a "batch", after the "epoch", or only at the "end".
            weights: the content of a checkpoint to start from, instead of random weights.
            drawings: images to train on instead of digits, labelled with class indices; both
                classes need not be there. The test images are those of the configuration.

        Raises `ValueError` for no drawings at all, and for labels that are no class of the model.
        """
        run = Run(model, training, owner, weights, drawings)
        with self._lock:
            run._until = until
            self._queue.append(run)
            self._dispatch()
        return run

    def pause(self, run: Run) -> None:
        """Pause a run after its present batch, or at once if it waits; see `HALT_SECONDS`."""
        with self._lock:
            run._resume_until = None
            if run in self._queue:
                self._queue.remove(run)
                run._halted("paused")
            elif run.state == "running" and run._halt is None:
                self._halt(run, "paused")

    def stop(self, run: Run) -> None:
        """End a run after its present batch, or at once if it is not training."""
        with self._lock:
            run._resume_until = None
            if run in self._queue:
                self._queue.remove(run)
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
            return self._queue.index(run) + 1 if run in self._queue else 0

    def running(self) -> int:
        """How many runs are being trained."""
        with self._lock:
            return sum(worker.run is not None for worker in self._workers)

    def close(self) -> None:
        """End all workers, and with them their runs."""
        with self._lock:
            self._is_closed = True
            workers, self._workers = self._workers, []
            waiting, self._queue = self._queue, deque()
            for run in waiting:
                run._end("failed", "The server has been closed.")
        for worker in workers:
            worker.kill()

    def _halt(self, run: Run, state: Any) -> None:
        run._halt = state
        for worker in self._workers:
            if worker.run is run:
                worker.halt()
                timer = threading.Timer(HALT_SECONDS, self._give_up, [worker, worker.turn])
                timer.daemon = True
                timer.start()

    def _give_up(self, worker: Worker, turn: int) -> None:
        """Kill a process that has not halted; the thread that reads its reports notices."""
        with self._lock:
            if worker.run is not None and worker.turn == turn and worker.run._halt is not None:
                worker.is_given_up = True
                worker.process.kill()

    def _enqueue(self, run: Run, until: Until) -> None:
        run._until, run._resume_until, run._halt = until, None, None
        run.message, run.state = "", "queued"
        run.ended.clear()
        self._queue.append(run)
        self._dispatch()

    def _dispatch(self) -> None:
        """Hand waiting runs to idle workers, starting new ones up to the limit."""
        while (run := self._next()) is not None:
            idle = next((w for w in self._workers if not (w.is_busy or w.is_given_up)), None)
            if idle is None:
                if len(self._workers) >= self._max_running:
                    return
                idle = Worker(self._note_report, self._on_exit)
                self._workers.append(idle)
            self._queue.remove(run)
            idle.start(run, next(self._turns))

    def _next(self) -> Run | None:
        """The first waiting run whose owner has none that is training."""
        training = {w.run.owner for w in self._workers if w.run is not None} - {None}
        return next((run for run in self._queue if run.owner not in training), None)

    def _note_report(self, worker: Worker, report: str, fields: dict[str, Any]) -> None:
        """Note a report; called by the thread that reads them."""
        with self._lock:
            if report == "idle":
                worker.is_busy = False
                self._dispatch()
            elif worker.run is not None:
                run = worker.run
                run._note_report(report, fields)
                if run.state != "running":
                    worker.run = None
                if run.state == "paused" and run._resume_until is not None:
                    self._enqueue(run, run._resume_until)
                elif worker.run is None:
                    run._resume_until = run._halt = None

    def _on_exit(self, worker: Worker, code: int) -> None:
        """The process has ended: its run is resumed by another, unless too many have died."""
        with self._lock:
            run, worker.run = worker.run, None
            if worker in self._workers:
                self._workers.remove(worker)
            if run is not None:
                self._recover(run, worker, code)
            if not self._is_closed:
                self._dispatch()
                if worker.is_given_up:  # one that died by itself at its start would do so again
                    self.warm()

    def _recover(self, run: Run, worker: Worker, code: int) -> None:
        run._fall_back()
        run._deaths += not worker.is_given_up
        if self._is_closed:
            run._end("failed", "The server has been closed.")
        elif run._halt is not None and run._resume_until is None:
            run._halted(run._halt, worker.is_given_up)
        elif run._deaths >= MAX_DEATHS:
            run._end(
                "failed",
                f"The training process ended unexpectedly {MAX_DEATHS} times in one epoch (exit "
                f"code {code}); the log says why. The network is kept as it was {run._place}.",
            )
        else:
            if not worker.is_given_up:
                run.notices.append(
                    f"The training process was killed; training resumed {run._place}."
                )
            run.state, run._halt = "queued", None
            run._until, run._resume_until = run._resume_until or run._until, None
            self._queue.appendleft(run)
