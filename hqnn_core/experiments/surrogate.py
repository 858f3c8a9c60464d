"""Surrogate experiment: a formula from three circuit runs replaces the trained circuit.

Shapes: N test images, K angles of a curve, R repeats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.experiments import Computed, Setting
from hqnn_core.figures.charts import Spec, axis_of, frame_of, layer, pi_axis
from hqnn_core.figures.palette import Palette
from hqnn_core.network import HybridNet, load_digits, load_pretrained
from hqnn_core.quantum import (
    AerEngine,
    Report,
    analysis,
    exact_engine,
    outcome_probabilities,
    unreported,
)
from hqnn_core.words import NEGLIGIBLE, plural

N_CURVE = 121
REPEATS = 5
BATCH = 256  # images read at once
N_BINS = 60  # of the chart's bars
ANSWERS = ["None", "Fewer than 1 in 100", "1 in 100 or more"]
"""The share of test images that get another answer, of all surrogates together."""


@dataclass(frozen=True)
class Replacement:
    """A network of one angle beside `REPEATS` surrogates, each made from three measured runs.

    Attributes:
        shots: of each of the three runs.
        runs: angles at which they were measured, (3,), radians.
        grid: angles of the curves, (K,), radians.
        exact_curve: exact P(measuring 1) of the circuit, (K,).
        curves: of the surrogates, (R, K); shots may leave them outside [0, 1].
        measured: P(measuring 1) in the three runs, (R, 3).
        thetas: of the test images, (N,).
        labels: their true classes, (N,).
        circuit: their classes by the exact circuit, (N,).
        surrogates: their classes by each surrogate, (R, N).
    """

    shots: int
    runs: NDArray[np.floating]
    grid: NDArray[np.floating]
    exact_curve: NDArray[np.floating]
    curves: NDArray[np.floating]
    measured: NDArray[np.floating]
    thetas: NDArray[np.floating]
    labels: NDArray[np.integer]
    circuit: NDArray[np.integer]
    surrogates: NDArray[np.integer]

    @property
    def n_changed(self) -> list[int]:
        """For each surrogate: the test images to which it gives another class."""
        return (self.surrogates != self.circuit).sum(1).tolist()

    @property
    def n_answers(self) -> int:
        """Answers of all surrogates together."""
        return self.surrogates.size

    @property
    def n_kept(self) -> int:
        """Answers of the surrogates that are those of the circuit."""
        return self.n_answers - sum(self.n_changed)

    @property
    def share_kept(self) -> float:
        return self.n_kept / self.n_answers

    @property
    def n_right(self) -> tuple[int, list[int]]:
        """Test images read correctly by the circuit, and by each surrogate."""
        circuit = int((self.circuit == self.labels).sum())
        return circuit, (self.surrogates == self.labels).sum(1).tolist()


def replaced_circuit(
    network: HybridNet,
    images: Tensor,
    labels: Tensor,
    shots: int,
    seed: int | None = None,
    report: Report = unreported,
) -> Replacement:
    """Replace the circuit of a network with one angle; `images` (N, 1, 28, 28) are test images.

    Reports surrogates made, and batches of images read.
    """
    ansatz, grid = network.quantum.ansatz, np.linspace(-math.pi, math.pi, N_CURVE)
    engine = AerEngine(shots, seed)
    made: list[analysis.Surrogate] = []
    parts: list[Tensor] = []
    batches = images.split(BATCH)
    total = REPEATS + len(batches)
    for _ in range(REPEATS):
        report(len(made), total)
        made.append(analysis.surrogate(ansatz, engine))
    for batch in batches:
        report(REPEATS + len(parts), total)
        parts.append(network.activations(batch).theta)
    report(total, total)
    thetas = torch.cat(parts).double()
    runs = made[0].harmonics[0].grid
    return Replacement(
        shots=shots,
        runs=runs,
        grid=grid,
        exact_curve=_p_one(exact_engine().expectations(ansatz, grid[:, None])[:, 0]),
        curves=np.stack([_curve(each, grid) for each in made]),
        measured=np.stack([_curve(each, runs) for each in made]),
        thetas=thetas[:, 0].numpy(),
        labels=labels.numpy(),
        circuit=network.measure(thetas, exact_engine()).labels.numpy(),
        surrogates=np.stack([_classes(each, thetas) for each in made]),
    )


def pretrained_replaced(shots: int, report: Report = unreported) -> Replacement:
    """`replaced_circuit` of the pretrained network for 0 and 1, with their test images."""
    network, digits = load_pretrained("zero-one"), load_digits((0, 1), 1, "auto")
    return replaced_circuit(network, digits.test_images, digits.test_labels, shots, report=report)


def _curve(made: analysis.Surrogate, angles: NDArray[np.floating]) -> NDArray[np.floating]:
    return _p_one(made(torch.from_numpy(angles)[:, None])[:, 0].numpy())


def _classes(made: analysis.Surrogate, thetas: Tensor) -> NDArray[np.integer]:
    """A tie gives class 0, as in the network's own answers."""
    return (made(thetas)[:, 0] < 0).long().numpy()


def _p_one(expectation: NDArray[np.floating]) -> NDArray[np.floating]:
    return outcome_probabilities(expectation)[1]


