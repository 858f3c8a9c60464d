"""A training process: `python -m hqnn_core.runs.worker`, started and fed by the runner.

Orders come in on standard input and reports go out on standard output, a JSON object a line.
It is a separate process because Python threads share one interpreter lock: two runs in threads of
a web server would freeze every visitor's page.

Orders: {"order": "start", "turn": number, "model": {...}, "training": {...}, "until": "end" or
"epoch" or "batch", "epochs_done": number, "state": ..., "weights": ..., "drawings": {...}},
bytes as base64 and null for what there is not, and {"order": "halt", "turn": number}; the end of
the input ends the process.
Reports: {"report": kind, ...}, where kind is an event of training ("Started", "BatchDone",
"EpochDone", "Finished"), or "data", "checkpoint", "state" (of the training after the
last event), "halted", "failed", or "idle" once the process can take another run.
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

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import (
    BatchDone,
    ClassicalTwin,
    DatasetError,
    Digits,
    EpochDone,
    Event,
    Finished,
    HybridNet,
    LabelledImages,
    Trainer,
    build_model,
    checkpoint_bytes,
    load_checkpoint,
    load_digits,
)
from hqnn_core.quantum import (
    AerEngine,  # noqa: F401  likewise
    InputError,
    shortened,
)

FLUSH_SECONDS = 0.05
STATE_SECONDS = 2.0
"""At most this many seconds of training, and the present batch, are lost with the process."""
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
    """The standard input, read by a thread of its own so that a halt is seen in mid-run."""

    def __init__(self) -> None:
        self.starts: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.halted: set[int] = set()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            order = json.loads(line)
            if order["order"] == "halt":
                self.halted.add(order["turn"])
            else:
                self.starts.put(order)
        os._exit(0)  # the server is gone, and with it whoever waited for this run


def serve() -> None:
    """Train one run after another until the input ends."""
    reports, orders = _Reports(), _Orders()
    _report_faults(reports)
    torch.set_num_threads(1)  # faster than two at these sizes
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(DatasetError):  # a run that asks for them will say what is wrong
        load_digits()
    while True:
        order = orders.starts.get()
        try:
            _run(order, orders, reports)
        except InputError as fault:
            reports.send("failed", message=str(fault))
        reports.send("idle")


def _run(order: dict[str, Any], orders: _Orders, reports: _Reports) -> None:
    trainer = _trainer(order)
    reports.send("data", source=trainer.data.source)
    epochs_done, saved = order["epochs_done"], time.monotonic()
    for event in trainer.events():
        is_batch = isinstance(event, BatchDone)
        is_halted = not isinstance(event, Finished) and (
            order["turn"] in orders.halted or _is_far_enough(event, order["until"])
        )
        if is_halted and isinstance(event, BatchDone) and not event.probe_thetas:
            event = dataclasses.replace(event, probe_thetas=trainer.probe_thetas())
        if isinstance(event, EpochDone | Finished):
            reports.send("checkpoint", content=_text(checkpoint_bytes(trainer.model)))
        if isinstance(event, Finished):  # its run can be resumed for more epochs
            reports.send("state", content=_text(trainer.state()), epochs=epochs_done)
        reports.send(type(event).__name__, **dataclasses.asdict(event))
        epochs_done += isinstance(event, EpochDone)
        is_due = is_batch and time.monotonic() - saved > STATE_SECONDS
        if is_batch and (is_halted or is_due):
            reports.send("checkpoint", content=_text(checkpoint_bytes(trainer.model)))
        if is_halted or is_due or isinstance(event, EpochDone):
            reports.send("state", content=_text(trainer.state()), epochs=epochs_done)
            saved = time.monotonic()
        if is_halted:
            reports.send("halted")
            return


def _is_far_enough(event: Event, until: str) -> bool:
    return isinstance(event, {"end": Finished, "epoch": EpochDone, "batch": BatchDone}[until])


def _trainer(order: dict[str, Any]) -> Trainer:
    training = TrainConfig.from_dict(order["training"])
    model = _model(ModelConfig.from_dict(order["model"]), order["weights"])
    if order["drawings"] is None:
        data = load_digits(model.config.digits, training.n_per_class, training.source)
    else:
        own = LabelledImages.from_dict(order["drawings"])
        data = _own_digits(own, load_digits(model.config.digits, 1, training.source))
    if order["state"] is None:
        return Trainer(model, data, training)
    return Trainer.resumed(base64.b64decode(order["state"]), model, data, training)


def _model(config: ModelConfig, weights: str | None) -> HybridNet | ClassicalTwin:
    model = build_model(config)
    if weights is not None:
        model.load_state_dict(load_checkpoint(base64.b64decode(weights)).state_dict())
    return model


def _own_digits(drawings: LabelledImages, others: Digits) -> Digits:
    """Drawings to train on, tested on the images of a data set."""
    return dataclasses.replace(
        others,
        train_images=drawings.tensor(),
        train_labels=torch.tensor(drawings.labels),
        source="drawings",
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _report_faults(reports: _Reports) -> None:
    """Report an unexpected error to the server, with its traceback, before the process dies."""

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, fault, trace)
        what = shortened(f"{kind.__name__}: {fault}")
        reports.send("failed", message=f"{what}. The log has the traceback.")

    sys.excepthook = hook


if __name__ == "__main__":
    serve()
