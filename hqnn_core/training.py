"""Training as a stream of events: whatever displays, saves or logs a run consumes them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from hqnn_core.config import TrainConfig
from hqnn_core.data import Digits
from hqnn_core.engines import NonFiniteAngleError
from hqnn_core.model import ClassicalTwin, HybridNet

N_PROBES_PER_CLASS = 10
PSEUDO_PROBABILITY = 1e-3
"""Added to each probability in the logarithm: few shots often measure a probability of 0."""

EVALUATION_BATCH = 256


@dataclass(frozen=True)
class BatchDone:
    """One gradient step.

    Attributes:
        epoch, batch: counted from 1; `step` counts batches over all epochs.
        nll: mean negative log-likelihood of the batch.
        chapter_loss: mean of -P(correct class), as the chapter's notebooks recorded it.
        circuits: circuits run since training began.
        seconds: since training began; no part of a comparison of events.
    """

    epoch: int
    batch: int
    step: int
    nll: float
    chapter_loss: float
    circuits: int
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class EpochDone:
    """One pass over the training images.

    Attributes:
        train_nll, train_chapter_loss: means over the epoch's training images, as they passed.
        test_nll, test_chapter_loss, test_accuracy: on `n_test` test images, without dropout.
        probe_thetas: angles (radians) of `probe_images(data)`, in their order.
    """

    epoch: int
    step: int
    train_nll: float
    train_chapter_loss: float
    test_nll: float
    test_chapter_loss: float
    test_accuracy: float
    n_test: int
    probe_thetas: tuple[float, ...]
    circuits: int
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class Finished:
    """The last event of a run.

    Attributes:
        outcome: "completed"; or "diverged", after which the network has the weights of the
            last whole epoch again, or its initial ones if there was none.
        message: one sentence for people.
        test_*: on all test images.
    """

    outcome: Literal["completed", "diverged"]
    message: str
    epochs: int
    test_nll: float
    test_chapter_loss: float
    test_accuracy: float
    n_test: int
    circuits: int
    seconds: float = field(compare=False)


Event = BatchDone | EpochDone | Finished


def train(
    model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig | None = None
) -> Iterator[Event]:
    """Train `model` in place with Adam, an event for each batch and epoch and one for the end.

    Equal models, data and configurations give equal events. A consumer may stop at any event.
    Raises `ValueError` where the classes of data and model are not the same digits.
    """
    config = config or TrainConfig()
    if data.digits != model.config.digits:
        raise ValueError(
            f"the network tells {model.config.digits} apart, the images are of {data.digits}."
        )
    return _Training(model, data, config).events()


def negative_log_likelihood(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean of -log P(correct class), for probabilities (B, C) and class indices (B,).

    Safe where a sampled probability is 0, and with a gradient there: `PSEUDO_PROBABILITY` is
    added to each class first (additive smoothing).
    """
    n_classes = probabilities.shape[1]
    smoothed = (probabilities + PSEUDO_PROBABILITY) / (1 + n_classes * PSEUDO_PROBABILITY)
    return -smoothed.gather(1, labels[:, None]).log().mean()


