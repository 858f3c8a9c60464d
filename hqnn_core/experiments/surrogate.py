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
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth, points_of
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import HybridNet, load_digits, load_pretrained
from hqnn_core.quantum import (
    AerEngine,
    Report,
    analysis,
    exact_engine,
    outcome_probabilities,
    unreported,
)
from hqnn_core.words.numbers import NEGLIGIBLE, whole_text

N_CURVE = 121
REPEATS = 5
BATCH = 256  # images read at once
N_BINS = 60  # of the angles


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


def text(found: Replacement) -> str:
    """How many answers change, and how many test images are read correctly, Markdown."""
    right, by_each = found.n_right
    low, high = whole_text(min(by_each)), whole_text(max(by_each))
    parts = [
        _changes_text(found),
        gettext("The exact circuit reads {right} of them correctly.", right=whole_text(right)),
        ngettext(
            "A surrogate reads {reads}, from {n} shot in total.",
            "A surrogate reads {reads}, from {n} shots in total.",
            len(found.runs) * found.shots,
            reads=low if low == high else gettext("{low} to {high}", low=low, high=high),
        ),
    ]
    if found.curves.min() < -NEGLIGIBLE or found.curves.max() > 1 + NEGLIGIBLE:
        parts.append(gettext("Few shots are rough: a surrogate's P(1) can leave the range 0 to 1."))
    return " ".join(parts)


def _changes_text(found: Replacement) -> str:
    n, changed = len(found.labels), found.n_changed
    if any(changed):
        return ngettext(
            "Of {n} test image, the surrogates answer differently on: {changed}.",
            "Of {n} test images, the surrogates answer differently on: {changed}.",
            n, changed=", ".join(map(whole_text, changed)),
        )  # fmt: skip
    return ngettext(
        "On {n} test image, all {surrogates} surrogates agree with the circuit.",
        "On {n} test images, all {surrogates} surrogates agree with the circuit.",
        n, surrogates=len(changed),
    )  # fmt: skip


def guess(shots: int) -> Guess:
    """The curve of a surrogate, at five angles."""
    half = math.pi / 2
    named = [(-2 * half, "−π"), (-half, "−π/2"), (0.0, "0"), (half, "π/2"), (2 * half, "π")]
    return Guess(
        question=ngettext(
            "Three runs of {n} shot give a whole curve. Which one?",
            "Three runs of {n} shots give a whole curve. Which one?", shots,
        ),
        x=Axis(gettext("θ (radians)"), -math.pi - 0.3, math.pi + 0.3, named),
        y=Axis("P(1)", -0.3, 1.15, [(0.0, "0"), (0.5, "0.5"), (1.0, "1")]),
        places=[(theta, f"θ = {name}") for theta, name in named],
        start=[0.5] * 5,
        joins="curve",
    )  # fmt: skip


def truth(found: Replacement) -> Truth:
    """The curves of the exact circuit and of each surrogate, and the three runs as dots.

    The truth is the mean of the surrogates. Bars at the bottom count the test images at each angle;
    crosses on the curve are images to which any surrogate gives another answer.
    """
    at = [theta for theta, _ in guess(found.shots).places]
    there = np.stack([np.interp(at, found.grid, curve) for curve in found.curves])
    dots = [p for run in found.measured for p in points_of(_turned(found.runs), run)]
    changed = (found.surrogates != found.circuit).any(0)
    places = _turned(found.thetas)[changed]
    off = points_of(places, np.interp(places, found.grid, found.exact_curve))
    surrogates = [
        Mark("line", points_of(found.grid, curve), "first", "" if i else gettext("five surrogates"))
        for i, curve in enumerate(found.curves)
    ]
    return Truth(
        values=there.mean(0).tolist(),
        errors=(there.std(0, ddof=1) / math.sqrt(REPEATS)).tolist(),
        marks=[
            _bars(found.thetas),
            *surrogates,
            Mark("line", points_of(found.grid, found.exact_curve), "ink", gettext("exact circuit")),
            Mark("dots", dots, "first", gettext("their three runs")),
            Mark("crosses", off, "ink", gettext("images with another answer") if off else ""),
        ],
    )


def _turned(thetas: np.ndarray) -> np.ndarray:
    """Angles within half a turn of 0: whole turns make no difference to the circuit."""
    return (np.asarray(thetas) + math.pi) % (2 * math.pi) - math.pi


def _bars(thetas: np.ndarray) -> Mark:
    """How many images there are at each angle, below the curve; the longest bar is 0.18 high."""
    counts, edges = np.histogram(thetas, N_BINS, (-math.pi, math.pi))
    heights = 0.18 * counts / max(int(counts.max()), 1)
    bars = points_of((edges[:-1] + edges[1:]) / 2, heights)
    width = 2 * math.pi / N_BINS
    name = gettext("angles of the test images")
    return Mark("bars", bars, "faint", name, base=-0.28, width=width)


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "The chapter's circuit gives a sine of θ, and three values fix a sine. So we **measure at "
        "three angles**. From then on a formula answers: a *surrogate*. We make five of them, to "
        "see the spread."
    ),
    settings=[
        Setting("surrogate_shots", N_("Shots of each run"), [1, 10, 100, 1_000], 100, "{:,}".format)
    ],
    compute=pretrained_replaced,
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Source: F. J. Schreiber, J. Eisert, J. J. Meyer, *Classical surrogates for quantum "
        "learning models*, Phys. Rev. Lett. 131, 100803 (2023). This works for any circuit with "
        "few angles. More angles need many more runs."
    ),
)
