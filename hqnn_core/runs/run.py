"""A training run: configuration, events, state."""

from __future__ import annotations

import itertools
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import gettext, later
from hqnn_core.network import (
    BatchDone,
    EpochDone,
    Event,
    Finished,
    LabelledImages,
    Started,
    batches_per_probe,
)
from hqnn_core.runs.job import Job

_EVENTS = {kind.__name__: kind for kind in (Started, BatchDone, EpochDone, Finished)}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Probe:
    """The network's outputs for the probe images after `step` batches.

    Attributes:
        epoch: the epoch that the last of them belongs to, from 1; 0 for the untrained network.
        batch: its number in that epoch; 0 where the epoch is whole.
        thetas, shares: see `hqnn_core.network.events`.
    """

    step: int
    epoch: int
    batch: int
    thetas: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()


class Run(Job):
    """One training run; reading it is thread-safe. Its `Runner` and the store change it.

    Training is deterministic: events repeated after a killed process are dropped.

    Attributes (besides those of every `Job`):
        batches, epochs: the events so far; these lists only grow.
        started, finished: the first event, and the last if training came to its end.
        source: of its images, once they are read.
        checkpoint: the network after the last whole epoch, or where it was paused or stopped.
        message, notices: sentences for its owner, made by `later`.
        label: a name that its owner may change.
        created: Unix time.
        weights, drawings: what it started from instead of random weights and digits; the labels of
            the drawings are class indices.
        training_state: `Trainer.state()`, to resume from.

    Raises `ValueError` for no drawings at all, and for labels that are no class of the model.
    """

    kind = "run"

    def __init__(
        self,
        model: ModelConfig,
        training: TrainConfig,
        owner: Hashable = None,
        weights: bytes | None = None,
        drawings: LabelledImages | None = None,
        priority: int = 0,
        who: str = "",
        label: str = "",
        number: int | None = None,
    ) -> None:
        """`number` is given for a run that nobody chooses by it: those of others are counted."""
        _check_drawings(drawings, model)
        super().__init__(owner, priority, who)
        self.number = next(_numbers) if number is None else number
        self.model, self.training = model, training
        self.weights, self.drawings = weights, drawings
        self.label = label or gettext("Run {number}", number=self.number)
        self.created = time.time()
        self.batches: list[BatchDone] = []
        self.epochs: list[EpochDone] = []
        self.started: Started | None = None
        self.finished: Finished | None = None
        self.source: str | None = None
        self.checkpoint: bytes | None = None
        self.notices: list[str] = []
        self.training_state: bytes | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of `Runner.submit` for the weights and drawings that it started from."""
        return {"weights": self.weights, "drawings": self.drawings}

    @property
    def n_images(self) -> int:
        """Training images."""
        return len(self.drawings) if self.drawings else self.training.n_images(self.model.n_classes)

    @property
    def n_batches_per_epoch(self) -> int:
        """Gradient steps an epoch."""
        return self.training.n_batches(self.n_images)

    @property
    def seconds(self) -> float:
        """Seconds of training so far, without pauses."""
        ends = [self.finished] if self.finished else []
        last = (*self.batches[-1:], *self.epochs[-1:], *ends)
        return max((event.seconds for event in last), default=0.0)

    @property
    def probes(self) -> list[Probe]:
        """The network's outputs for the probe images so far, from the untrained network on."""
        found = {0: Probe(0, 0, 0, *_probed(self.started))} if self.started else {}
        found |= {
            event.step: Probe(event.step, event.epoch, event.batch, *_probed(event))
            for event in self.batches.copy()
            if event.is_probed
        }
        # An epoch's end has the same outputs as its last batch.
        found |= {
            event.step: Probe(event.step, event.epoch, 0, *_probed(event))
            for event in self.epochs.copy()
        }
        return [found[step] for step in sorted(found)]

    @property
    def first_epoch(self) -> list[Probe]:
        """The probes of the first epoch at equal distances; empty until it is whole."""
        if not self.epochs or not self.started:
            return []
        every = batches_per_probe(self.n_batches_per_epoch)
        end = self.epochs[0].step
        return [p for p in self.probes if p.step == end or (p.step < end and p.step % every == 0)]

    @property
    def last_step(self) -> int:
        """Batches so far."""
        return self.batches[-1].step if self.batches else 0

    @property
    def stands(self) -> str:
        """The position in training, to follow the word "paused", in English."""
        if not self.batches:
            return "at its start"
        return f"after epoch {self.batches[-1].epoch}, batch {self.batches[-1].batch}"

    def settings(self) -> dict[str, Any]:
        model, training = self.model, self.training
        return {
            "network": model.kind, "qubits": model.qubits, "engine": model.engine,
            "shots": model.shots, "epochs": training.epochs, "images": self.n_images,
            "batch": training.batch_size, "priority": self.priority,
        }  # fmt: skip

    def figures(self) -> dict[str, Any]:
        return {"epochs": len(self.epochs), "batches": self.last_step}

    def order(self) -> dict[str, Any]:
        return {
            "until": self.until, "model": self.model.as_dict(),
            "training": self.training.as_dict(), "weights": self.weights,
            "state": self.training_state,
            "drawings": self.drawings.as_dict() if self.drawings else None,
        }  # fmt: skip

    def note_report(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "data":
            self.source = fields["source"]
        elif kind == "checkpoint":
            self.checkpoint = fields["content"]
        else:
            self.note(_EVENTS[kind](**fields))

    def note_end(self, state: bytes, checkpoint: bytes) -> None:
        self.training_state, self.checkpoint = state, checkpoint

    def note_restart(self, is_killed: bool) -> None:
        if is_killed:
            notice = later("The training process was killed; its last seconds are repeated.")
        elif self.batches:
            notice = later(
                "The connection to the training processes was lost. Training goes on after epoch "
                "{epoch}, batch {batch}.",
                **self._place,
            )
        else:
            notice = later(
                "The connection to the training processes was lost. Training begins again."
            )
        self.notices.append(notice)

    def settle(self) -> None:
        if self.finished:
            self.become(self.finished.outcome, self._end_text(self.finished))
        elif self.wish != "stopped":
            self.become("paused")
        elif self.batches:
            said = later(
                "Stopped after epoch {epoch}, batch {batch}. The network is kept.", **self._place
            )
            self.become("stopped", said)
        else:
            self.become("stopped", later("Stopped before it began."))

    def _end_text(self, end: Finished) -> str:
        if end.outcome == "completed" and end.epochs == 1:
            return later("Trained for 1 epoch.")
        if end.outcome == "completed":
            return later("Trained for {epochs} epochs.", epochs=end.epochs)
        rate = f"{self.training.learning_rate:g}"
        if not end.epochs:
            return later(
                "Training stopped: the loss became infinite or not a number. The network has its "
                "first weights. Try a smaller learning rate than {rate}.",
                rate=rate,
            )
        return later(
            "Training stopped: the loss became infinite or not a number. The network has the "
            "weights of epoch {epoch}. Try a smaller learning rate than {rate}.",
            epoch=end.epochs,
            rate=rate,
        )

    @property
    def killed_text(self) -> str:
        if not self.batches:
            return later("The training process was killed several times; the log says why.")
        return later(
            "The training process was killed several times at the same place; the log says why. "
            "The network is kept as it was after epoch {epoch}, batch {batch}.",
            **self._place,
        )

    @property
    def _place(self) -> dict[str, int]:
        return {"epoch": self.batches[-1].epoch, "batch": self.batches[-1].batch}

    def note(self, event: Event) -> None:
        """Note an event of training, unless it was noted before."""
        if isinstance(event, Started):
            self.started = self.started or event
        elif isinstance(event, Finished):
            self.finished = event
        elif isinstance(event, EpochDone):
            if event.epoch > len(self.epochs):
                self.epochs.append(event)
        elif event.step > self.last_step:
            self.batches.append(event)


def _probed(event: Started | BatchDone | EpochDone) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return event.probe_thetas, event.probe_shares


def _check_drawings(drawings: LabelledImages | None, model: ModelConfig) -> None:
    if drawings is None:
        return
    if not len(drawings):
        raise ValueError("there must be at least 1 image; got 0.")
    if bad := [label for label in drawings.labels if label >= len(model.digits)]:
        last = len(model.digits) - 1
        raise ValueError(f"a label must be a class from 0 to {last}; got {bad[0]!r}.")
