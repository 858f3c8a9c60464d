"""What training reports: an event for each batch and epoch, and one for the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class BatchDone:
    """One gradient step.

    Attributes:
        epoch, batch: counted from 1; `step` counts batches over all epochs.
        nll: mean negative log-likelihood of the batch.
        chapter_loss: mean of -P(correct class), as the chapter's notebooks recorded it.
        circuits: circuits run since training began.
        seconds: of training so far, pauses left out; no part of a comparison of events.
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
        test_nll, test_chapter_loss, test_accuracy: on all `n_test` test images.
        test_thetas: the angle (radians) of each test image, rounded to 4 digits.
        test_probabilities: its P(class 1) as measured, likewise.
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
    test_probabilities: tuple[float, ...] = ()


Event = BatchDone | EpochDone | Finished
