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
from hqnn_core.network import BatchDone, EpochDone, Finished, LabelledImages, Started

RunState = Literal["queued", "running", "paused", "completed", "diverged", "stopped", "failed"]
Until = Literal["end", "epoch", "batch"]

MAX_BATCHES = 50_000
"""A run with more batches keeps every second of the older ones; 50,000 take about 15 MB."""

RECENT_BATCHES = 1_000
"""The last batches, all of which are kept: a run's pace is measured on them."""

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
    """One training run; reading it is safe from any thread.

    The lists of events only grow, with two exceptions: after a process was killed, and beyond
    `MAX_BATCHES`, they are replaced by shorter lists, so keep no iterator of them.

    Attributes:
        id: its name in the store and on the cluster; no two runs have the same.
        state: see `RunState`; "paused" waits for its owner, the four after it are final.
        batches, epochs: the events so far.
        probes: the probe images' angles, from the untrained network on.
        finished: the last event, if training came to its end.
        source: where its images come from, once they are read.
        checkpoint: the network after the last whole epoch, or where it was paused or stopped.
        message: how it ended, or why a paused run halted there; a sentence or two.
        notices: other things its owner should know, one sentence each.
        ended: set while its state is final.
        label: a name that its owner may change.
        owner: runs of the same owner never train at the same time.
        who: a short name of whose it is, for the log; runs of the same one, such as those of a
            sweep, never end each other's turn.
        priority: runs of a higher one go first, and have the others make room.
        created: seconds since the epoch of the clock.
        weights, drawings: what it started from, where it was not fresh weights and digits; the
            labels of the drawings are class indices.
        training_state: of `Trainer`; what resumes it.
        state_position: steps and whole epochs at that state.

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
        self._until: Until = "end"
        self._halt: Literal["paused", "stopped"] | None = None
        self.training_state: bytes | None = None
        self.state_position = (0, 0)
        self._resume_until: Until | None = None  # how far to resume once it has halted
        self._listener: Callable[[Run], None] | None = None
        self._deaths = 0  # of its processes since the last whole epoch
        self._queued = self._began = 0.0  # its wait and its turn, of the clock that never goes back
        self._why = ""  # it was halted, where that was not its owner's wish

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

    def _order(self) -> dict[str, Any]:
        """What a task needs to train it, apart from its state."""
        return {
            "model": self.model.as_dict(),
            "training": self.training.as_dict(),
            "until": self._until,
            "weights": self.weights,
            "drawings": self.drawings.as_dict() if self.drawings else None,
        }

    def _saved(self) -> dict[str, Any]:
        """The state that it is resumed from."""
        step, epochs = self.state_position
        return {"state": self.training_state, "step": step, "epochs": epochs}

    def _end(self, state: RunState, message: str) -> None:
        self.message, self.state = message, state
        self.ended.set()

    @property
    def _place(self) -> str:
        """Where it stands."""
        if not self.batches:
            return "at its start"
        return f"after epoch {self.batches[-1].epoch}, batch {self.batches[-1].batch}"

    def _halted(self, state: Literal["paused", "stopped"], is_given_up: bool = False) -> None:
        """It stands still, at the state that it last gave."""
        self._halt = None
        given_up = " The next batch took too long and was abandoned."
        if state == "paused":
            self.message = f"Paused {self._place}.{given_up}" if is_given_up else ""
            self.state = "queued" if self._resume_until else "paused"
        elif self.batches:
            kept = f"Stopped {self._place}. The network is kept."
            self._end("stopped", kept + (given_up if is_given_up else ""))
        else:
            began = "its first batch was done" if is_given_up else "it began"
            self._end("stopped", f"Stopped before {began}.")

    def _note_report(self, report: str, fields: dict[str, Any]) -> None:
        """Note one report of its task."""
        if report == "Started":
            started = Started(**fields)
            self.probes = [Probe(0, 0, 0, started.probe_thetas, started.probe_shares)]
        elif report == "BatchDone":
            batch = BatchDone(**fields)
            self.batches.append(batch)
            if len(self.batches) > MAX_BATCHES:
                self._thin_batches()
            if batch.is_probed:
                probe = Probe(
                    batch.step, batch.epoch, batch.batch, batch.probe_thetas, batch.probe_shares
                )
                self.probes.append(probe)
        elif report == "EpochDone":
            epoch = EpochDone(**fields)
            self.epochs.append(epoch)
            if self.probes and self.probes[-1].step == epoch.step:
                self.probes.pop()  # of the epoch's last batch: the same angles
            probe = Probe(epoch.step, epoch.epoch, 0, epoch.probe_thetas, epoch.probe_shares)
            self.probes.append(probe)
            self._deaths = 0
        elif report == "Finished":
            self.finished = Finished(**fields)
            self._end(self.finished.outcome, self.finished.message)
        elif report == "checkpoint":
            self.checkpoint = fields["content"]
        elif report == "state":
            self._set_state(fields)
        elif report == "data":
            self.source = fields["source"]
        elif report == "halted":
            self._halted("paused" if self._resume_until else self._halt or "paused")
        elif report == "failed":
            self._end("failed", fields["message"])

    def _lose(self, why: str) -> None:
        """Its task is gone, not by its owner's wish: it halts at its last state, to be resumed."""
        self._fall_back()
        if self._halt is not None and self._resume_until is None:
            self._halted(self._halt)
        else:
            self.notices.append(f"{why}; training resumed {self._place}.")
            self._why = "cluster lost"
            self._resume_until = self._resume_until or self._until
            self._halted("paused")

    @property
    def _last_step(self) -> int:
        return self.batches[-1].step if self.batches else 0

    def _thin_batches(self) -> None:
        """Keep every second of the older batches: the largest run would fill the memory."""
        older, recent = self.batches[:-RECENT_BATCHES], self.batches[-RECENT_BATCHES:]
        self.batches = older[::2] + recent

    def _set_state(self, saved: dict[str, Any]) -> None:
        """The inverse of `_saved`."""
        self.training_state = saved["state"]
        self.state_position = (saved["step"], saved["epochs"])

    def _fall_back(self, saved: dict[str, Any] | None = None) -> None:
        """Forget all events after the last state, or after an earlier one."""
        if saved is not None:
            self._set_state(saved)
        step, n_epochs = self.state_position
        self.batches = [batch for batch in self.batches if batch.step <= step]
        self.epochs = self.epochs[:n_epochs]
        self.probes = [probe for probe in self.probes if probe.step <= self._last_step]


def short_name(key: object) -> str:
    """The beginning of a visitor's name in the store: it tells visitors apart in the log."""
    return str(key)[:SHORT]


def _check_drawings(drawings: LabelledImages | None, model: ModelConfig) -> None:
    if drawings is None:
        return
    if not len(drawings):
        raise ValueError("there must be at least 1 image; got 0.")
    if bad := [label for label in drawings.labels if label >= len(model.digits)]:
        raise ValueError(f"a label must be a class, 0 or 1; got {bad[0]!r}.")
