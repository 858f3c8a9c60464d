"""The runs that a cluster trains at this moment, and what their tasks report."""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hqnn_core.log import log_event
from hqnn_core.quantum import shortened
from hqnn_core.runs.run import Run, short_name
from hqnn_core.runs.task import Task

if TYPE_CHECKING:
    from hqnn_core.runs.cluster import Cluster

_log = logging.getLogger(__name__)
MAX_DEATHS = 3  # crashes of a run without a whole epoch in between; then it is given up
HALT_SECONDS = 1.5
"""A halt finishes the present batch first. A task that has not halted after this many seconds is
abandoned, because some batches take minutes; its run stays at the last state that it reported."""
LONGEST_BATCH = 10.0
"""So many seconds a run whose turn is over may take to finish its present batch."""
TOO_LONG = " Others were waiting. Train with fewer shots or a smaller batch."
WATCH_SECONDS = 1.0  # how often workers are counted, and a lost cluster is noticed


class Tasks:
    """A thread that hands runs to a cluster, notes their reports, and sees when something dies.

    Args:
        lock: held while a run is changed.
        address, n_workers: see `open_cluster`.
        choose: gives the next run to train, for a number of free places.
        on_left: called with a run that has ended or halted, or that must be trained anew.
        on_change: called with a run whose events, state or outcome are new.

    Attributes:
        is_connecting: until it has found or started the first cluster.
        notice: why the wanted cluster does not train; a sentence or two.
    """

    def __init__(
        self,
        lock: threading.RLock,
        address: str | None,
        n_workers: int | None,
        choose: Callable[[int], Run | None],
        on_left: Callable[[Run], None],
        on_change: Callable[[Run], None],
    ) -> None:
        self._lock, self._address, self._n_workers = lock, address, n_workers
        self._choose, self._on_left, self._on_change = choose, on_left, on_change
        self.notice, self.is_connecting = "", True
        self._tasks: dict[str, Task] = {}
        self._numbers = itertools.count(1)
        self._topic = f"hqnn-{uuid.uuid4().hex}"
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._cluster: Cluster | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._serve, name="hqnn-tasks", daemon=True)
        self._thread.start()

    @property
    def runs(self) -> list[Run]:
        return [task.run for task in self._tasks.values()]

    @property
    def n_places(self) -> int:
        """How many runs can be trained at once; 0 without a cluster."""
        return self._cluster.n_places if self._cluster else 0

    def wake(self) -> None:  # to choose the next runs
        self._inbox.put(self._dispatch)

    def halt(self, run: Run, is_turn_over: bool = False) -> None:
        """Have a run halt after its present batch, or abandon its task."""
        task = self.task_of(run)
        self._inbox.put(lambda: self._raise_flag(task))
        patience = LONGEST_BATCH if is_turn_over else HALT_SECONDS
        timer = threading.Timer(patience, self._abandon, [task, is_turn_over])
        timer.daemon = True
        timer.start()

    def task_of(self, run: Run) -> Task:
        return next(task for task in self._tasks.values() if task.run is run)

    def close(self) -> None:
        """Leave all tasks, and end the processes of a cluster on this machine."""
        with self._lock:
            self._is_closed, self._tasks = True, {}
        self.wake()
        self._thread.join()

    def _serve(self) -> None:
        self._connect()
        self.is_connecting = False
        watched, is_reached = time.monotonic(), True
        while not self._is_closed:
            with contextlib.suppress(queue.Empty):
                is_reached = self._reaches(self._inbox.get(timeout=WATCH_SECONDS))
            # By the clock: reports may come without a break.
            if not is_reached or time.monotonic() - watched >= WATCH_SECONDS:
                watched, is_reached = time.monotonic(), self._reaches(self._watch)
        if self._cluster is not None:
            self._cluster.close()

    @staticmethod
    def _reaches(act: Callable[[], None]) -> bool:
        """Whether the cluster answers to an act; it may be coming up, or going down, just now."""
        try:
            act()
        except (OSError, TimeoutError) as fault:
            _log.warning("The cluster does not answer: %s", fault)
            return False
        return True

    def _connect(self) -> None:
        # Not at the top: Dask takes a third of a second to import; the first page need not wait.
        from hqnn_core.runs.cluster import ClusterError, open_cluster

        try:
            self._cluster = open_cluster(self._address, self._n_workers, self._tell)
        except ClusterError as fault:
            self.notice = str(fault)
            while (run := self._choose(1)) is not None:
                run._end("failed", str(fault))
                self._on_change(run)
        else:
            self._cluster.listen(self._topic, lambda m: self._inbox.put(lambda: self._note(m)))
            self._dispatch()

    def _tell(self, notice: str) -> None:
        self.notice = notice

    def _watch(self) -> None:
        if self._cluster is not None:
            if self._cluster.is_connected and not self._is_wanted_one_back(self._cluster):
                self._cluster.count_places()
                if not self._cluster.is_local:
                    self.notice = self._cluster.notice
            else:
                self._reconnect(self._cluster)
        self._dispatch()

    def _is_wanted_one_back(self, cluster: Cluster) -> bool:
        """Whether a scheduler that was silent answers again; asked while nothing is trained."""
        from hqnn_core.runs.cluster import is_listened_at

        return (
            bool(cluster.stands_in_for)
            and not self._tasks
            and is_listened_at(cluster.stands_in_for)
        )

    def _reconnect(self, lost: Cluster) -> None:
        """The scheduler is gone, and with it all tasks: resume their runs on the next one."""
        with self._lock:
            runs, self._tasks, self._cluster = self.runs, {}, None
            for run in runs:
                run._lose("The connection to the training processes was lost")
                self._on_left(run)
                self._on_change(run)
        lost.close()
        self._connect()

    def _dispatch(self) -> None:
        """Hand waiting runs to the cluster while it has free workers."""
        while self._cluster is not None and not self._is_closed:
            with self._lock:
                run = self._choose(self._cluster.n_places - len(self._tasks))
                if run is None:
                    return
                run.state, run._began = "running", time.monotonic()
                turn = f"{self._topic}-{next(self._numbers)}"
                task = Task(run, turn, run._order() | {"turn": turn, "topic": self._topic})
                self._tasks[turn] = task
            self._cluster.submit(task, lambda it=task: self._inbox.put(lambda: self._note_end(it)))

    def _note(self, message: dict[str, Any]) -> None:
        """Note what a task reports."""
        with self._lock:
            task = self._tasks.get(message["turn"])
            if task is None or not self._is_alive(task, message):
                return
            reports = dict(message["reports"])
            for kind, fields in message["reports"]:
                if kind != "began":
                    task.run._note_report(kind, fields)
            is_running = task.run.state == "running"
            if not is_running:
                self._leave(task)
            if not reports.keys().isdisjoint(("data", "checkpoint", "state")) or not is_running:
                self._on_change(task.run)
        if is_running and "state" in reports and self._cluster is not None:
            self._cluster.save(task)

    def _is_alive(self, task: Task, message: dict[str, Any]) -> bool:
        """Note who is at a task: its first worker, or another one because the first has died."""
        if message["attempt"] == task.attempt:
            return True
        is_another, run = bool(task.attempt), task.run
        task.attempt = message["attempt"]
        task.worker, task.pid = message["worker"], message["pid"]
        if is_another:
            log_event("process-killed", run=short_name(run.id), who=run.who)
            run._fall_back(dict(message["reports"])["began"])
            run._deaths += 1
            if run._deaths >= MAX_DEATHS:
                self._give_up(task)
                self._inbox.put(lambda: self._drop(task))
                return False
            run.notices.append(f"The training process was killed; training resumed {run._place}.")
        return True

    def _note_end(self, task: Task) -> None:
        """Note that a task has ended; what it has reported was noted before."""
        with self._lock:
            if self._cluster is None:
                return
            if task.turn not in self._tasks:
                task.future.release()  # or Dask would do it again, should its worker die
                return
            fault: Any = self._cluster.fault_of(task)
            if self._cluster.is_death(fault):
                task.run._fall_back()
                self._give_up(task)
            elif fault is not None:
                _log.error("A run has failed.", exc_info=fault)
                said = fault.args[-1] if fault.args else ""  # Dask puts a remark before a long text
                what = shortened(f"{type(fault).__name__}: {said}")
                self._fail(task, f"{what}. The log has the traceback.")
        if fault is None:  # a new scheduler knows nothing of it
            self._reconnect(self._cluster)

    def _give_up(self, task: Task) -> None:
        self._fail(
            task,
            f"The training process ended unexpectedly {MAX_DEATHS} times in one epoch; the log "
            f"says why. The network is kept as it was {task.run._place}.",
        )

    def _fail(self, task: Task, message: str) -> None:
        task.run._end("failed", message)
        self._leave(task)
        self._on_change(task.run)

    def _abandon(self, task: Task, is_turn_over: bool) -> None:
        """Leave a task that has not halted behind, and its process.

        A run whose batch takes longer than a turn would begin that batch again in each of its turns
        and never end it. It stays paused.
        """
        with self._lock:
            if task.turn not in self._tasks:
                return
            run = task.run
            if self._cluster is not None:  # or the next run would be sent to a busy worker
                self._cluster.write_off(task)
            run._fall_back()
            is_too_long = is_turn_over and run._resume_until is not None
            state = "paused" if run._resume_until else run._halt or "paused"
            if is_too_long:
                run._resume_until, run._why = None, "batch too long"
            run._halted(state, is_given_up=True)
            if is_too_long:
                run.message += TOO_LONG
            self._leave(task)
            self._on_change(run)
        self._drop(task)

    def _leave(self, task: Task) -> None:
        """Free the place of a run that has ended or halted."""
        del self._tasks[task.turn]
        self._inbox.put(lambda: self._cluster.clear(task) if self._cluster else None)
        self._on_left(task.run)

    def _raise_flag(self, task: Task) -> None:
        if self._cluster and task.turn in self._tasks:
            self._cluster.raise_flag(task)

    def _drop(self, task: Task) -> None:
        if self._cluster is not None:
            self._cluster.abandon(task)
