"""A worker process, seen from the server: orders go in, reports come out."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hqnn_core.runs.run import Run


class Worker:
    """One worker process, the run it is at, and the threads at its two pipes.

    Attributes:
        run: what it trains, None where nothing.
        is_busy: whether it has not said that it can take another run.
        turn: number of the present order to start.
        is_given_up: whether it has been killed because it did not halt.
    """

    def __init__(
        self,
        on_report: Callable[[Worker, str, dict[str, Any]], None],
        on_exit: Callable[[Worker, int], None],
    ) -> None:
        self.run: Run | None = None
        self.is_busy = self.is_given_up = False
        self.turn = 0
        self._on_report, self._on_exit = on_report, on_exit
        self._orders: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        package_parent = str(Path(__file__).resolve().parents[2])
        paths = [package_parent, os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hqnn_core.runs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, run: Run, turn: int) -> None:
        self.run, self.turn, self.is_busy = run, turn, True
        run.state = "running"
        self._orders.put({"order": "start", "turn": turn, **run._order()})

    def halt(self) -> None:
        """Have it end its present run after the present batch."""
        self._orders.put({"order": "halt", "turn": self.turn})

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _write(self) -> None:
        """In a thread of its own: a pipe holds less than an order, and is read after imports."""
        assert self.process.stdin is not None
        try:
            with self.process.stdin as pipe:
                while (order := self._orders.get()) is not None:
                    pipe.write(json.dumps(order) + "\n")
                    pipe.flush()
        except (BrokenPipeError, ValueError):
            pass  # the process has died; the reading thread sees its end

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as pipe:
            for line in pipe:
                if not line.endswith("\n"):
                    break  # the beginning of one: the process has died over it
                fields = json.loads(line)
                self._on_report(self, fields.pop("report"), fields)
        code = self.process.wait()
        self._orders.put(None)
        self._writer.join()
        self._on_exit(self, code)
