"""The Dask worker: its tasks (some seconds of training, or a computation) and its set-up.

A worker is a process of its own: in threads of the web server, runs would hold the interpreter lock
and freeze every page. `dask worker ... --nthreads 1 --preload hqnn_core.runs.worker` starts one on
any machine.

A task reports by Dask events of its order's topic: dictionaries with "name" (of the order),
"attempt", "pid", and "events", a list of (kind, fields). Kinds are the events of training
("Started", "BatchDone", "EpochDone", "Finished"), "data", "checkpoint", "progress" and "end", which
has what the task returns: the server need not fetch it from the worker.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pickle
import time
import uuid
from typing import Any

import torch
import torchvision.datasets  # noqa: F401  imported now, so that a run starts at once
from distributed import Event as Flag, Worker, get_client, get_worker

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import InputError
from hqnn_core.limits import NICENESS
from hqnn_core.network import (
    BatchDone,
    DatasetError,
    Digits,
    EpochDone,
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
    JobFailedError,
)

REPORT_SECONDS = {"BatchDone": 0.05, "progress": 0.2}
"""Batches, and progress, are reported together, and the flag that halts is read, this often."""


class Halted(Exception):
    """The computation was cancelled."""


def dask_setup(worker: Worker) -> None:
    """Prepare a worker process; Dask calls this when the module is preloaded."""
    torch.set_num_threads(1)  # faster than two at these sizes
    if hasattr(os, "nice"):
        os.nice(NICENESS.value)  # the web server goes first
    with contextlib.suppress(DatasetError):  # a run that asks for them will say what is wrong
        load_digits()
    rehearsal = Trainer(HybridNet(), load_digits((0, 1), 10, "offline"), TrainConfig())
    next(event for event in rehearsal.events() if isinstance(event, BatchDone))


def execute(order: dict[str, Any]) -> None:
    """Train a run for some seconds, or call a computation's function; a flag halts either.

    Args:
        order: "name", also of the flag; "topic" of the reports; a computation's "call"; a run's
            "model", "training", "weights", "drawings", "state" to resume from, "until", "seconds".

    The last report, "end", has "is_there", whether the order's end is reached; a run's "state" and
    "checkpoint", or a computation's "result"; or "failed", a sentence.
    """
    reports = _Reports(order)
    try:
        (_compute if "call" in order else _train)(order, reports)
    except Halted:
        reports.send("end", is_there=False)
    except (InputError, JobFailedError) as fault:
        reports.send("end", is_there=False, failed=str(fault))


def _compute(order: dict[str, Any], reports: _Reports) -> None:
    def report(done: int, total: int) -> None:
        reports.send("progress", done=done, total=total)
        if reports.is_halted:
            raise Halted

    function, arguments = pickle.loads(order["call"])  # of our own server
    result = function(*arguments, report=report)
    reports.send("end", is_there=True, result=pickle.dumps(result))


def _train(order: dict[str, Any], reports: _Reports) -> None:
    trainer = _trainer(order)
    reports.send("data", source=trainer.data.source)
    over, is_there = time.monotonic() + order["seconds"], False
    there = {"end": Finished, "epoch": EpochDone, "batch": BatchDone}[order["until"]]
    for event in trainer.events():
        is_there = isinstance(event, there)
        is_wanted = is_there or reports.is_halted
        if isinstance(event, BatchDone) and is_wanted and not event.is_probed:
            event = dataclasses.replace(event, **trainer.probe_report())
        reports.send(type(event).__name__, **dataclasses.asdict(event))
        if isinstance(event, EpochDone):
            reports.send("checkpoint", content=checkpoint_bytes(trainer.model))
        if is_wanted or time.monotonic() > over:
            break
    network = checkpoint_bytes(trainer.model)
    reports.send("end", state=trainer.state(), checkpoint=network, is_there=is_there)


class _Reports:
    """Reports to the server, and its flag to halt."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._worker, self._topic = get_worker(), order["topic"]
        self._header = {"name": order["name"], "attempt": uuid.uuid4().hex, "pid": os.getpid()}
        self._waiting: list[tuple[str, dict[str, Any]]] = []
        self._sent = 0.0
        self._flag = Flag(order["name"], client=get_client())
        self.is_halted = self._flag.is_set()

    def send(self, kind: str, **fields: Any) -> None:
        self._waiting.append((kind, fields))
        if time.monotonic() - self._sent > REPORT_SECONDS.get(kind, -1):
            self._worker.log_event(self._topic, {**self._header, "events": self._waiting})
            self._waiting, self._sent = [], time.monotonic()
            self.is_halted = self.is_halted or self._flag.is_set()


def _trainer(order: dict[str, Any]) -> Trainer:
    training = TrainConfig.from_dict(order["training"])
    model = build_model(ModelConfig.from_dict(order["model"]))
    if order["weights"] is not None:
        model.load_state_dict(load_checkpoint(order["weights"]).state_dict())
    data = _data(order["drawings"], model.config.digits, training)
    if order["state"] is None:
        return Trainer(model, data, training)
    return Trainer.resumed(order["state"], model, data, training)


def _data(drawn: dict[str, Any] | None, digits: tuple[int, ...], training: TrainConfig) -> Digits:
    """The configured digits, or drawings to train on with the data set's test images."""
    if drawn is None:
        return load_digits(digits, training.n_per_class, training.source)
    drawings = LabelledImages.from_dict(drawn)
    return dataclasses.replace(
        load_digits(digits, 1, training.source),
        train_images=drawings.tensor(),
        train_labels=torch.tensor(drawings.labels),
        source="drawings",
    )
