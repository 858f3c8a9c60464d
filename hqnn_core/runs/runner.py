"""Training runs in the background: a queue in front of the workers of a cluster.

A run belongs to whoever submitted it, and it outlives the page that shows it. A run that is not
being trained consists of its configuration and its training state, and any free worker can resume
it. So a paused run holds no worker, and a killed process loses only a few seconds of training.

Dask trains, and starts a task again whose process was killed. What is here is about people: whose
turn it is, and what becomes of a run that is paused, stopped or has failed.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.log import log_event
from hqnn_core.network import LabelledImages
from hqnn_core.runs.run import Run, Until, short_name
from hqnn_core.runs.tasks import Tasks

TURN_SECONDS = 15.0
"""A run that has trained for so long makes room where others wait. Changing runs costs a place less
than half a second."""
LEAST = -(10**6)  # below every priority


class Runner:
    """Train runs, as many at once as the cluster has workers; the others wait in their order.

    While others wait, a run trains for `TURN_SECONDS`; then it makes room, waits behind them, and
    resumes by itself where it stands. So the largest run holds nobody up. Runs of the same owner
    never train at the same time. All methods can be called from any thread, in any order; a
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
        who: str = "",
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
            who: see `Run`; the owner's if left out.

        Raises `ValueError` for no drawings at all, and for labels that are no class of the model.
        """
        run = Run(model, training, owner, weights, drawings, priority, who)
        run._listener = on_change
        with self._lock:
            self._enqueue(run, until)
        return run

    def pause(self, run: Run) -> None:
        """Pause a run after its present batch, or at once if it waits; see `HALT_SECONDS`."""
        with self._lock:
            run._resume_until, run._why = None, ""
            if run in self._waiting:
                self._leave_queue(run, "paused")
            elif run.state == "running" and run._halt != "stopped":
                self._halt(run, "paused")

    def stop(self, run: Run) -> None:
        """End a run after its present batch, or at once if it is not training."""
        with self._lock:
            run._resume_until, run._why = None, ""
            if run in self._waiting:
                self._leave_queue(run, "stopped")
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
        return self.turn(run)[0]

    def turn(self, run: Run) -> tuple[int, int]:
        """Its position, and how many runs wait; those that it goes before are left out."""
        with self._lock:
            queue = self._queue(run.priority)
            return (queue.index(run) + 1 if run in queue else 0), len(queue)

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

    def _leave_queue(self, run: Run, state: Literal["paused", "stopped"]) -> None:
        self._waiting.remove(run)
        run._halted(state)
        log_event("run-ended", **_named(run), why=state, waited_s=_since(run._queued))

    def _queue(self, priority: int) -> list[Run]:
        """The waiting runs of that priority, or a higher one, in the order of their turns."""
        waiting = [run for run in self._waiting if run.priority >= priority]
        return sorted(waiting, key=lambda run: -run.priority)

    def _halt(
        self, run: Run, state: Literal["paused", "stopped"], is_turn_over: bool = False
    ) -> None:
        run._halt = state
        self._tasks.halt(run, is_turn_over)

    def _enqueue(self, run: Run, until: Until) -> None:
        settings = _settings(run) if run._why == "" else {}
        run._until, run._resume_until, run._halt = until, None, None
        run.message, run.state, run._why, run._queued = "", "queued", "", time.monotonic()
        run.ended.clear()
        self._waiting.append(run)
        log_event("run-queued", **_named(run), **settings, waiting=len(self._waiting))
        self._tasks.wake()
        self._on_change(run)

    def _choose(self, n_free: int) -> Run | None:
        """Take the next run out of the queue: the first of those of the highest priority.

        A sweep waits behind whoever has fewer places. A run waits while another one of its owner
        is training. Where there is no free place, a run makes room that has a lower priority, or
        whose turn is over.
        """
        with self._lock:
            training = self._tasks.runs
            owners = {run.owner for run in training} - {None}
            ready = [run for run in self._queue(LEAST) if run.owner not in owners]
            shares = Counter((run.priority, run.who) for run in training if run.who)
            ready.sort(key=lambda run: (-run.priority, shares[run.priority, run.who]))
            if ready and n_free > 0:
                self._waiting.remove(ready[0])
                log_event("run-started", **_named(ready[0]), waited_s=_since(ready[0]._queued))
                return ready[0]
            if ready:
                self._make_room([run for run in ready if run.priority == ready[0].priority])
            return None

    def _make_room(self, waiting: list[Run]) -> None:
        """Have one training run halt for those that wait, unless as many as needed do so by now."""
        n_halting = sum(run._halt is not None for run in self._tasks.runs)
        if n_halting >= len({run.who or run.id for run in waiting}):
            return
        training = [run for run in self._tasks.runs if run._halt is None]
        lower = [run for run in training if run.priority < waiting[0].priority]
        over = [run for run in training if _is_turn_over(run, waiting)]
        if found := lower or over:
            run = min(found, key=lambda run: (run.priority, run._began))
            run._resume_until = run._until  # later; it loses nothing
            run._why = "made room" if lower else "turn over"
            self._halt(run, "paused", is_turn_over=not lower)

    def _note_left(self, run: Run) -> None:
        """Note that a run has ended or halted: it may have to go on, and its place is free."""
        log_event(
            "run-ended", **_named(run), why=_why(run), message=run.message or None,
            trained_s=_since(run._began), epochs=len(run.epochs), batches=run._last_step,
        )  # fmt: skip
        if run.state == "queued" and run._resume_until is not None:
            self._enqueue(run, run._resume_until)
        else:
            run._resume_until, run._halt, run._why = None, None, ""
            self._tasks.wake()


def _named(run: Run) -> dict[str, Any]:
    return {"run": short_name(run.id), "who": run.who}


def _settings(run: Run) -> dict[str, Any]:
    """What it is, in short."""
    model = run.model
    return {
        "network": model.kind, "qubits": model.qubits, "engine": model.engine,
        "shots": model.shots, "epochs": run.training.epochs, "images": run.n_images,
        "batch": run.training.batch_size, "priority": run.priority,
    }  # fmt: skip


def _why(run: Run) -> str:
    """Why it trains no longer."""
    is_over = run.state not in ("queued", "paused")
    return run.state if is_over else run._why or "paused"


def _since(moment: float) -> float:
    return round(time.monotonic() - moment, 2)


def _is_turn_over(run: Run, waiting: list[Run]) -> bool:
    """Whether a run has trained long enough, and somebody else waits whose run counts as much."""
    is_long = time.monotonic() - run._began >= TURN_SECONDS
    others = [it for it in waiting if it.who != run.who or not run.who]
    return is_long and any(run.priority == it.priority for it in others)
