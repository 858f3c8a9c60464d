"""The events of training: one before the first step, one for each batch and epoch, one at the end.

Results of the probe images (`evaluation.probe_images`), without dropout and random numbers:
`probe_thetas` are their angles (radians), for a network with one angle; `probe_shares`, for any
other, are the mean exact probabilities of each class (column) for the probes of each true class
(row), C x C, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hqnn_core.config import LossName

FIRST_EPOCH_PROBES = 50
"""The largest number of equal steps in which the first epoch can be replayed."""


def batches_per_probe(n_batches: int) -> int:
    """The batches between two reports of the probe images in a first epoch of `n_batches`."""
    return -(-n_batches // FIRST_EPOCH_PROBES)


@dataclass(frozen=True)
class Started:
    """The network before its first gradient step: epoch 0."""

    probe_thetas: tuple[float, ...]
    circuits: int
    seconds: float = field(compare=False)
    probe_shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class BatchDone:
    """One gradient step.

    Attributes:
        epoch, batch: counted from 1; `step` counts batches over all epochs.
        nll: mean negative log-likelihood of the batch.
        chapter_loss: mean of -P(correct class), as the chapter's notebooks recorded it.
        circuits: circuits run since training began.
        seconds: of training so far, without pauses; ignored when events are compared.
        probe_thetas, probe_shares: after the step; empty after most steps, see `Trainer`. Ignored
            in comparisons: a run that halts reports them at steps where another run does not.
    """

    epoch: int
    batch: int
    step: int
    nll: float
    chapter_loss: float
    circuits: int
    seconds: float = field(compare=False)
    probe_thetas: tuple[float, ...] = field(default=(), compare=False)
    probe_shares: tuple[float, ...] = field(default=(), compare=False)

    @property
    def is_probed(self) -> bool:
        return bool(self.probe_thetas or self.probe_shares)

    def loss(self, measure: LossName) -> float:
        return _in_measure(measure, self.nll, self.chapter_loss)


@dataclass(frozen=True)
class EpochDone:
    """One pass over the training images.

    Attributes:
        train_nll, train_chapter_loss: means over the training images during the epoch.
        test_nll, test_chapter_loss, test_accuracy: on `n_test` test images, without dropout.
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
    probe_shares: tuple[float, ...] = ()

    def train_loss(self, measure: LossName) -> float:
        return _in_measure(measure, self.train_nll, self.train_chapter_loss)

    def test_loss(self, measure: LossName) -> float:
        return _in_measure(measure, self.test_nll, self.test_chapter_loss)


@dataclass(frozen=True)
class Finished:
    """The last event of a run.

    Attributes:
        outcome: "completed"; or "diverged", after which the network has the weights of the
            last whole epoch again, or its initial ones if there was none.
        message: one sentence for the user.
        test_nll, test_chapter_loss, test_accuracy: on all `n_test` test images.
        test_thetas: the angle (radians) of each test image, rounded to 4 digits; empty where a
            network has more than one.
        test_answers: the predicted class of each test image.
        test_probabilities: the measured probabilities of those answers, rounded likewise.
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
    test_thetas: tuple[float, ...] = ()
    test_answers: tuple[int, ...] = ()
    test_probabilities: tuple[float, ...] = ()

    @property
    def n_right(self) -> int:
        """The number of test images that are classified correctly."""
        return round(self.test_accuracy * self.n_test)

    def test_loss(self, measure: LossName) -> float:
        return _in_measure(measure, self.test_nll, self.test_chapter_loss)


def _in_measure(measure: LossName, nll: float, chapter_loss: float) -> float:
    """A loss as it is shown: the chapter's -P(correct) as 1 - P(correct), 0 at best."""
    return nll if measure == "nll" else 1 + chapter_loss


Event = Started | BatchDone | EpochDone | Finished
