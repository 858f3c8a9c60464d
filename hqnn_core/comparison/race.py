"""The comparison of Hur, Kim and Park: QCNN, small CNN and logistic regression, seed by seed.

Source: T. Hur, L. Kim, D. K. Park, Quantum Mach. Intell. 4, 3 (2022), arXiv:2108.00661.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from hqnn_core.comparison.contrasts import Contrast, contrasts
from hqnn_core.language import N_
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

CHANNELS, MORE_CHANNELS = (2, 2), (4, 3)
"""Of the CNN's two convolutions: 26 parameters as in the paper; 53, beside the QCNN's 51."""

QCNN, CNN, LOGISTIC = "QCNN", N_("small CNN"), N_("logistic regression")
MEASURED = {1: N_("QCNN, 1 shot"), 10: N_("QCNN, 10 shots"), 100: N_("QCNN, 100 shots")}
"""Names of the QCNN with shots, by their number."""
NAMES = (QCNN, CNN, LOGISTIC)
QUESTIONS = {
    "dead": N_("Without the dead runs?"),
    "whole": N_("With the whole image?"),
    "equal": N_("With equal parameters?"),
    "shots": N_("With shots?"),
}
"""What a referee would ask, by short names."""


@dataclass(frozen=True)
class Row:
    """The test accuracies of networks of one kind, and which of them always say the same digit."""

    name: str
    n_parameters: int
    accuracies: tuple[float, ...]
    is_dead: tuple[bool, ...]

    def counted(self, with_dead: bool) -> list[float]:
        """The accuracies of all runs, or of those that live."""
        runs = zip(self.accuracies, self.is_dead, strict=True)
        return [a for a, dead in runs if with_dead or not dead]

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
        _row(name, weights.shape[1], qcnn_answers(data, weights, shots), data)
        for shots, name in MEASURED.items()
    ]
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
