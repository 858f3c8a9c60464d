"""A published comparison computed anew: a quantum convolutional network beside a small CNN.

Source: T. Hur, L. Kim, D. K. Park, Quantum Mach. Intell. 4, 3 (2022), arXiv:2108.00661; protocol
and recorded accuracies as in the authors' repository, takh04/QCNN.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from hqnn_core.comparison.contrasts import Contrast, contrasts
from hqnn_core.experiments import Computed
from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Points,
    Truth,
    around,
    named_axis,
    named_places,
)
from hqnn_core.network import (
    CNN_RUNS,
    SEEDS,
    STEPS,
    Samples,
    cnn_answers,
    logistic_answers,
    qcnn_answers,
    samples,
    trained_qcnns,
)
from hqnn_core.quantum import Report, part_of, unreported
from hqnn_core.words import contrasts_text, percent_spread, plural, value_text

CHANNELS, MORE_CHANNELS = (2, 2), (4, 3)
"""Of the CNN's two convolutions: 26 parameters as in the paper; 53, beside the QCNN's 51."""
SHOTS = (1, 10, 100)

QCNN, CNN, LOGISTIC = "QCNN", "small CNN", "logistic regression"
NAMES = (QCNN, CNN, LOGISTIC)
QUESTIONS = {
    "dead": "Without the dead runs?",
    "whole": "With the whole image?",
    "equal": "With equal parameters?",
    "shots": "With shots?",
}
"""What a referee would ask, by short names."""
QUICK = ("dead",)
"""Questions whose answer takes milliseconds."""

RECORDED = {
    QCNN: (0.98345, 0.97967, 0.97967, 0.98061, 0.98487),
    CNN: (0.92151, 0.89409, 0.98109, 0.95887, 0.94232, 0.98014, 0.95414, 0.53664, 0.97683, 0.95887),
}
"""Test accuracies in the authors' repository, PCA to 8, cross-entropy, CNN with 26 parameters: its
files 1D_MNIST_cross_entropy_SU4.txt, and result_CNN_MNIST_2L.txt with ..._2L_DATA2.txt."""


DEAD_BELOW = 0.55
"""All ones of MNIST's test images are 0.5366 of them."""
MORE = "reads {} of 100 images more than"
ENDS = (0.2, 60.0)
"""Of the axis of misread images, percent."""


@dataclass(frozen=True)
class Row:
    """The test accuracies of networks of one kind, and which of them always say the same digit."""

    name: str
    n_parameters: int
    accuracies: tuple[float, ...]
    is_dead: tuple[bool, ...]

    def by_seed(self, with_dead: bool) -> list[float]:
        """The mean of the runs with the batches of each seed, NaN where none is left."""
        runs = [
            a if with_dead or not dead else math.nan
            for a, dead in zip(self.accuracies, self.is_dead, strict=True)
        ]
        groups = [runs[seed % len(runs) :: SEEDS] for seed in range(SEEDS)]
        return torch.tensor(groups, dtype=torch.float64).nanmean(1).tolist()


@dataclass(frozen=True)
class Race:
    """Networks under one protocol.

    Attributes:
        question: of `QUESTIONS`; empty for the paper's protocol.
        source: of the digits, see `Digits`.
        weights: of the QCNNs, S times P.
    """

    question: str
    source: str
    n_test: int
    rows: tuple[Row, ...]
    weights: tuple[tuple[float, ...], ...]

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)

    @property
    def with_dead(self) -> bool:
        """Whether dead runs count in comparisons."""
        return not self.question

    def contrasts(self) -> list[Contrast]:
        """Of all pairs of rows; with the question of shots, of each row and the CNN."""
        names = [row.name for row in self.rows]
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        if self.question == "shots":
            pairs = [(name, CNN) for name in names if name != CNN]
        return contrasts({row.name: row.by_seed(self.with_dead) for row in self.rows}, pairs)


def race(report: Report = unreported) -> Race:
    """The paper's own protocol."""
    return _race("", report)


def asked(question: str, first: Race, report: Report = unreported) -> Race:
    """The same with what a referee asks for, one of `QUESTIONS`; `first` is that of the paper."""
    if question == "dead":
        return replace(first, question=question)
    if question == "whole":
        return _race(question, report)
    data, weights = samples(False), torch.tensor(first.weights)
    if question == "equal":
        cnn = _cnn_row(data, MORE_CHANNELS, report)
        return replace(first, question=question, rows=(first.rows[0], cnn, first.rows[2]))
    measured = [
        _row(f"{QCNN}, {plural(shots, 'shot')}", weights.shape[1],
             qcnn_answers(data, weights, shots), data)
        for shots in SHOTS
    ]  # fmt: skip
    return replace(first, question=question, rows=(*measured, *first.rows[:2]))


