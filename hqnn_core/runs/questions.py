"""Questions of the Sweep page, each with its grid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.runs.grid import Grid

_SEEDS = (0, 1, 2, 3, 4)
_FAST = ModelConfig(engine="statevector")
_SHORT = TrainConfig(epochs=5)


@dataclass(frozen=True)
class Question:
    """A question, what to look for in the answer, and the grid."""

    name: str
    watch_for: str
    axes: Mapping[str, tuple[Any, ...]]
    model: ModelConfig = field(default_factory=lambda: _FAST)
    training: TrainConfig = field(default_factory=lambda: _SHORT)

    def grid(self) -> Grid:
        return Grid(self.axes, self.model, self.training)


def question_of(grid: Grid) -> Question | None:
    """The question that has this grid, if there is one."""
    return next((question for question in QUESTIONS if question.grid() == grid), None)


QUESTIONS = (
    Question(
        "How many shots does training need?",
        "From one shot to exact expectations. Watch where more shots stop changing the result, and "
        "how two shots, which can tie, compare with one.",
        {"shots": (1, 2, 5, 10, 30, 100, 1000, None), "seed": _SEEDS},
    ),
    Question(
        "Which shift is best?",
        "The rule gives the exact slope at any shift, but the shot error of the slope depends on "
        "it. Watch at which shifts few shots are enough.",
        {
            "shift": (0.01, 0.1, 0.4, math.pi / 4, math.pi / 2, 3.0),
            "shots": (5, 20, 100),
            "seed": _SEEDS,
        },
    ),
    Question(
        "Which learning rate, which batch size?",
        "Small steps learn slowly, large steps may miss. Watch how the best learning rate depends "
        "on the batch size.",
        {
            "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01),
            "batch_size": (1, 8, 32),
            "seed": _SEEDS,
        },
    ),
    Question(
        "How much noise does training bear?",
        "Bits that are read wrongly, and gates that fail. Qiskit Aer runs these circuits, so each "
        "run takes longer. Watch the loss: noise keeps P away from 0 and 1.",
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
