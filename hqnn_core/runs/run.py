"""One training run, as its visitor sees it."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Literal

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.network import BatchDone, EpochDone, Event, Finished, LabelledImages, Started

RunState = Literal["queued", "running", "paused", "completed", "diverged", "stopped", "failed"]
Until = Literal["end", "epoch", "batch"]
Halt = Literal["paused", "stopped"]

SHORT = 10

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Probe:
    """What the probe images give after `step` batches.

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


class Run:
    """One training run; reading it is safe from any thread. Its `Runner` and the store change it.

    The lists of events only grow. Training is the same each time, so events that come again,
    because a process was killed, are dropped.

    Attributes:
        id: its name in the store and on the cluster; no two runs have the same.
        state: see `RunState`; "paused" waits for its owner, the four after it are final. It is
            changed in `become` alone.
        batches, epochs: the events so far.
        probes: the probe images' angles, from the untrained network on.
        finished: the last event, if training came to its end.
        source: where its images come from, once they are read.
        checkpoint: the network after the last whole epoch, or where it was paused or stopped.
        message: how it ended; a sentence or two.
        notices: other things its owner should know, one sentence each.
        ended: set while its state is final.
        label: a name that its owner may change.
        owner: runs of the same owner never train at the same time.
        who: a short name of whose it is, for the log.
        priority: runs of a higher one go first.
        created: seconds since the epoch of the clock.
        weights, drawings: what it started from, where it was not fresh weights and digits; the
            labels of the drawings are class indices.
        training_state: of `Trainer`; what resumes it.
        wish, until: what its owner wants of it: to train to the "end", to the end of the "epoch" or
            of the "batch", or to be paused or stopped.
        queued_at, began_at: when it was queued by its owner, and when it began to train after that;
            of the clock that never goes back.

    Raises `ValueError` for no drawings at all, and for labels that are no class of the model.
    """

    def __init__(
        self,
        model: ModelConfig,
        training: TrainConfig,
        owner: Hashable = None,
        weights: bytes | None = None,
        drawings: LabelledImages | None = None,
        priority: int = 0,
        who: str = "",
    ) -> None:
        _check_drawings(drawings, model)
        self.id = uuid.uuid4().hex
        self.number = next(_numbers)
        self.model, self.training = model, training
        self.owner, self.weights, self.drawings = owner, weights, drawings
        self.priority = priority
        self.who = who or short_name(getattr(owner, "key", owner or ""))
        self.label = f"Run {self.number}"
        self.created = time.time()
        self.state: RunState = "queued"
        self.batches: list[BatchDone] = []
        self.epochs: list[EpochDone] = []
        self.probes: list[Probe] = []
        self.finished: Finished | None = None
        self.source: str | None = None
        self.checkpoint: bytes | None = None
        self.message = ""
        self.notices: list[str] = []
        self.ended = threading.Event()
        self.training_state: bytes | None = None
        self.wish: Literal["train"] | Halt = "train"
        self.until: Until = "end"
        self.queued_at = self.began_at = 0.0
        self.on_change: Callable[[Run], None] = lambda run: None

    @property
    def is_active(self) -> bool:
        """Whether it trains or waits for a process."""
        return self.state in ("queued", "running")

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
        last: list[BatchDone | EpochDone | Finished] = [*self.batches[-1:], *self.epochs[-1:]]
        last += [self.finished] if self.finished else []
        return max((event.seconds for event in last), default=0.0)

    @property
    def last_step(self) -> int:
        """Batches so far."""
        return self.batches[-1].step if self.batches else 0

    @property
    def stands(self) -> str:
        """Where it stands, to be read after "paused"."""
        if not self.batches:
            return "at its start"
        return f"after epoch {self.batches[-1].epoch}, batch {self.batches[-1].batch}"

    def become(self, state: RunState, message: str = "") -> None:
        """Change its state."""
        self.state, self.message = state, message
        if state in ("queued", "running", "paused"):
            self.ended.clear()
        else:
            self.ended.set()

    def note(self, event: Event) -> None:
        """Note an event of training, unless it was noted before."""
        if isinstance(event, Started):
            if not self.probes:
                self.probes.append(Probe(0, 0, 0, event.probe_thetas, event.probe_shares))
        elif isinstance(event, BatchDone):
            if event.step > self.last_step:
                self._note_batch(event)
        elif isinstance(event, EpochDone):
            if event.epoch > len(self.epochs):
                self._note_epoch(event)
        else:
            self.finished = event

    def _note_batch(self, batch: BatchDone) -> None:
        self.batches.append(batch)
        if batch.is_probed:
            thetas, shares = batch.probe_thetas, batch.probe_shares
            self.probes.append(Probe(batch.step, batch.epoch, batch.batch, thetas, shares))

    def _note_epoch(self, epoch: EpochDone) -> None:
        self.epochs.append(epoch)
        if self.probes and self.probes[-1].step == epoch.step:
            self.probes.pop()  # of the epoch's last batch: the same angles
        self.probes.append(
            Probe(epoch.step, epoch.epoch, 0, epoch.probe_thetas, epoch.probe_shares)
        )


def short_name(key: object) -> str:
    """The beginning of a visitor's name in the store: it tells visitors apart in the log."""
    return str(key)[:SHORT]


def _check_drawings(drawings: LabelledImages | None, model: ModelConfig) -> None:
    if drawings is None:
        return
    if not len(drawings):
        raise ValueError("there must be at least 1 image; got 0.")
    if bad := [label for label in drawings.labels if label >= len(model.digits)]:
        last = len(model.digits) - 1
        raise ValueError(f"a label must be a class from 0 to {last}; got {bad[0]!r}.")
