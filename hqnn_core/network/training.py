"""The training loop, as a generator of events."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any, Literal

import torch
from torch import Tensor

from hqnn_core.config import TrainConfig
from hqnn_core.network.checkpoint import unwrapped
from hqnn_core.network.data import Digits
from hqnn_core.network.evaluation import (
    correct_text,
    first_of_each,
    probe_images,
    probe_report,
    tested,
)
from hqnn_core.network.events import (
    BatchDone,
    EpochDone,
    Event,
    Finished,
    Started,
    batches_per_probe,
)
from hqnn_core.network.losses import chapter_loss, negative_log_likelihood
from hqnn_core.network.model import ClassicalTwin, HybridNet
from hqnn_core.network.training_state import Progress, packed, unpacked
from hqnn_core.quantum import NonFiniteAngleError

FIRST_STEPS = 8
"""The probe images are reported after each of the first steps, which move their angles most."""

PROBE_GROWTH = 1.4
"""Later they are reported each time the number of steps has grown by this factor: 20 times in 500
steps, which costs 3 % of the time. In the first epoch, see `batches_per_probe`, they are besides.
"""


def train(
    model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig | None = None
) -> Iterator[Event]:
    """Train `model` in place with Adam: `Started`, one event per batch and epoch, `Finished`.

    Equal models, data and configurations give equal events. A consumer may stop at any event.
    Raises `ValueError` where the classes of data and model are not the same digits.
    """
    return Trainer(model, data, config).events()


class Trainer:
    """Training that can be interrupted after any event and resumed later, even in another process.

    `state()` is all it needs: a resumed training gives the same events and weights, to the last
    bit, as one that was never interrupted.

    Of a network that `torch.compile` or a data-parallel class has wrapped, the network itself is
    trained.

    The probe images are reported with `Started`, with each of the first `FIRST_STEPS` batches, with
    about 50 of the rest of the first epoch, ever fewer of the later ones, and with every epoch.

    Raises `ValueError` where the classes of data and model are not the same digits.
    """

    def __init__(
        self, model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig | None = None
    ) -> None:
        model, config = unwrapped(model), config or TrainConfig()
        if data.digits != model.config.digits:
            raise ValueError(
                f"the network tells {model.config.digits} apart, the images are of {data.digits}."
            )
        self.model, self.data, self.config = model, data, config
        self.is_finished = False
        self._optimiser = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
        self._order = torch.Generator().manual_seed(config.seed)
        self._epoch_test = first_of_each(
            data.test_images, data.test_labels, config.n_test_per_class
        )
        self._probes = probe_images(data)
        self._progress = Progress()
        self._last_good = _copied(model)
        self._circuits_before = model.circuits_run
        self._entered = 0.0
        self._state_before_the_end: bytes | None = None

    @classmethod
    def resumed(
        cls, state: bytes, model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig
    ) -> Trainer:
        """Resume training from a `state`; the weights of `model` are overwritten.

        `config` may have more epochs than it had. Raises `TrainingStateError` where anything else
        of the network, the images or the configuration is another, or the state is damaged.
        """
        trainer = cls(model, data, config)
        trainer._progress, trainer._last_good = unpacked(
            state, trainer.model, data, config, trainer._optimiser, trainer._order
        )
        trainer._circuits_before = trainer.model.circuits_run - trainer._progress.circuits
        return trainer

    def state(self) -> bytes:
        """All that is needed to resume: the content of a safetensors file, 300 to 400 kB.

        After the end it is the state before the last event, from which training can resume for
        more epochs as if they had been configured from the beginning.
        """
        if self._state_before_the_end is not None:
            return self._state_before_the_end
        self._progress.circuits = self.model.circuits_run - self._circuits_before
        resumable = self.model, self.data, self.config, self._optimiser, self._order
        return packed(*resumable, self._progress, self._last_good)

    def events(self) -> Iterator[Event]:
        """The remaining events; after a stop at any of them, a new call continues."""
        while not self.is_finished:
            self._entered = time.perf_counter()
            event = self._next()
            self._progress.seconds = event.seconds
            yield event

    def _next(self) -> Event:
        now = self._progress
        try:
            if not now.is_started:
                return self._started()
            if now.epochs_done == self.config.epochs:
                return self._finished("completed")
            if not len(now.rows):
                now.rows = torch.randperm(len(self.data.train_images), generator=self._order)
                now.sums = torch.zeros(2, dtype=torch.float64)
            if now.batch * self.config.batch_size < len(now.rows):
                return self._batch()
            return self._epoch_done()
        except (_NonFiniteLossError, NonFiniteAngleError):
            self.model.load_state_dict(self._last_good)
            return self._finished("diverged")

    def probe_report(self) -> dict[str, Any]:
        """The probe images' angles or shares with the present weights, see `events`."""
        return probe_report(self.model, *self._probes)

    def _started(self) -> Started:
        self._progress.is_started = True
        return Started(**self.probe_report(), **self._effort())

    def _batch(self) -> BatchDone:
        now, size = self._progress, self.config.batch_size
        self.model.train()
        rows = now.rows[now.batch * size :][:size]
        losses = self._step(self.data.train_images[rows], self.data.train_labels[rows])
        now.sums += torch.tensor(losses, dtype=torch.float64) * len(rows)
        now.batch += 1
        now.step += 1
        report = self.probe_report() if self._is_probed() else {}
        return BatchDone(
            now.epochs_done + 1, now.batch, now.step, *losses, **self._effort(), **report
        )

    def _is_probed(self) -> bool:
        """Whether the probe images are reported after the present step."""
        now = self._progress
        if now.step <= FIRST_STEPS:
            return True
        before, after = (int(math.log(n, PROBE_GROWTH)) for n in (now.step - 1, now.step))
        n_batches = self.config.n_batches(len(now.rows))
        in_first = not now.epochs_done and now.step % batches_per_probe(n_batches) == 0
        is_last = now.batch == n_batches  # then the epoch has them
        return (after > before or in_first) and not is_last

    def _epoch_done(self) -> EpochDone:
        now = self._progress
        train_nll, train_chapter_loss = (now.sums / len(now.rows)).tolist()
        test = tested(self.model, *self._epoch_test)
        self._last_good = _copied(self.model)
        now.epochs_done, now.batch, now.rows = now.epochs_done + 1, 0, torch.empty(0).long()
        return EpochDone(
            now.epochs_done,
            now.step,
            train_nll,
            train_chapter_loss,
            *test.measures,
            **self._effort(),
            **self.probe_report(),
        )

    def _step(self, images: Tensor, labels: Tensor) -> tuple[float, float]:
        """Take one gradient step; return the two losses before it."""
        probabilities = self.model(images)
        nll = negative_log_likelihood(probabilities, labels)
        chapter = chapter_loss(probabilities, labels)
        loss = nll if self.config.loss == "nll" else chapter
        self._optimiser.zero_grad()
        loss.backward()
        if not loss.isfinite() or not all(map(_is_finite, self.model.parameters())):
            raise _NonFiniteLossError
        self._optimiser.step()
        return nll.item(), chapter.item()

    def _finished(self, outcome: Literal["completed", "diverged"]) -> Finished:
        self._state_before_the_end = self.state()
        self.is_finished = True
        test = tested(self.model, self.data.test_images, self.data.test_labels)
        epochs = self._progress.epochs_done
        _, _, accuracy, n_test = test.measures
        if outcome == "completed":
            message = (
                f"Trained for {epochs} epoch{'' if epochs == 1 else 's'}: "
                f"{correct_text(round(accuracy * n_test), n_test)}."
            )
        else:
            kept = f"epoch {epochs}" if epochs else "the start"
            message = (
                "Training stopped: the loss became infinite or not a number. The network has the "
                f"weights of {kept}. Try a smaller learning rate than "
                f"{self.config.learning_rate:g}."
            )
        return Finished(
            outcome,
            message,
            epochs,
            *test.measures,
            **self._effort(),
            test_thetas=test.rounded_thetas,
            test_answers=tuple(test.answers.tolist()),
            test_probabilities=test.rounded_probabilities,
        )

    def _effort(self) -> dict[str, Any]:
        """Circuits and seconds of training so far."""
        circuits = self.model.circuits_run - self._circuits_before
        seconds = self._progress.seconds + time.perf_counter() - self._entered
        return {"circuits": circuits, "seconds": seconds}


class _NonFiniteLossError(ArithmeticError):
    """A loss or a gradient is infinite or not a number."""


def _is_finite(parameter: Tensor) -> bool:
    return parameter.grad is None or bool(parameter.grad.isfinite().all())


def _copied(model: HybridNet | ClassicalTwin) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}
