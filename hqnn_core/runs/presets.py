"""Presets of the Train page and questions of its sweeps, with notes on what to watch for.

Names and notes are messages: a page translates them where it shows them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.language import N_
from hqnn_core.runs.grid import Grid

DEFAULT_MODEL, DEFAULT_TRAINING = ModelConfig(), TrainConfig()


@dataclass(frozen=True)
class Preset:
    """A named configuration of a run."""

    name: str
    watch_for: str
    model: ModelConfig = DEFAULT_MODEL
    training: TrainConfig = DEFAULT_TRAINING


PRESETS = (
    Preset(
        N_("Standard"),
        N_(
            "The textbook's network with 100 shots. Its slope is exact on average. It learns from "
            "8 images at a time. Watch the two colours move apart on the curve."
        ),
    ),
    Preset(
        N_("as the chapter wrote it"),
        N_(
            "The textbook's own program of 2020: its loss, 1 image per step, 30 epochs. Its slope "
            "E(θ+s) − E(θ) is not the true one. Watch the training curve follow the notebook's "
            "grey curve."
        ),
        ModelConfig(rule="chapter-aliased"),
        TrainConfig(epochs=30, batch_size=1, loss="chapter"),
    ),
    Preset(
        N_("one shot"),
        N_(
            "Each circuit runs only once, so each measured P(1) is 0 or 1, at random. Watch the "
            "error jump from batch to batch, while its mean still falls."
        ),
        ModelConfig(shots=1),
    ),
    Preset(
        N_("tiny shift"),
        N_(
            "The two circuits of a slope are only 0.02 rad apart. The rule is still exact on "
            "average, but 100 shots cannot see the difference. Watch the error jump, often to the "
            "end."
        ),
        ModelConfig(shift=0.01),
    ),
    Preset(
        N_("without H"),
        N_(
            "P(1) starts near 0, so each image is read as a 0. After one epoch, many more images "
            "are misread than with H. Watch one colour stay near 0 while the other moves to π or "
            "−π. With some seeds, 20 epochs are not enough."
        ),
        ModelConfig(hadamard=False),
    ),
    Preset(
        N_("classical twin"),
        N_(
            "The same layers and start weights, but a sigmoid instead of the circuit. Compare: it "
            "reads about as many test images correctly, and its error ends lower."
        ),
        ModelConfig(kind="classical"),
    ),
    Preset(
        N_("ten digits"),
        N_(
            "All ten digits, with six entangled qubits and a dense layer. Watch the colour gather "
            "on the diagonal. It needs no shots: the computer simulates the circuit and computes "
            "its slope exactly."
        ),
        ModelConfig(
            digits=tuple(range(10)),
            qubits=6,
            layers=2,
            engine="statevector",
            shots=None,
            rule="exact",
        ),
        TrainConfig(epochs=20, batch_size=16, learning_rate=3e-3),
    ),
    Preset(
        N_("quick run"),
        N_("5 epochs on 50 images of each digit. It takes about a second."),
        ModelConfig(engine="statevector"),
        TrainConfig(epochs=5, n_per_class=50),
    ),
)


OLD_PRESETS = {"exact slope": "Standard"}
"""Earlier names of presets, which links and commands may have, and their names now."""

_SEEDS = (0, 1, 2, 3, 4)
_FAST = ModelConfig(engine="statevector")
_SHORT = TrainConfig(epochs=5)


@dataclass(frozen=True)
class Question:
    """A question, what to look for in the answer, and the grid."""

    name: str
    watch_for: str
    axes: Mapping[str, tuple[Any, ...]]
    model: ModelConfig = _FAST
    training: TrainConfig = _SHORT

    def grid(self) -> Grid:
        return Grid(self.axes, self.model, self.training)


def question_of(grid: Grid) -> Question | None:
    """The question that has this grid, if there is one."""
    return next((question for question in QUESTIONS if question.grid() == grid), None)


QUESTIONS = (
    Question(
        N_("How many shots does training need?"),
        N_(
            "From one shot to exact values. From where on do more shots change nothing? Do two "
            "shots beat one? They can disagree."
        ),
        {"shots": (1, 2, 5, 10, 30, 100, 1000, None), "seed": _SEEDS},
    ),
    Question(
        N_("Which shift is best?"),
        N_(
            "The rule is exact on average at each shift, but the shots scatter more at some. At "
            "which shifts are few shots enough?"
        ),
        {
            "shift": (0.01, 0.1, 0.4, math.pi / 4, math.pi / 2, 3.0),
            "shots": (5, 20, 100),
            "seed": _SEEDS,
        },
    ),
    Question(
        N_("Which learning rate, which batch size?"),
        N_(
            "Small steps learn slowly, large steps may miss. Watch how the best learning rate "
            "depends on the batch size."
        ),
        {
            "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01),
            "batch_size": (1, 8, 32),
            "seed": _SEEDS,
        },
    ),
    Question(
        N_("How much noise does training bear?"),
        N_(
            "Some bits are read wrongly, some gates fail. Qiskit Aer runs these circuits, so each "
            "run takes longer. Watch the loss: noise keeps P away from 0 and 1."
        ),
        {
            "readout_error": (0.0, 0.1, 0.2, 0.3),
            "gate_error": (0.0, 0.05, 0.1),
            "seed": _SEEDS,
        },
        ModelConfig(noise="simple"),
        TrainConfig(epochs=3),
    ),
)
"""The first one is what the page begins with."""
