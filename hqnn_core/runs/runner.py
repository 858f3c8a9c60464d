"""Training runs in the background: each is a chain of short tasks of a Dask cluster.

A task trains a run for `STRETCH` seconds and returns its training state; the next task goes
on from there. So runs take turns, a paused run is a training state and holds no worker, and a
killed process loses one stretch: Dask starts its task again, with the same state, and training
gives the same events. Here is whose turn it is, and what becomes of a run that its owner pauses
or stops.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.log import log_event
from hqnn_core.network import BatchDone, EpochDone, Finished, LabelledImages, Started
from hqnn_core.quantum import shortened
from hqnn_core.runs.pace import SlowBatchError, check_batch
from hqnn_core.runs.run import Halt, Run, Until, short_name

if TYPE_CHECKING:
    from hqnn_core.runs.cluster import Cluster

_log = logging.getLogger(__name__)
STRETCH = 5.0
"""Seconds that a task trains a run. Then whoever waits has a turn; no more is lost with a process.
"""
WATCH_SECONDS = 1.0  # how often workers are counted, and a lost cluster is noticed
NO_WORKERS = "The cluster has no workers now. Runs wait until one is there."
KILLED = (
    "The training process was killed several times in the same seconds of training; the log says "
    "why. The network is kept as it was {place}."
)
_EVENTS = {kind.__name__: kind for kind in (Started, BatchDone, EpochDone, Finished)}


@dataclass(eq=False)
class _Stretch:
    """A task that was handed to the cluster.

    Attributes:
        until: what its order says.
        attempt: of the worker that is at it; another one follows a worker's death.
        pid: of its process.
        is_resumed: its run's owner wants it to go on when this stretch has ended.
    """

    run: Run
    name: str
    until: Until
    future: Any = None
    attempt: str = ""
    pid: int = 0
    is_resumed: bool = False


class Runner:
    """Train runs, as many at once as the cluster has workers; the others wait in their order.

    Where runs wait, each trains for a stretch and then waits behind them, so that the longest run
    holds nobody up. Runs of the same owner never train at the same time: the next one begins when
    the one before has ended or halted. All methods can be called from any thread, in any order; a
    method that does not apply to the state of its run does nothing. Only the runner's own thread
    calls Dask.
    """

    def __init__(
        self,
        n_workers: int | None = None,
        address: str | None = None,
        on_change: Callable[[Run], None] = lambda run: None,
        on_watch: Callable[[], None] = lambda: None,
    ) -> None:
        """Connect to a cluster in the background.

        Args:
            n_workers: processes of a cluster on this machine; one a core if None.
            address: the scheduler of another cluster, `$HQNN_SCHEDULER` if None. While it does not
                answer, runs wait, and `notice` says so.
            on_change: called, from the runner's thread, with a run whose state or outcome is new,
                or that has trained for a stretch.
            on_watch: called from that thread every second.
        """
        self._n_workers, self._address = n_workers, address
        self._listener, self._on_watch = on_change, on_watch
        self._lock = threading.RLock()
        self._runs: dict[Run, _Stretch | None] = {}  # those that train or wait, in their turns
        self._topic = f"hqnn-{uuid.uuid4().hex}"
        self._acts: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._cluster: Cluster | None = None
        self.n_places = 0
        """How many runs can be trained at once; 0 without a cluster."""
        self.notice = ""
        """What is not as it should be with the cluster; a sentence or two, else empty."""
        self.is_connecting = True
        """Whether it does not know yet which cluster trains."""
        self._is_closed = False
        self._thread = threading.Thread(target=self._serve, name="hqnn-runner", daemon=True)
        self._thread.start()

    def submit(
        self,
        model: ModelConfig,
        training: TrainConfig,
        owner: Hashable = None,
        until: Until = "end",
        weights: bytes | None = None,
        drawings: LabelledImages | None = None,
        priority: int = 0,
        on_change: Callable[[Run], None] = lambda run: None,
        who: str = "",
    ) -> Run:
        """Submit a new run; it starts as soon as a worker is free.

        Args:
            owner: whose run it is; runs of one owner take turns. Runs without an owner do not.
            until: where to pause: after a "batch", after the "epoch", or only at the "end".
            weights: the content of a checkpoint to start from, instead of random weights.
            priority: runs of a higher one go first.
            drawings: images to train on instead of digits, labelled with class indices; both
                classes need not be there. The test images are those of the configuration.
            on_change: called, from the runner's thread, as that of the runner is.
            who: see `Run`; the owner's if left out.

        A run whose batches would take too long (see `check_batch`) fails at once. Raises
        `ValueError` for no drawings at all, and for labels that are no class of the model.
        """
        run = Run(model, training, owner, weights, drawings, priority, who)
        run.on_change = on_change
        try:
            check_batch(model, training, run.n_images)
        except SlowBatchError as fault:
            run.become("failed", str(fault))
            self._tell(run)
            return run
        with self._lock:
            self._enqueue(run, until)
        return run

    def pause(self, run: Run) -> None:
        """Pause a run after its present batch, or at once if it waits."""
        self._halt(run, "paused")

    def stop(self, run: Run) -> None:
        """End a run after its present batch, or at once if it is not training."""
        with self._lock:
            if run.state == "paused":
                self._stand_still(run, "stopped")
                self._tell(run)
        self._halt(run, "stopped")

    def resume(self, run: Run, until: Until = "end") -> None:
        """Resume a paused, stopped or failed run where it stands, as `submit` says."""
        with self._lock:
            stretch = self._runs.get(run)
            if stretch is not None and (run.wish != "train" or run.until != "end"):
                run.wish, run.until, stretch.is_resumed = "train", until, True
            elif run.state in ("paused", "stopped", "failed"):
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

    def turn(self, run: Run) -> tuple[int, int]:
        """Its position among the waiting runs, from 1, and how many wait; 0 if it does not.

        Those that it goes before are left out.
        """
        with self._lock:
            waiting = [it for it in self._waiting() if it.priority >= run.priority]
            return (waiting.index(run) + 1 if run in waiting else 0), len(waiting)

    def running(self) -> int:
        """How many runs are being trained."""
        with self._lock:
            return sum(stretch is not None for stretch in self._runs.values())

    def active(self) -> list[Run]:
        """The runs that train or wait."""
        with self._lock:
            return list(self._runs)

    def close(self) -> None:
        """End all training; of a cluster on this machine, the processes too."""
        with self._lock:
            for run in self._runs:
                run.become("failed", "The server has been closed.")
            self._runs, self._is_closed = {}, True
        self._acts.put(lambda: None)
        self._thread.join()

    def _enqueue(self, run: Run, until: Until) -> None:
        is_new = not run.queued_at
        run.wish, run.until = "train", until
        run.queued_at, run.began_at = time.monotonic(), 0.0
        run.become("queued")
        self._runs[run] = None
        settings = _settings(run) if is_new else {}
        log_event("run-queued", **_named(run), **settings, waiting=len(self._waiting()))
        self._acts.put(self._hand_out)
        self._tell(run)

    def _waiting(self) -> list[Run]:
        """The runs that do not train, in the order of their turns."""
        waiting = [run for run, stretch in self._runs.items() if stretch is None]
        return sorted(waiting, key=lambda run: -run.priority)

    def _halt(self, run: Run, wish: Halt) -> None:
        with self._lock:
            if run not in self._runs or run.wish == "stopped":
                return
            run.wish = wish
            stretch = self._runs[run]
            if stretch is None:
                self._leave(run)
            else:
                stretch.is_resumed = False
                self._acts.put(lambda: self._raise_flag(stretch))

    def _stand_still(self, run: Run, state: Halt) -> None:
        """A run halts where it stands, as its owner wants."""
        if state == "paused":
            run.become("paused")
        elif run.batches:
            run.become("stopped", f"Stopped {run.stands}. The network is kept.")
        else:
            run.become("stopped", "Stopped before it began.")

    def _leave(self, run: Run, message: str = "") -> None:
        """A run trains and waits no longer: it has ended, failed with a message, or halts."""
        del self._runs[run]
        if message:
            run.become("failed", message)
        elif run.finished:
            run.become(run.finished.outcome, run.finished.message)
        else:
            self._stand_still(run, run.wish if run.wish != "train" else "paused")
        log_event(
            "run-ended", **_named(run), why=run.state, message=run.message or None,
            waited_s=_since(run.queued_at) if not run.began_at else None,
            trained_s=_since(run.began_at) if run.began_at else None,
            epochs=len(run.epochs), batches=run.last_step,
        )  # fmt: skip
        self._acts.put(self._hand_out)
        self._tell(run)

    def _tell(self, run: Run) -> None:
        """Tell who listens, from the runner's own thread and without its lock: it may take long."""
        self._acts.put(lambda: self._listener(run))
        self._acts.put(lambda: run.on_change(run))

    # The thread of the runner: it alone calls Dask.

    def _serve(self) -> None:
        self._connect()
        watched = time.monotonic()
        while not self._is_closed:
            with contextlib.suppress(queue.Empty):
                self._do(self._acts.get(timeout=WATCH_SECONDS))
            if time.monotonic() - watched >= WATCH_SECONDS:  # reports may come without a break
                self._do(self._watch)
                watched = time.monotonic()
        if self._cluster is not None:
            self._cluster.close()

    @staticmethod
    def _do(act: Callable[[], None]) -> None:
        from distributed.client import ClosedClientError  # not at the top, see `_connect`

        try:
            act()
        except (OSError, TimeoutError, ClosedClientError) as fault:  # it comes up, or goes down
            _log.warning("The cluster does not answer: %s", fault)

    def _connect(self) -> None:
        # Not at the top: Dask takes a third of a second to import; the first page need not wait.
        from hqnn_core.runs.cluster import ClusterError, open_cluster

        try:
            self._cluster = open_cluster(self._address, self._n_workers)
        except ClusterError as fault:
            self.notice = f"{fault} Runs wait until it can be used."
        else:
            self._cluster.listen(self._topic, lambda m: self._acts.put(lambda: self._note(m)))
            self._watch()
        self.is_connecting = False

    def _watch(self) -> None:
        self._on_watch()
        if self._cluster is None:
            self._connect()
        elif self._cluster.is_connected:
            self.n_places = self._cluster.count_places()
            self.notice = "" if self.n_places else NO_WORKERS
            self._hand_out()
        else:
            self._lose(self._cluster)

    def _lose(self, cluster: Cluster) -> None:
        """The scheduler is gone, and with it all tasks: their runs wait for the next one."""
        with self._lock:
            self._cluster, self.n_places = None, 0
            log_event("cluster-lost", runs=self.running())
            for run, stretch in list(self._runs.items()):
                if stretch is not None:
                    lost = "The connection to the training processes was lost; training goes on"
                    if run.wish == "train":
                        run.notices.append(f"{lost} {run.stands}.")
                        self._go_on(run)
                    else:
                        self._leave(run)
        cluster.close()
        self._connect()

    def _hand_out(self) -> None:
        """Hand waiting runs to the cluster while it has free workers."""
        with self._lock:
            if self._cluster is None or not self._cluster.is_connected:
                return
            free = self.n_places - self.running()
            for run in self._waiting():
                if free > 0 and not self._is_behind_its_owners(run):
                    self._begin(run, self._cluster)
                    free -= 1

    def _is_behind_its_owners(self, run: Run) -> bool:
        others = (it for it in self._runs if it.owner == run.owner is not None)
        return any(it.queued_at < run.queued_at or self._runs[it] for it in others if it is not run)

    def _begin(self, run: Run, cluster: Cluster) -> None:
        stretch = _Stretch(run, f"{self._topic}-{uuid.uuid4().hex[:8]}", run.until)
        self._runs[run] = stretch
        if not run.began_at:
            run.began_at = time.monotonic()
            log_event("run-started", **_named(run), waited_s=_since(run.queued_at))
        run.become("running")
        order = {
            "name": stretch.name, "topic": self._topic, "until": run.until, "seconds": STRETCH,
            "model": run.model.as_dict(), "training": run.training.as_dict(),
            "weights": run.weights, "state": run.training_state,
            "drawings": run.drawings.as_dict() if run.drawings else None,
        }  # fmt: skip
        stretch.future = cluster.submit(
            order, lambda _: self._acts.put(lambda: self._note_fault(stretch))
        )

    def _note(self, message: dict[str, Any]) -> None:
        """Note what a task reports."""
        with self._lock:
            stretch = next(
                (it for it in self._runs.values() if it and it.name == message["name"]), None
            )
            if stretch is None:
                return
            run, is_another = stretch.run, stretch.attempt not in ("", message["attempt"])
            stretch.attempt, stretch.pid = message["attempt"], message["pid"]
            if is_another:
                log_event("process-killed", **_named(run))
                run.notices.append(
                    "The training process was killed; its last seconds are repeated."
                )
            for kind, fields in message["events"]:
                if kind == "data":
                    run.source = fields["source"]
                elif kind == "checkpoint":
                    run.checkpoint = fields["content"]
                elif kind == "end":
                    self._note_end(stretch, **fields)
                else:
                    run.note(_EVENTS[kind](**fields))

    def _note_end(
        self, stretch: _Stretch, state: bytes, checkpoint: bytes, is_there: bool, failed: str = ""
    ) -> None:
        """Note where a stretch has come to."""
        run = stretch.run
        run.training_state, run.checkpoint = (
            state or run.training_state,
            checkpoint or run.checkpoint,
        )
        is_wanted = run.wish == "train" and not run.finished and not failed
        if is_wanted and (stretch.is_resumed or not is_there):
            self._go_on(run)
            self._tell(run)
        else:
            self._leave(run, failed)
        self._acts.put(lambda: self._forget(stretch))

    def _forget(self, stretch: _Stretch) -> None:
        stretch.future.release()
        if self._cluster is not None:
            self._cluster.forget(stretch.name)
        self._hand_out()

    def _note_fault(self, stretch: _Stretch) -> None:
        """Note that a task ended without a report: it has raised, its processes died too often, or
        a new scheduler knows nothing of it."""
        with self._lock:
            run, cluster = stretch.run, self._cluster
            if self._runs.get(run) is not stretch or cluster is None:
                return
            if is_fault := stretch.future.status == "error":
                self._leave(run, self._fault_text(run, stretch.future))
                self._forget(stretch)
        if not is_fault:
            self._lose(cluster)

    def _go_on(self, run: Run) -> None:
        """A run waits for its next turn, behind all others."""
        del self._runs[run]
        self._runs[run] = None
        if len(self._runs) > self.n_places:
            run.become("queued")

    @staticmethod
    def _fault_text(run: Run, future: Any) -> str:
        from distributed import KilledWorker

        fault = future.exception()
        if isinstance(fault, KilledWorker):
            return KILLED.format(place=run.stands)
        _log.error("A run has failed.", exc_info=fault.with_traceback(future.traceback()))
        said = fault.args[-1] if fault.args else ""  # Dask puts a remark before a long text
        return f"{shortened(f'{type(fault).__name__}: {said}')}. The log has the traceback."

    def _raise_flag(self, stretch: _Stretch) -> None:
        if self._cluster and self._runs.get(stretch.run) is stretch:
            self._cluster.halt(stretch.name)


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


def _since(moment: float) -> float:
    return round(time.monotonic() - moment, 2)
