"""What the Beyond page says of qubits that lose a state of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hqnn_core.quantum import analysis
from hqnn_core.words.numbers import share_text, with_spread

LENGTH_ANSWERS = ["1, as before", "About 0.7", "0: it is gone"]
"""How long the arrow of a qubit of a Bell pair may be."""
GONE = 1e-6
"""Rounding takes an arrow this far from the length 0 or 1 at most."""


def length_answer(length: float) -> str:
    """Which of the predictions is nearest to a length."""
    return LENGTH_ANSWERS[int(np.abs(np.array([1.0, 0.7, 0.0]) - length).argmin())]


def vector_names(step: analysis.Step) -> list[str]:
    """Each qubit with the length of its arrow, such as "q0: 0.71"."""
    return [f"q{i}: {share_text(_shown(length), 2)}" for i, length in enumerate(step.lengths)]


def step_text(step: analysis.Step) -> str:
    """What the last gate did, and how entangled the qubits are, Markdown."""
    after = f"After **{step.gate}**" if step.gate else "Before the first gate"
    q = share_text(_shown(step.entanglement), 2)
    lengths = step.lengths
    if lengths.min() > 1 - GONE:
        said = "every qubit has a state of its own: all arrows have the length 1"
    elif lengths.max() < GONE:
        said = "no qubit has a state of its own: each alone is a fair coin, in any direction"
    else:
        shorter = [f"q{i}" for i, length in enumerate(lengths) if length < 1 - GONE]
        said = f"the arrows of {', '.join(shorter)} are shorter than 1: these qubits are entangled"
    return f"{after}, {said}. **Q\u00a0=\u00a0{q}**"


def entanglement_text(with_: NDArray[np.floating], without: NDArray[np.floating]) -> str:
    """Q of random settings of a circuit, with and without entanglers, Markdown."""
    means = [with_spread(float(q.mean()), float(q.std(ddof=1)), (0, 1)) for q in (with_, without)]
    return (
        f"At {len(with_)} random settings of a network's circuit with 3 qubits, Q is {means[0]} "
        f"with entanglers (mean and spread) and {means[1]} without."
    )


def _shown(value: float) -> float:
    return float(round(value)) if abs(value - round(value)) < GONE else value