def chapter_loss(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean of -P(correct class): 1 - P(correct) but for the 1, as the chapter recorded it."""
    return -probabilities.gather(1, labels[:, None]).mean()


def probe_images(data: Digits) -> tuple[Tensor, Tensor]:
    """The images whose angles every epoch reports, the first few test images of each class."""
    return _first_of_each(data.test_images, data.test_labels, N_PROBES_PER_CLASS)


class _Training:
    def __init__(self, model: HybridNet | ClassicalTwin, data: Digits, config: TrainConfig) -> None:
        self.model, self.data, self.config = model, data, config
        self.optimiser = torch.optim.Adam(model.parameters(), config.learning_rate, fused=True)
        self.order = torch.Generator().manual_seed(config.seed)
        self.epoch_test = _first_of_each(
            data.test_images, data.test_labels, config.n_test_per_class
        )
        self.probes, _ = probe_images(data)
        self.last_good = _copied(model)
        self.step = 0
        self.began = time.perf_counter()
        self.circuits_before = model.circuits_run

    def events(self) -> Iterator[Event]:
        for epoch in range(1, self.config.epochs + 1):
            try:
                yield from self._epoch(epoch)
            except (_NonFiniteLossError, NonFiniteAngleError):
                self.model.load_state_dict(self.last_good)
                yield self._finished("diverged", epoch - 1)
                return
        yield self._finished("completed", self.config.epochs)

    def _epoch(self, epoch: int) -> Iterator[Event]:
        self.model.train()
        n_images = len(self.data.train_images)
        sums = torch.zeros(2, dtype=torch.float64)
        batches = torch.randperm(n_images, generator=self.order).split(self.config.batch_size)
        for number, rows in enumerate(batches, start=1):
            losses = self._step(self.data.train_images[rows], self.data.train_labels[rows])
            sums += torch.tensor(losses, dtype=torch.float64) * len(rows)
            self.step += 1
            yield BatchDone(epoch, number, self.step, *losses, *self._effort())
        train_nll, train_chapter_loss = (sums / n_images).tolist()
        test = self._tested(*self.epoch_test)
        self.last_good = _copied(self.model)
        thetas = tuple(self.model.classify(self.probes).theta[:, 0].tolist())
        yield EpochDone(
            epoch, self.step, train_nll, train_chapter_loss, *test, thetas, *self._effort()
        )

    def _step(self, images: Tensor, labels: Tensor) -> tuple[float, float]:
        """One gradient step; the two losses in front of it."""
        probabilities = self.model(images)
        nll = negative_log_likelihood(probabilities, labels)
        chapter = chapter_loss(probabilities, labels)
        loss = nll if self.config.loss == "nll" else chapter
        self.optimiser.zero_grad()
        loss.backward()
        if not loss.isfinite() or not all(map(_is_finite, self.model.parameters())):
            raise _NonFiniteLossError
        self.optimiser.step()
        return nll.item(), chapter.item()

    @torch.no_grad()
    def _tested(self, images: Tensor, labels: Tensor) -> tuple[float, float, float, int]:
        """nll, chapter loss, accuracy, and on how many images."""
        rows = images.split(EVALUATION_BATCH)
        probabilities = torch.cat([self.model.classify(part).probabilities for part in rows])
        accuracy = (probabilities.argmax(1) == labels).double().mean().item()
        nll = negative_log_likelihood(probabilities, labels).item()
        return nll, chapter_loss(probabilities, labels).item(), accuracy, len(images)

    def _finished(self, outcome: Literal["completed", "diverged"], epochs: int) -> Finished:
        test = self._tested(self.data.test_images, self.data.test_labels)
        if outcome == "completed":
            message = (
                f"Trained for {epochs} epochs; {test[2]:.1%} of {test[3]:,} test images right."
            )
        else:
            kept = f"epoch {epochs}" if epochs else "the start"
            message = (
                "The loss became infinite or not a number, so training ended; the network has "
                f"the weights of {kept}. Try a smaller learning rate than "
                f"{self.config.learning_rate:g}."
            )
        return Finished(outcome, message, epochs, *test, *self._effort())

    def _effort(self) -> tuple[int, float]:
        """Circuits and seconds since training began."""
        circuits = self.model.circuits_run - self.circuits_before
        return circuits, time.perf_counter() - self.began


class _NonFiniteLossError(ArithmeticError):
    """A loss or a gradient is infinite or not a number."""


def _is_finite(parameter: Tensor) -> bool:
    return parameter.grad is None or bool(parameter.grad.isfinite().all())


def _copied(model: HybridNet | ClassicalTwin) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def _first_of_each(images: Tensor, labels: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The first `n` images of each class, as far as there are so many."""
    rows = torch.cat([torch.nonzero(labels == k)[:n, 0] for k in labels.unique().tolist()])
    return images[rows], labels[rows]
