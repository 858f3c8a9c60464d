"""Training runs in the background: a bounded number of worker processes and a queue.

A run belongs to whoever submitted it and outlives the page that shows it. Its process ends
with the server, since a worker's orders then end.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import Any, Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.training import BatchDone, EpochDone, Finished

RunState = Literal["queued", "running", "completed", "diverged", "stopped", "failed"]


_numbers = itertools.count(1)


class Run:
    """One training run as its visitor sees it; reading it is safe from any thread.

    Attributes:
        state: see `RunState`; the last four are ends.
        batches, epochs: the events so far.
        finished: the last event, of a run that came to its own end.
        source: where its images come from, once they are read.
        checkpoint: the network after the last whole epoch, or where it was stopped.
        message: how it ended, one sentence.
    """

    def __init__(self, model: ModelConfig, training: TrainConfig) -> None:
        self.number = next(_numbers)
        self.model, self.training = model, training
        self.state: RunState = "queued"
        self.batches: list[BatchDone] = []
        self.epochs: list[EpochDone] = []
        self.finished: Finished | None = None
        self.source: str | None = None
        self.checkpoint: bytes | None = None
        self.message = ""
        self.ended = threading.Event()

    @property
    def is_active(self) -> bool:
        """Whether it still trains, or waits to."""
        return self.state in ("queued", "running")

    def _end(self, state: RunState, message: str) -> None:
        self.message, self.state = message, state
        self.ended.set()

    def _take(self, report: str, fields: dict[str, Any]) -> None:
        """Note one report of the worker."""
        if report == "BatchDone":
            self.batches.append(BatchDone(**fields))
        elif report == "EpochDone":
            thetas = tuple(fields.pop("probe_thetas"))
            self.epochs.append(EpochDone(**fields, probe_thetas=thetas))
        elif report == "Finished":
            self.finished = Finished(**fields)
            self._end(self.finished.outcome, self.finished.message)
        elif report == "checkpoint":
            self.checkpoint = base64.b64decode(fields["content"])
        elif report == "data":
            self.source = fields["source"]
        elif report == "stopped":
            where = f"epoch {self.batches[-1].epoch}, batch {self.batches[-1].batch}"
            self._end("stopped", f"Stopped at {where}; the network so far is kept.")
        elif report == "failed":
            self._end("failed", fields["message"])


class Runner:
    """Carries out runs, at most `max_running` at once, the others in order of submission."""

    def __init__(self, max_running: int | None = None) -> None:
        self._max_running = max_running or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._queue: deque[Run] = deque()
        self._workers: list[_Worker] = []

    def warm(self) -> None:
        """Start a worker if there is none, so that the first run need not wait for imports."""
        with self._lock:
            if not self._workers:
                self._workers.append(_Worker(self._dispatch))

    def submit(self, model: ModelConfig, training: TrainConfig) -> Run:
        """A new run, started as soon as a worker is free."""
        run = Run(model, training)
        with self._lock:
            self._queue.append(run)
        self._dispatch()
        return run

    def stop(self, run: Run) -> None:
        """End a run after its present batch, a waiting one at once; ended ones stay as they are."""
        with self._lock:
            if run in self._queue:
                self._queue.remove(run)
                run._end("stopped", "Stopped before it began.")
            for worker in self._workers:
                if worker.run is run:
                    worker.send({"order": "stop", "run": run.number})

    def place(self, run: Run) -> int:
        """How many runs are in front of this one in the queue, itself included; 0 if not queued."""
        with self._lock:
            return self._queue.index(run) + 1 if run in self._queue else 0

    def close(self) -> None:
        """End all workers, and with them their runs."""
        with self._lock:
            workers, self._workers = self._workers, []
            self._queue.clear()
        for worker in workers:
            worker.kill()

    def _dispatch(self) -> None:
        """Hand waiting runs to idle workers, starting new ones up to the limit."""
        with self._lock:
            self._workers = [w for w in self._workers if w.is_alive]
            while self._queue:
                idle = next((w for w in self._workers if w.run is None), None)
                if idle is None:
                    if len(self._workers) >= self._max_running:
                        return
                    idle = _Worker(self._dispatch)
                    self._workers.append(idle)
                idle.start(self._queue.popleft())


class _Worker:
    """One worker process, the run it is at, and the thread that reads its reports."""

    def __init__(self, when_idle: Any) -> None:
        self.run: Run | None = None
        self.is_alive = True
        self._when_idle = when_idle
        package_parent = str(Path(__file__).resolve().parent.parent)
        paths = [package_parent, os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hqnn_core.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, run: Run) -> None:
        self.run = run
        run.state = "running"
        configurations = {"model": run.model.as_dict(), "training": run.training.as_dict()}
        self.send({"order": "start", "run": run.number, **configurations})

    def send(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the process has died; the reading thread sees its end and fails the run

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            fields = json.loads(line)
            report = fields.pop("report")
            if report == "idle":
                self.run = None
                self._when_idle()
            elif self.run is not None:
                self.run._take(report, fields)
        self._gone()

    def _gone(self) -> None:
        """The process has ended: so has its run, unless it came to its end before."""
        code = self._process.wait()
        self.is_alive = False
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        if self.run is not None and self.run.is_active:
            self.run._end(
                "failed",
                f"The training process ended unexpectedly (exit code {code}); the log says why. "
                "Weights of the last whole epoch are kept.",
            )
        self._when_idle()
