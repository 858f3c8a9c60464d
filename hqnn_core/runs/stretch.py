"""A stretch of training as a task of Dask, and what a worker process does when it starts.

It is trained in a process of its own because Python threads share one interpreter lock: two runs in
threads of a web server would freeze every visitor's page. `dask worker ... --nthreads 1 --preload
hqnn_core.runs.stretch` starts such a process on any machine.

Reports go out as events of the topic that the order names. Each is a dictionary: the name of the
order ("turn"), of this attempt at it ("attempt"), the worker's address and process ("worker",
"pid"), and a sequence of (kind, fields). Kinds are the events of training ("Started", "BatchDone",
"EpochDone", "Finished"), and "began" (with the state that it begins with), "data", "checkpoint",
"state" (of the training after the last event), "halted" and "failed".
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
import uuid
from typing import Any

import torch
import torchvision.datasets  # noqa: F401  imported now, so that a run starts at once
from distributed import Event as Flag, Variable, Worker, get_client, get_worker

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.limits import NICENESS
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
)

REPORT_SECONDS = 0.05
"""Batches are reported together, and the flag that halts them is looked at, this often."""
STATE_SECONDS = 2.0
"""At most this many seconds of training, and the present batch, are lost with the process."""


def dask_setup(worker: Worker) -> None:
    """Prepare a worker process; Dask calls this when the module is preloaded."""
    torch.set_num_threads(1)  # faster than two at these sizes
    if hasattr(os, "nice"):
        os.nice(NICENESS.value)  # the web server goes first
    with contextlib.suppress(DatasetError):  # a run that asks for them will say what is wrong
        load_digits()
    rehearsal = Trainer(HybridNet(), load_digits((0, 1), 10, "offline"), TrainConfig())
    next(event for event in rehearsal.events() if isinstance(event, BatchDone))


def train_stretch(order: dict[str, Any]) -> None:
    """Train a run until its order says, or until its flag is set, and report all of it.

    Args:
        order: what `Run._order` gives, with the "topic" of the reports, and with "turn", the name
            of the flag that halts it and of the variable with the last state that the server has
            seen. So a task that Dask starts again, because its process was killed, resumes there.
    """
    state: Any = Variable(order["turn"], client=get_client()).get()
    reports = _Reports(order)
    reports.send("began", **state)
    try:
        _train(order | state, reports)
    except InputError as fault:
        reports.send("failed", message=str(fault))


class _Reports:
    """The way to the server, and back: whether it wants the training to halt."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._worker = get_worker()
        self._topic = order["topic"]
        self._header = {
            "turn": order["turn"],
            "attempt": uuid.uuid4().hex,
            "worker": self._worker.address,
            "pid": os.getpid(),
        }
        self._waiting: list[tuple[str, dict[str, Any]]] = []
        self._sent = 0.0
        self._flag = Flag(order["turn"], client=get_client())
        self.is_halted = self._flag.is_set()

    def send(self, kind: str, **fields: Any) -> None:
        self._waiting.append((kind, fields))
        if kind != "BatchDone" or time.monotonic() - self._sent > REPORT_SECONDS:
            self._worker.log_event(self._topic, {**self._header, "reports": self._waiting})
            self._waiting, self._sent = [], time.monotonic()
            self.is_halted = self.is_halted or self._flag.is_set() or self._is_unwanted()

    def _is_unwanted(self) -> bool:
        """Whether the server that gave the order is dead, or has given it up."""
        task = self._worker.state.tasks.get(self._header["turn"])
        return task is None or task.state == "cancelled"


def _train(order: dict[str, Any], reports: _Reports) -> None:
    trainer = _trainer(order)
    reports.send("data", source=trainer.data.source)
    epochs, step, last_saved = order["epochs"], order["step"], time.monotonic()

    def save() -> None:
        nonlocal last_saved
        reports.send("state", state=trainer.state(), step=step, epochs=epochs)
        last_saved = time.monotonic()

    for event in trainer.events():
        is_batch = isinstance(event, BatchDone)
        is_halted = not isinstance(event, Finished) and (
            reports.is_halted or _is_far_enough(event, order["until"])
        )
        if is_halted and isinstance(event, BatchDone) and not event.is_probed:
            event = dataclasses.replace(event, **trainer.probe_report())
        if isinstance(event, EpochDone | Finished):
            reports.send("checkpoint", content=checkpoint_bytes(trainer.model))
        if isinstance(event, Finished):  # its run can be resumed for more epochs
            save()
        reports.send(type(event).__name__, **dataclasses.asdict(event))
        epochs += isinstance(event, EpochDone)
        step = event.step if isinstance(event, BatchDone) else step
        is_due = is_batch and time.monotonic() - last_saved > STATE_SECONDS
        if is_batch and (is_halted or is_due):
            reports.send("checkpoint", content=checkpoint_bytes(trainer.model))
        if is_halted or is_due or isinstance(event, EpochDone):
            save()
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
    return Trainer.resumed(order["state"], model, data, training)


def _model(config: ModelConfig, weights: bytes | None) -> HybridNet | ClassicalTwin:
    model = build_model(config)
    if weights is not None:
        model.load_state_dict(load_checkpoint(weights).state_dict())
    return model


def _own_digits(drawings: LabelledImages, others: Digits) -> Digits:
    """Drawings to train on, tested on the images of a data set."""
    return dataclasses.replace(
        others,
        train_images=drawings.tensor(),
        train_labels=torch.tensor(drawings.labels),
        source="drawings",
    )
