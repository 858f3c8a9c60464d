"""A sweep: the runs of a grid and their outcomes."""

from __future__ import annotations

import json
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from hqnn_core.errors import ConfigError
from hqnn_core.language import N_, gettext
from hqnn_core.log import log_event
from hqnn_core.network import Finished
from hqnn_core.runs.grid import Grid
from hqnn_core.runs.job import short_name
from hqnn_core.runs.run import Run
from hqnn_core.runs.runner import Runner

SWEEP_PRIORITY = -1
"""Below any run that somebody watches."""
UNWATCHED_PRIORITY = -2
"""Of a sweep whose owner is away."""

LEAST_AHEAD = 4  # runs handed to the runner before it knows its places

SweepState = Literal["stopped", "running", "done"]


@dataclass(frozen=True)
class Outcome:
    """How one run of a sweep ended.

    Attributes:
        index: of the run in its grid.
        outcome: "completed"; "diverged", after which the network has the weights of its last whole
            epoch; or "failed", where there is no network and the other numbers are None.
        test_accuracy, test_nll, test_chapter_loss: on all test images; the last is 1 - P(correct).
        circuits: run in training.
        seconds: of training.
        message: one sentence for people, for `said`.
    """

    index: int
    outcome: str
    test_accuracy: float | None = None
    test_nll: float | None = None
    test_chapter_loss: float | None = None
    circuits: int | None = None
    seconds: float | None = None
    message: str = ""

    @classmethod
    def of(cls, index: int, end: Finished) -> Outcome:
        """The outcome of training that has come to its end."""
        losses = end.test_nll, end.test_loss("chapter")
        effort = end.circuits, end.seconds
        return cls(index, end.outcome, end.test_accuracy, *losses, *effort, end.message)


