"""Scheduler of training runs and computations, as short tasks of a Dask cluster.

A task trains a run for `TASK_SECONDS` and returns its training state; the next resumes from it.
So runs take turns, a paused run holds no worker, and a killed process loses one task: Dask repeats
it from the same state, which gives the same events. A computation is one task.
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
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import shortened
from hqnn_core.language import later, said
from hqnn_core.log import log_event
from hqnn_core.network import LabelledImages
from hqnn_core.runs.computation import Computation
from hqnn_core.runs.job import Halt, Job, Until, short_name
from hqnn_core.runs.pace import SlowBatchError, check_batch
from hqnn_core.runs.run import Run

if TYPE_CHECKING:
    from hqnn_core.runs.cluster import Cluster

_log = logging.getLogger(__name__)
TASK_SECONDS = 5.0
"""Seconds that a task trains a run: how long others wait, and what a killed process loses."""
WATCH_SECONDS = 1.0  # how often workers are counted, and a lost cluster is noticed
NO_WORKERS = later("The cluster has no workers now. Runs wait until one is there.")


@dataclass(eq=False)
class _Task:
    """A task submitted to the cluster.

    Attributes:
        attempt, pid: of the worker that executes it; after a worker's death, of another one.
        is_resumed: whether its run was resumed meanwhile: it goes on after this task.
    """

    job: Job
    name: str
    future: Any = None
    attempt: str = ""
    pid: int = 0
    is_resumed: bool = False


class Runner:
    """Queue of training runs and computations on a Dask cluster.

    Where others wait, a run trains for one task and goes to the end of the queue. Runs of one
    owner train one after the other; so do computations. Runs and computations alternate. Methods
    are thread-safe; one that does not apply to the state of its job does nothing. Only the runner's
    own thread calls Dask.

    Attributes:
        n_places: how many runs can be trained at once; 0 without a cluster.
        notice: a problem of the cluster, a sentence or two made by `later`; else empty.
        is_connecting: whether the first attempt to connect has not ended yet.
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
            address: the scheduler of another cluster, `$HQNN_SCHEDULER` if None. Runs wait while
                it does not answer.
            on_change: called, from the runner's thread, with a run whose state or outcome is new,
                or that has trained for a task.
            on_watch: called from that thread every second.
        """
        self._n_workers, self._address = n_workers, address
        self._listener, self._on_watch = on_change, on_watch
        self._lock = threading.RLock()
        self._jobs: dict[Job, _Task | None] = {}  # those that run or wait, in their turns
        self._ending: set[_Task] = set()  # reported their end; their workers are not free yet
        self._was_computation = False  # what had the last turn
        self._topic = f"hqnn-{uuid.uuid4().hex}"
        self._acts: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._cluster: Cluster | None = None
        self.n_places, self.notice = 0, ""
        self.is_connecting, self._is_closed = True, False
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
        label: str = "",
    ) -> Run:
        """Submit a new run; it starts as soon as a worker is free.

        Args:
            owner, priority, who: see `Job`.
            until: where to pause: after a "batch", after the "epoch", or only at the "end".
            weights: the content of a checkpoint to start from, instead of random weights.
            drawings: images to train on instead of digits, labelled with class indices; both
                classes need not be there. The test images are those of the configuration.
            on_change: called like the runner's, for this run only.
            label: its name, with which it is stored at once.

        A run whose batches would take too long (see `check_batch`) fails at once. Raises
        `ValueError` for no drawings at all, and for labels that are no class of the model.
        """
        run = Run(model, training, owner, weights, drawings, priority, who, label)
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

    def compute(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...] = (),
        owner: Hashable = None,
        on_change: Callable[[Computation], None] = lambda computation: None,
    ) -> Computation:
        """Have a worker call a function, see `Computation`; for a few seconds at most.

        No run has a turn on its worker until it ends. `on_change` is called, from the runner's
        thread, when its state is new.
        """
        computation = Computation(function, arguments, owner)
        computation.on_change = on_change
        with self._lock:
            self._enqueue(computation, "end")
        return computation

    def pause(self, run: Run) -> None:
        """Pause a run after its present batch, or at once if it waits."""
        self._halt(run, "paused")

    def stop(self, job: Job) -> None:
        """End a run after its current batch, a computation at its next report of progress.

        At once where it is not running.
        """
        with self._lock:
            if job.state == "paused":
                job.wish = "stopped"
                job.settle()
                self._tell(job)
        self._halt(job, "stopped")

    def resume(self, run: Run, until: Until = "end") -> None:
        """Resume a paused, stopped or failed run where it stands, as `submit` says."""
        with self._lock:
            task = self._jobs.get(run)
            if task is not None and (run.wish != "train" or run.until != "end"):
                run.wish, run.until, task.is_resumed = "train", until, True
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

    def turn(self, run: Job) -> tuple[int, int]:
        """Position in the queue, from 1 (0 if it does not wait), and length of the queue.

        Jobs of lower priority do not count.
        """
        with self._lock:
            waiting = [it for it in self._waiting() if it.priority >= run.priority]
            return (waiting.index(run) + 1 if run in waiting else 0), len(waiting)

    def running(self) -> int:
        """Number of jobs that have a worker."""
        with self._lock:
            return sum(task is not None for task in self._jobs.values())

    def active(self) -> list[Run]:
        """The runs that train or wait."""
        with self._lock:
            return [job for job in self._jobs if isinstance(job, Run)]

    def close(self) -> None:
        """End all training; of a cluster on this machine, the processes too."""
        with self._lock:
            for run in self._jobs:
                run.become("failed", later("The server has been closed."))
            self._jobs, self._is_closed = {}, True
        self._acts.put(lambda: None)
        self._thread.join()

    def _enqueue(self, job: Job, until: Until) -> None:
        is_new = not job.queued_at
        job.wish, job.until = "train", until
        job.queued_at, job.began_at = time.monotonic(), 0.0
        job.become("queued")
        self._jobs[job] = None
        settings = job.settings() if is_new else {}
        log_event(f"{job.kind}-queued", **_named(job), **settings, waiting=len(self._waiting()))
        self._acts.put(self._hand_out)
        self._tell(job)

    def _waiting(self) -> list[Job]:
        """The queue in its order: runs and computations alternate."""
        waiting = [job for job, task in self._jobs.items() if task is None]
        computations = [job for job in waiting if isinstance(job, Computation)]
        runs = sorted((job for job in waiting if isinstance(job, Run)), key=lambda j: -j.priority)
        both = (runs, computations) if self._was_computation else (computations, runs)
        return [job for pair in zip_longest(*both) for job in pair if job is not None]

    def _halt(self, job: Job, wish: Halt) -> None:
        with self._lock:
            if job not in self._jobs or job.wish == "stopped":
                return
            job.wish = wish
            task = self._jobs[job]
            if task is None:
                self._leave(job)
            else:
                task.is_resumed = False
                self._acts.put(lambda: self._raise_flag(task))

    def _leave(self, job: Job, message: str = "") -> None:
        """Remove a job that has ended, failed with a message, or halted."""
        del self._jobs[job]
        if message:
            job.become("failed", message)
        else:
            job.settle()
        spent = "trained_s" if isinstance(job, Run) else "computed_s"
        log_event(
            f"{job.kind}-ended", **_named(job), why=job.state, message=said(job.message) or None,
            waited_s=_since(job.queued_at) if not job.began_at else None,
            **{spent: _since(job.began_at) if job.began_at else None}, **job.figures(),
        )  # fmt: skip
        self._acts.put(self._hand_out)
        self._tell(job)

    def _tell(self, job: Job) -> None:
        """Call the listeners from the runner's thread, without its lock: they may take long."""
        if isinstance(job, Run):
            self._acts.put(lambda: self._listener(job))
        self._acts.put(lambda: job.on_change(job))

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
            self.notice = later("{fault} Runs wait until it can be used.", fault=str(fault))
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
        """Handle a lost scheduler: its jobs wait for the next one."""
        with self._lock:
            self._cluster, self.n_places = None, 0
            self._ending.clear()
            log_event("cluster-lost", runs=self.running())
            for job, task in list(self._jobs.items()):
                if task is not None:
                    if job.wish == "train":
                        job.note_restart(is_killed=False)
                        self._go_on(job)
                    else:
                        self._leave(job)
        cluster.close()
        self._connect()

    def _hand_out(self) -> None:
        """Submit queued jobs while workers are free."""
        with self._lock:
            if self._cluster is None or not self._cluster.is_connected:
                return
            while self._n_busy() < self.n_places and (job := self._next()):
                self._begin(job, self._cluster)

    def _n_busy(self) -> int:
        """Number of busy workers. Another task might be queued behind one of theirs by Dask."""
        return self.running() + len(self._ending)

    def _next(self) -> Job | None:
        """The next job. While runs wait, computations take at most half of the workers."""
        ready = (job for job in self._waiting() if not self._is_behind_its_owners(job))
        first = next(ready, None)
        computing = sum(isinstance(job, Computation) for job, it in self._jobs.items() if it)
        if isinstance(first, Computation) and computing >= max(1, self.n_places // 2):
            return next((job for job in ready if isinstance(job, Run)), first)
        return first

    def _is_behind_its_owners(self, job: Job) -> bool:
        others = (
            it for it in self._jobs if it.owner == job.owner is not None and it.kind == job.kind
        )
        return any(it.queued_at < job.queued_at or self._jobs[it] for it in others if it is not job)

    def _begin(self, job: Job, cluster: Cluster) -> None:
        task = _Task(job, f"{self._topic}-{uuid.uuid4().hex[:8]}")
        self._jobs[job] = task
        self._was_computation = isinstance(job, Computation)
        if not job.began_at:
            job.began_at = time.monotonic()
            log_event(f"{job.kind}-started", **_named(job), waited_s=_since(job.queued_at))
        job.become("running")
        order = {"name": task.name, "topic": self._topic, "seconds": TASK_SECONDS, **job.order()}
        task.future = cluster.submit(order, lambda _: self._acts.put(lambda: self._note_done(task)))

    def _note(self, message: dict[str, Any]) -> None:
        """Handle a task's report."""
        with self._lock:
            task = next(
                (it for it in self._jobs.values() if it and it.name == message["name"]), None
            )
            if task is None:
                return
            job, is_another = task.job, task.attempt not in ("", message["attempt"])
            task.attempt, task.pid = message["attempt"], message["pid"]
            if is_another:
                log_event("process-killed", **_named(job))
                job.note_restart(is_killed=True)
            for kind, fields in message["events"]:
                if kind == "end":
                    self._note_end(task, **fields)
                else:
                    job.note_report(kind, fields)

    def _note_end(self, task: _Task, is_there: bool, failed: str = "", **returned: Any) -> None:
        """Handle the last report of a task."""
        job = task.job
        if returned:
            job.note_end(**returned)
        is_wanted = job.wish == "train" and not job.finished and not failed
        if is_wanted and (task.is_resumed or not is_there):
            self._go_on(job)
            self._tell(job)
        else:
            self._leave(job, failed)
        self._ending.add(task)

    def _note_done(self, task: _Task) -> None:
        """Handle the end of a Dask task: its worker is free.

        Without an end reported, it has raised or been killed too often ("error"), or a new
        scheduler does not know it.
        """
        with self._lock:
            job, cluster = task.job, self._cluster
            is_ended = task in self._ending
            if cluster is None or not (is_ended or self._jobs.get(job) is task):
                return
            if is_ended or task.future.status == "error":
                self._ending.discard(task)
                if not is_ended:
                    self._leave(job, self._fault_text(job, task.future))
                task.future.release()
                cluster.forget(task.name)
                self._hand_out()
                return
        self._lose(cluster)

    def _go_on(self, job: Job) -> None:
        """Move a job to the end of the queue."""
        del self._jobs[job]
        self._jobs[job] = None
        if len(self._jobs) > self.n_places:
            job.become("queued")

    @staticmethod
    def _fault_text(job: Job, future: Any) -> str:
        from distributed import KilledWorker

        fault = future.exception()
        if isinstance(fault, KilledWorker):
            return job.killed_text
        _log.error("A %s has failed.", job.kind, exc_info=fault.with_traceback(future.traceback()))
        words = fault.args[-1] if fault.args else ""  # Dask puts a remark before a long text
        told = shortened(f"{type(fault).__name__}: {words}")
        return later("{fault}. The log has the traceback.", fault=told)

    def _raise_flag(self, task: _Task) -> None:
        if self._cluster and self._jobs.get(task.job) is task:
            self._cluster.halt(task.name)


def _named(job: Job) -> dict[str, Any]:
    return {job.kind: short_name(job.id), "who": job.who}


def _since(moment: float) -> float:
    return round(time.monotonic() - moment, 2)
