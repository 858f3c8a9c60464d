"""What the Beyond page says of slopes that vanish in deep circuits."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.quantum import analysis
from hqnn_core.words.numbers import number_text, with_spread

PLATEAU_ANSWERS = [
    "It stays about the same",
    "It loses about a third with each qubit",
    "It halves with each qubit",
]
MANY_QUBITS = 30

Points = Sequence[analysis.VariancePoint]


def factor_per_qubit(points: Points) -> float:
    """By how much the variance is divided with each qubit more, from the first to the last."""
    first, last = points[0], points[-1]
    return (first.variance / last.variance) ** (1 / (last.n_qubits - first.n_qubits))


def plateau_answer(deep: Points) -> str:
    """Which of the predictions came out."""
    factor = factor_per_qubit(deep)
    return PLATEAU_ANSWERS[0 if factor < 1.2 else 1 if factor < 1.75 else 2]


def plateau_text(deep: Points, shallow: Points) -> str:
    """What was measured of both circuits, beside the theory, and what it means, Markdown."""
    n, last = deep[-1].n_qubits, deep[-1]
    shots = analysis.shots_for_slope(MANY_QUBITS)
    return (
        f"**Deep:** each qubit more divides the variance by {number_text(factor_per_qubit(deep))}. "
        f"With {n} qubits, {with_spread(last.variance, last.error)} is left; the theory says "
        f"{number_text(analysis.scrambled_variance(n))}. **Shallow:** "
        f"{with_spread(shallow[0].variance, shallow[0].error)} with {shallow[0].n_qubits} qubits, "
        f"{with_spread(shallow[-1].variance, shallow[-1].error)} with {n}. (± is one standard "
        f"error; the bars are two.) A slope that is smaller than its shot error cannot be "
        f"followed. In a deep circuit of {MANY_QUBITS} qubits, the two are equal only after about "
        f"{shots / 1e9:.1f} billion shots for one slope, half of them for each of its two circuits."
    )
