"""A training process: `python -m hqnn_core.worker`, started and fed by `hqnn_core.runner`.

Orders come in on standard input and reports go out on standard output, a JSON object a line.
A process of its own, because Python threads share one interpreter lock: two runs in threads of
a web server would freeze every visitor's page.

Orders: {"order": "start", "run": number, "model": {...}, "training": {...}} and {"order": "stop",
"run": number}; the end of the input ends the process. Reports: {"report": kind, ...}, where kind
is an event of training ("BatchDone", "EpochDone", "Finished"), or "ready", "data", "checkpoint",
"stopped", "failed", or "idle" once the process can take another run.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import os
import queue
import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO

import torch
import torchvision.datasets  # noqa: F401  imported now, so that a run starts at once

from hqnn_core.checkpoint import checkpoint_bytes
from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.data import DatasetError, load_digits
from hqnn_core.engines import aer  # noqa: F401  likewise
from hqnn_core.model import build_model
from hqnn_core.training import BatchDone, train

FLUSH_SECONDS = 0.05
NICENESS = 5  # the web server goes first


class _Reports:
    """The standard output, kept for reports alone: what libraries print goes to the log."""

    def __init__(self) -> None:
        self._out: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._flushed = 0.0

    def send(self, report: str, **fields: Any) -> None:
        self._out.write(json.dumps({"report": report, **fields}) + "\n")
        if report != "BatchDone" or time.monotonic() - self._flushed > FLUSH_SECONDS:
            self._out.flush()
            self._flushed = time.monotonic()


class _Orders:
    """The standard input, read by a thread of its own so that a stop is seen in mid-run."""

    def __init__(self) -> None:
        self.starts: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.stopped: set[int] = set()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            order = json.loads(line)
            if order["order"] == "stop":
                self.stopped.add(order["run"])
            else:
                self.starts.put(order)
        os._exit(0)  # the server is gone, and with it whoever waited for this run


def serve() -> None:
    """Carry out one run after another until the input ends."""
    reports, orders = _Reports(), _Orders()
    _report_faults(reports)
    torch.set_num_threads(1)  # faster than two at these sizes
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(DatasetError):  # a run that asks for them will say what is wrong
        load_digits()
    reports.send("ready")
    while True:
        order = orders.starts.get()
        try:
            _run(order, orders, reports)
        except DatasetError as fault:
            reports.send("failed", message=str(fault))
        reports.send("idle")


def _run(order: dict[str, Any], orders: _Orders, reports: _Reports) -> None:
    training = TrainConfig.from_dict(order["training"])
    model = build_model(ModelConfig.from_dict(order["model"]))
    data = load_digits(model.config.digits, training.n_per_class, training.source)
    reports.send("data", source=data.source)
    for event in train(model, data, training):
        is_stopped = order["run"] in orders.stopped
        if is_stopped or not isinstance(event, BatchDone):
            content = base64.b64encode(checkpoint_bytes(model)).decode("ascii")
            reports.send("checkpoint", content=content)
        reports.send(type(event).__name__, **dataclasses.asdict(event))
        if is_stopped:
            reports.send("stopped")
            return


def _report_faults(reports: _Reports) -> None:
    """Tell the server of an unexpected fault before the process dies of it, traceback and all."""

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, fault, trace)
        reports.send("failed", message=f"{kind.__name__}: {fault}. The log has the traceback.")

    sys.excepthook = hook


if __name__ == "__main__":
    serve()