def answer(found: Replacement) -> str:
    share = sum(found.n_changed) / found.n_answers
    return ANSWERS[0 if share == 0 else 1 if share < 0.01 else 2]


def text(found: Replacement) -> str:
    """How many answers change, and how many test images are read correctly, Markdown."""
    n, (right, by_each), changed = len(found.labels), found.n_right, found.n_changed
    if any(changed):
        listed = ", ".join(f"{count:,}" for count in changed)
        said = (
            f"Of {n:,} test images, the {len(changed)} surrogates give another answer to {listed}."
        )
    else:
        said = f"All {len(changed)} surrogates give all {n:,} test images the circuit's answer."
    low, high = min(by_each), max(by_each)
    reads = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    outside = ""
    if found.curves.min() < -NEGLIGIBLE or found.curves.max() > 1 + NEGLIGIBLE:
        outside = (
            " A surrogate's P(1) can leave the range from 0 to 1: few shots give the height of its "
            "curve only roughly."
        )
    return (
        f"{said} The exact circuit reads {right:,} correctly; a surrogate reads {reads}, from "
        f"{plural(len(found.runs) * found.shots, 'shot')} in total.{outside}"
    )


def chart(found: Replacement, palette: Palette, height: int = 300) -> Spec:
    """P(measuring 1) by the exact circuit (ink), by each surrogate, and its three runs as dots.

    Bars at the bottom count the test images at each angle; crosses on the curve are images to
    which any surrogate gives another answer.
    """
    x = pi_axis("theta", -math.pi, math.pi)
    y = axis_of("p", {"title": "P(1)", "values": [0, 0.5, 1], "grid": True}, -0.3, 1.15)
    exact = _rows(found.grid, found.exact_curve)
    curves = [
        {**row, "i": i} for i, curve in enumerate(found.curves) for row in _rows(found.grid, curve)
    ]
    dots = [row for measured in found.measured for row in _rows(_turned(found.runs), measured)]
    changed = (found.surrogates != found.circuit).any(0)
    places = _turned(found.thetas)
    off = _rows(places[changed], np.interp(places[changed], found.grid, found.exact_curve))
    line = {"type": "line", "clip": True}
    return {
        **frame_of(height, palette),
        "layer": [
            layer(_bars(places), {"type": "bar", "color": palette.faint, "width": {"band": 1}},
                  {"x": {**x, "field": "theta"}, "x2": {"field": "to"},
                   "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
            layer(curves, {**line, "strokeWidth": 2, "opacity": 0.7, "color": palette.others[0]},
                  {"x": x, "y": y, "detail": {"field": "i"}}),
            layer(exact, {**line, "strokeWidth": 2.5, "color": palette.ink}, {"x": x, "y": y}),
            layer(dots, {"type": "point", "filled": True, "size": 90, "color": palette.others[0],
                         "opacity": 0.8, "clip": True}, {"x": x, "y": y}),
            layer(off, {"type": "point", "shape": "cross", "filled": True, "size": 110,
                        "color": palette.ink, "opacity": 1}, {"x": x, "y": y}),
        ],
    }  # fmt: skip


def _rows(thetas: np.ndarray, values: np.ndarray) -> list[Spec]:
    return [
        {"theta": round(float(t), 4), "p": round(float(p), 4)}
        for t, p in zip(thetas, values, strict=True)
    ]


def _turned(thetas: np.ndarray) -> np.ndarray:
    """Angles within half a turn of 0: whole turns make no difference to the circuit."""
    return (np.asarray(thetas) + math.pi) % (2 * math.pi) - math.pi


def _bars(thetas: np.ndarray) -> list[Spec]:
    """How many images there are at each angle, below the curve; the longest bar is 0.18 high."""
    counts, edges = np.histogram(thetas, N_BINS, (-math.pi, math.pi))
    tallest = max(int(counts.max()), 1)
    return [
        {"theta": float(a), "to": float(b), "low": -0.28, "high": -0.28 + 0.18 * int(n) / tallest}
        for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)
        if n
    ]


EXPERIMENT = Computed(
    intro="What the chapter's circuit gives is a sine of θ, and three of its values fix a sine. So "
    "the circuit is **measured at three angles**, and a formula answers from then on: a "
    "*surrogate*. It is made five times, to see the spread.",
    settings=[
        Setting("surrogate_shots", "Shots of each run", [1, 10, 100, 1_000], 100, "{:,}".format)
    ],
    question="How many test images get another answer than from the exact circuit?",
    answers=ANSWERS,
    button="Measure at three angles",
    compute=pretrained_replaced,
    answer=answer,
    text=text,
    charts={"P(1) over θ: the exact circuit, five surrogates, and where the images are": chart},
    legend="Dark: the exact circuit. Coloured: the five surrogates and their three runs. "
    "Grey bars: the angles of the test images. Crosses: images with another answer.",
    source="Source: F. J. Schreiber, J. Eisert, J. J. Meyer, *Classical surrogates for quantum "
    "learning models*, Phys. Rev. Lett. 131, 100803 (2023). It works for any circuit with few "
    "angles: the number of runs grows fast with the angles.",
)
