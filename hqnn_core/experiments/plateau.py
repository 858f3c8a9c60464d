"""Barren plateau experiment: the variance of slopes over the number of qubits, by depth.

Sources: J. McClean and others, Nat. Commun. 9, 4812 (2018); M. Cerezo and others, Nat. Commun. 12,
1791 (2021).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hqnn_core.experiments import Computed, Setting
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.quantum import Ansatz, Report, analysis, entangled_circuit, part_of, unreported
from hqnn_core.words.numbers import decimal_text, number_text, with_spread

DRAWS = 200
MANY_QUBITS = 30


@dataclass(frozen=True)
class VariancePoint:
    """The variance of a slope in circuits of `n_qubits`, with its standard error."""

    n_qubits: int
    variance: float
    error: float


Points = Sequence[VariancePoint]


def deep_circuit(n_qubits: int) -> Ansatz:
    """A circuit deep enough to scramble its qubits: 6 n layers of RY, RZ and a ring of CX."""
    return entangled_circuit(n_qubits, 6 * n_qubits, "ring", "ry-rz", "cx")


def shallow_circuit(n_qubits: int) -> Ansatz:
    """Two layers of RY and RZ with a line of CX, however many qubits there are."""
    return entangled_circuit(n_qubits, 2, "line", "ry-rz", "cx")


def scrambled_variance(n_qubits: int) -> float:
    """The theory's variance for a Pauli string and a rotation inside a scrambling circuit.

    d**2 / (2 (d**2 - 1) (d + 1)) with d = 2**n, from the averages over two unitary 2-designs, one
    before and one behind the rotation; see `analysis.gradient_variance`.
    """
    d = 2**n_qubits
    return d**2 / (2 * (d**2 - 1) * (d + 1))


def shots_for_slope(n_qubits: int) -> float:
    """Shots of both shifted circuits after which a slope's shot error is as large as the slope.

    The slope is a typical one of a scrambling circuit: its square is v = `scrambled_variance`. With
    N shots for each of the two circuits, parameter shift by pi/2 has the variance 1 / (2 N) where
    <Z> is near 0; so N = 1 / (2 v), and both take 1 / v.
    """
    return 1 / scrambled_variance(n_qubits)


def deep_and_shallow(
    largest: int, report: Report = unreported
) -> tuple[list[VariancePoint], list[VariancePoint]]:
    """`variance_points` of deep and of shallow circuits of 2 to `largest` qubits.

    Reports slopes: a larger circuit has more of them.
    """
    sizes = range(2, largest + 1)
    circuits = [make(n) for make in (deep_circuit, shallow_circuit) for n in sizes]
    points = variance_points(circuits, report=report)
    return points[: len(sizes)], points[len(sizes) :]


def variance_points(
    circuits: Sequence[Ansatz], draws: int = DRAWS, seed: int = 0, report: Report = unreported
) -> list[VariancePoint]:
    """The mean square of the slopes of <Z> of the first qubit, for each circuit.

    Averaged over the weights of that qubit in the middle third of the circuit, whose mean slope is
    0, and over `draws` random angles; the error is the standard error over the draws.
    """
    points: list[VariancePoint] = []
    done, total = 0, draws * sum(len(ansatz.parameters) for ansatz in circuits)
    for ansatz in circuits:
        n, n_slopes = ansatz.n_qubits, len(ansatz.parameters)
        part = part_of(report, done, total, n_slopes)
        gradients = analysis.random_gradients(ansatz, "I" * (n - 1) + "Z", draws, seed, part)
        slopes, done = gradients[:, n::n], done + draws * n_slopes  # of its weights
        third = slopes.shape[1] // 3
        each = (slopes[:, third : slopes.shape[1] - third] ** 2).mean(axis=1)
        points.append(
            VariancePoint(n, float(each.mean()), float(each.std(ddof=1)) / math.sqrt(draws))
        )
    return points


def factor_per_qubit(points: Points) -> float:
    """The factor by which one more qubit divides the variance, from the first to the last."""
    first, last = points[0], points[-1]
    return (first.variance / last.variance) ** (1 / (last.n_qubits - first.n_qubits))


def text(found: tuple[Points, Points]) -> str:
    """The measurements of both circuits beside the theory, Markdown."""
    deep, shallow = found
    n = deep[-1].n_qubits
    left, few, many = (
        with_spread(end.variance, end.error) for end in (deep[-1], shallow[0], shallow[-1])
    )
    measured = gettext(
        "**Deep circuit:** each extra qubit divides the variance by {factor}. With {qubits} "
        "qubits, {left} is left. The theory says {theory}. **Shallow circuit:** {few} with {least} "
        "qubits, {many} with {qubits} qubits. ± is one standard error; the bars are two.",
        factor=number_text(factor_per_qubit(deep)), qubits=n, left=left, few=few, many=many,
        theory=number_text(scrambled_variance(n)), least=shallow[0].n_qubits,
    )  # fmt: skip
    shots = gettext(
        "A slope smaller than its shot error leads nowhere. In a deep circuit of {qubits} qubits, "
        "the two are equal only after about {shots} billion shots, for one slope.",
        qubits=MANY_QUBITS, shots=decimal_text(shots_for_slope(MANY_QUBITS) / 1e9, 1),
    )  # fmt: skip
    return f"{measured} {shots}"


def guess(largest: int) -> Guess:
    """The variance in the deep circuit, for three numbers of qubits."""
    sizes = range(2, largest + 1)
    x = Axis(gettext("qubits"), 1.6, largest + 0.4, [(n, str(n)) for n in sizes])
    powers = [(0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1.0, "1")]
    return Guess(
        question=gettext("Add qubits to a deep circuit: how flat does the landscape get?"),
        x=x,
        y=Axis(gettext("variance of the slope"), 0.001, 1.0, powers, is_log=True),
        places=[
            (n, ngettext("{n} qubit", "{n} qubits", n)) for n in (2, (2 + largest) // 2, largest)
        ],
        start=[0.1] * 3,
    )


def truth(found: tuple[Points, Points]) -> Truth:
    """Dots with two standard errors, of the deep and the shallow circuit, and the theory."""
    deep, shallow = found
    theory = [(n, scrambled_variance(n)) for n in (point.n_qubits for point in deep)]
    guessed = [deep[0], deep[(len(deep) - 1) // 2], deep[-1]]
    return Truth(
        values=[point.variance for point in guessed],
        errors=[point.error for point in guessed],
        marks=[
            Mark("line", theory, "sampled", gettext("theory for the deep circuit")),
            _dots(shallow, "second", gettext("shallow circuit, 2 layers")),
            _dots(deep, "first", gettext("deep circuit, 6 layers for each qubit")),
        ],
    )


def _dots(points: Points, colour: Literal["first", "second"], name: str) -> Mark:
    dots = [(point.n_qubits, point.variance) for point in points]
    return Mark("dots", dots, colour, name, [2 * point.error for point in points])


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "Training follows the slope. We try {draws} random settings of a circuit's weights. How "
        "far do the slopes scatter around 0? If hardly at all, the landscape is flat nearly "
        "everywhere: a *barren plateau*.",
        draws=DRAWS,
    ),
    settings=[Setting("plateau_qubits", N_("Qubits, up to"), range(4, 9), 6)],
    compute=deep_and_shallow,
    guess=guess,
    truth=truth,
    text=text,
    source=lambda: gettext(
        "Sources: J. McClean and others, Nature Communications 9, 4812 (2018). For shallow "
        "circuits: M. Cerezo and others, Nature Communications 12, 1791 (2021)."
    ),
)
