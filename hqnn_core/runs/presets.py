"""Presets of the Train page and questions of its sweeps, with notes on what to watch for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
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
        "Standard",
        "The chapter's network and its 100 shots, but with a slope that is exact on average, "
        "another loss, batches of 8 and 20 epochs. Watch the dots of the two colours move apart on "
        "the curve.",
    ),
    Preset(
        "as the chapter wrote it",
        "The chapter's loss, one image per step, 30 epochs, and E(θ+s) − E(θ) from its code of "
        "2020, which is not the true slope. The notebook of 2020 was made this way: watch the "
        "training curve follow the notebook's grey curve.",
        ModelConfig(rule="chapter-aliased"),
        TrainConfig(epochs=30, batch_size=1, loss="chapter"),
    ),
    Preset(
        "one shot",
        "Each circuit runs only once, so every measured P(1) is 0 or 1, at random. Watch how noisy "
        "the loss of each batch is, while the mean still falls.",
        ModelConfig(shots=1),
    ),
    Preset(
        "tiny shift",
        "The two circuits of a slope are only 0.02 rad apart. The rule is still exact on average, "
        "but 100 shots cannot tell the two circuits apart. Watch the loss jump, often to the end.",
        ModelConfig(shift=0.01),
    ),
    Preset(
        "without H",
        "Only RY(θ): P(1) starts near 0 for all images, so each image is read as a 0. After one "
        "epoch, many more images are misread than with H. Watch one colour stay near 0 while the "
        "other moves to π or −π. With some seeds, 20 epochs are not enough.",
        ModelConfig(hadamard=False),
    ),
    Preset(
        "classical twin",
        "The same layers and start weights, with a sigmoid in place of the circuit. Compare: about "
        "as many test images are read correctly, and 1 − P(correct) ends lower.",
        ModelConfig(kind="classical"),
    ),
    Preset(
        "ten digits",
        "All ten digits: six angles, an entangled circuit with two layers of its own weights, a "
        "dense layer. Watch the colour gather on the diagonal. It needs no shots: the slope is "
        "computed exactly, by backpropagation through the simulated circuit.",
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
        "quick run",
        "Five epochs on 50 images of each digit. It takes about a second.",
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