def _race(question: str, report: Report) -> Race:
    """Reports a step of all QCNNs, and the training of a CNN, as one step each."""
    data, total = samples(question == "whole"), STEPS + CNN_RUNS
    cnn = _cnn_row(data, CHANNELS, part_of(report, 0, total))
    weights = trained_qcnns(data, part_of(report, CNN_RUNS, total))
    qcnn = _row(QCNN, weights.shape[1], qcnn_answers(data, weights), data)
    logistic = _row(LOGISTIC, data.train.shape[1] + 1, logistic_answers(data), data)
    plain = tuple(map(tuple, weights.tolist()))
    return Race(question, data.source, len(data.test), (qcnn, cnn, logistic), plain)


def _cnn_row(data: Samples, channels: tuple[int, int], report: Report) -> Row:
    answers, n_parameters = cnn_answers(data, channels, report)
    return _row(CNN, n_parameters, answers, data)


def _row(name: str, n_parameters: int, answers: Tensor, data: Samples) -> Row:
    right = (answers == data.test_labels).double().mean(1)
    is_dead = (answers == answers[:, :1]).all(1)
    return Row(name, n_parameters, tuple(right.tolist()), tuple(is_dead.tolist()))


def text(found: Race) -> str:
    """Means, dead runs and what the seeds tell apart, Markdown."""
    means = ", ".join(f"{row.name} **{percent_spread(row.accuracies)} %**" for row in found.rows)
    dead = found.row(CNN).is_dead
    counted = f"{sum(dead)} of {plural(len(dead), 'CNN')} {'is' if sum(dead) == 1 else 'are'} dead"
    left = "" if found.with_dead else ", left out below"
    sizes = ", ".join(f"{row.name} {row.n_parameters}" for row in found.rows)
    return (
        f"Of {found.n_test:,} test images ({value_text('source', found.source)}), correct: "
        f"{means}; mean and spread of the runs. {counted}: they give all images the same "
        f"answer{left}. "
        f"{contrasts_text(found.contrasts(), MORE, 100)} Parameters: {sizes}."
    )


def recorded_text() -> str:
    """What the authors recorded, Markdown."""
    n_dead = sum(a < DEAD_BELOW for a in RECORDED[CNN])
    told = " and ".join(
        f"{name} {percent_spread(values)} % ({len(values)} runs)"
        for name, values in RECORDED.items()
    )
    return f"The authors' repository records {told}; {n_dead} of the CNNs always says 1."


def guess(found: Race | None = None) -> Guess:
    """The misread images of the three kinds, or of those in a race; the authors' runs are known."""
    ticks = [(0.5, "0.5"), (1.0, "1"), (2.0, "2"), (5.0, "5"), (10.0, "10"), (50.0, "50")]
    places = named_places([row.name for row in found.rows] if found else NAMES)
    known = [dot for x, name in places for dot in _errors(x - 0.1, RECORDED.get(name, ()), 0.08)]
    return Guess(
        question="How many of 100 test images does each misread?",
        x=named_axis(),
        y=Axis("misread test images (%)", *ENDS, ticks, is_log=True, unit=" %"),
        places=places,
        start=[5.0] * len(places),
        joins="",
        known=[Mark("dots", known, "sampled", "recorded by the authors")],
    )


def truth(found: Race) -> Truth:
    """A dot for each run and a cross for each dead one; the truth is the mean of all runs."""
    rows = list(zip(named_places([row.name for row in found.rows]), found.rows, strict=True))
    dots = [
        (dot, dead)
        for (x, _), row in rows
        for dot, dead in zip(_errors(x + 0.05, row.accuracies, 0.16), row.is_dead, strict=True)
    ]
    return Truth(
        values=[100 * (1 - statistics.fmean(row.accuracies)) for _, row in rows],
        errors=[_standard_error(row.accuracies) for _, row in rows],
        marks=[
            Mark("dots", [dot for dot, dead in dots if not dead], "first", "a run of ours"),
            Mark("crosses", [dot for dot, dead in dots if dead], "ink", "dead: always the same"),
        ],
    )


def _errors(x: float, accuracies: Sequence[float], width: float) -> Points:
    """The misread images of each run in percent, within the axis."""
    return around(x, [max(100 * (1 - a), ENDS[0]) for a in accuracies], width)


def _standard_error(accuracies: Sequence[float]) -> float:
    n = len(accuracies)
    return 100 * statistics.stdev(accuracies) / math.sqrt(n) if n > 1 else 0.0


EXPERIMENT = Computed(
    intro="A paper of 2022 reads zeros and ones with a **quantum convolutional network** (QCNN) of "
    "8 qubits and finds it better than a small classical CNN. Both see 8 numbers of each image. "
    f"{recorded_text()} Here all run anew, and so does the simplest of all readers: logistic "
    "regression on the same 8 numbers.",
    compute=race,
    further={label: partial(asked, question) for question, label in QUESTIONS.items()},
    guess=guess,
    truth=truth,
    text=text,
    source="Source: T. Hur, L. Kim, D. K. Park, *Quantum convolutional neural network for "
    "classical data classification*, Quantum Mach. Intell. 4, 3 (2022), arXiv:2108.00661. Grey: "
    "the runs in the authors' repository (takh04/QCNN). By reading their code, an image is resized "
    "to 784 × 1: that leaves its two middle columns. Their code makes a new Adam in every step of "
    "the CNN; so does ours.",
)