class Sweep:
    """The runs of a grid, trained by a runner in any order; safe from any thread.

    It can be stopped and started again, and `to_bytes` carries it over to another process: what is
    done stays done. A run that was stopped in this process goes on where it stood.

    Attributes:
        id: no two sweeps have the same.
        name: what people call it.
        who: a short name of whose it is, once it was started for somebody; for the log.
        priority: of the runs that it will hand to the runner.
        outcomes: of the runs that have ended, by their index in the grid.
        finished: set while none of its runs is being trained or waits for it.
    """

    def __init__(self, grid: Grid, name: str = "", outcomes: Iterable[Outcome] = ()) -> None:
        self.id, self.created = uuid.uuid4().hex, time.time()
        self.grid, self.name = grid, name
        self.outcomes = {outcome.index: outcome for outcome in outcomes}
        self._lock = threading.RLock()
        self._runner: Runner | None = None
        self._on_change: Callable[[Sweep], None] = lambda sweep: None
        self._runs: dict[int, Run | None] = {}  # at the runner; None on the way there
        self._todo: list[int] = []
        self.who = short_name(self.id)
        self._began = (0.0, 0)  # when it was started, and how many runs were done then
        self.priority = SWEEP_PRIORITY
        self.finished = threading.Event()
        self.finished.set()

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def state(self) -> SweepState:
        if self._runner is not None:
            return "running"
        return "done" if len(self.outcomes) == len(self) and not self.n_failed else "stopped"

    @property
    def n_done(self) -> int:
        """Runs that have ended."""
        return len(self.outcomes)

    @property
    def n_failed(self) -> int:
        """Runs that have ended without a network; starting the sweep again tries them again."""
        return sum(outcome.outcome == "failed" for outcome in list(self.outcomes.values()))

    @property
    def seconds_left(self) -> float | None:
        """Estimated time left, s; None before a run has ended."""
        since, n_before = self._began
        n_new = self.n_done - n_before
        if self.state != "running" or n_new <= 0:
            return None
        return (time.monotonic() - since) / n_new * (len(self) - self.n_done)

    def start(
        self,
        runner: Runner,
        on_change: Callable[[Sweep], None] = lambda sweep: None,
        who: str = "",
    ) -> None:
        """Train all runs that have no network yet; nothing where it runs already.

        `on_change` is called, from any thread, whenever a run has ended; `who` is the visitor's
        name in the store.
        """
        with self._lock:
            if self._runner is not None:
                return
            self.who = short_name(who or self.id)
            self.outcomes = {i: o for i, o in self.outcomes.items() if o.outcome != "failed"}
            done = {*self.outcomes, *self._runs}
            self._todo = [index for index in range(len(self)) if index not in done]
            halted = [run for run in self._runs.values() if run is not None]
            if not self._todo and not halted:
                return
            self._runner, self._on_change = runner, on_change
            self._began = time.monotonic(), self.n_done
            self.finished.clear()
            self._log("sweep-started")
        for run in halted:
            runner.resume(run)
        self._hand_out()

    def stop(self) -> None:
        """Pause all runs; `start` resumes them."""
        with self._lock:
            runner, self._runner = self._runner, None
            begun = [(index, run) for index, run in self._runs.items() if run is not None]
            self._runs = {index: run for index, run in begun if run.batches}
        if runner is not None:
            self._log("sweep-ended", why="stopped")
        for index, run in begun:
            if runner is not None:
                (runner.pause if index in self._runs else runner.stop)(run)
        self.finished.set()

    def _hand_out(self) -> None:
        """Keep some runs queued, so that no worker is idle.

        The runner is called without our lock: its threads hold its own when they call `_note`.
        """
        while (next_one := self._take_next()) is not None:
            runner, index = next_one
            model, training = self.grid.settings(index)
            run = runner.submit(
                model,
                training,
                priority=self.priority,
                on_change=lambda run, index=index: self._note(index, run),
                who=self.who,
            )
            with self._lock:
                if index in self._runs:  # else it has ended by now
                    self._runs[index] = run
                is_stopped = self._runner is not runner
            if is_stopped:
                runner.stop(run)

    def _take_next(self) -> tuple[Runner, int] | None:
        with self._lock:
            runner = self._runner
            if runner is None or not self._todo:
                return None
            if len(self._runs) >= max(2 * runner.n_places, LEAST_AHEAD):
                return None
            index = self._todo.pop(0)
            self._runs[index] = None
            return runner, index

    def _note(self, index: int, run: Run) -> None:
        """Note a run that has ended by itself."""
        with self._lock:
            if not run.ended.is_set() or run.state == "stopped" or index not in self._runs:
                return
            del self._runs[index]
            outcome = Outcome.of(index, run.finished) if run.finished else Outcome(index, "failed")
            self.outcomes[index] = replace(outcome, message=run.message)
            is_done = not self._todo and not self._runs
            if is_done:
                self._runner = None
        self._hand_out()
        self._on_change(self)
        if is_done:
            self._log("sweep-ended", why="completed")
            self.finished.set()

    def _log(self, event: str, why: str | None = None) -> None:
        what = {"sweep": short_name(self.id), "who": self.who, "why": why}
        log_event(event, **what, runs=len(self), done=self.n_done, failed=self.n_failed)

    def learn(self, outcomes: Iterable[Outcome]) -> None:
        """Merge outcomes from another server; those runs are not trained here."""
        with self._lock:
            new = [o for o in outcomes if o.index not in self.outcomes]
            self.outcomes |= {outcome.index: outcome for outcome in new}
            self._todo = [index for index in self._todo if index not in self.outcomes]

    def to_bytes(self) -> bytes:
        """The grid and the outcomes."""
        fields = {
            "id": self.id,
            "name": self.name,
            "created": self.created,
            "grid": self.grid.as_dict(),
            "outcomes": [asdict(outcome) for _, outcome in sorted(self.outcomes.copy().items())],
        }
        return zlib.compress(json.dumps(fields).encode(), 1)

    @classmethod
    def from_bytes(cls, content: bytes) -> Sweep:
        """The sweep that `to_bytes` wrote; it is stopped. Raises `ConfigError` otherwise."""
        try:
            fields = json.loads(zlib.decompress(content))
            sweep = cls(
                Grid.from_dict(fields["grid"]),
                fields["name"],
                [Outcome(**outcome) for outcome in fields["outcomes"]],
            )
            sweep.id, sweep.created = fields["id"], fields["created"]
        except (zlib.error, ValueError, KeyError, TypeError) as fault:
            needs = gettext("cannot be read: {fault}", fault=str(fault))
            raise ConfigError(N_("a sweep"), needs) from None
        return sweep
