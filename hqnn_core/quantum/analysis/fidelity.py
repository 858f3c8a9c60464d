"""How evenly a circuit fills the space of states.

Source: Sim, Johnson, Aspuru-Guzik, "Expressibility and entangling capability of parameterized
quantum circuits for hybrid quantum-classical algorithms", Adv. Quantum Technol. 2, 1900070 (2019).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hqnn_core.errors import check_whole
from hqnn_core.quantum.analysis.random_states import MAX_DRAWS, random_angles, rows_at_once
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine

BINS = 75
MIN_PAIRS = 1_000
"""Chance alone adds about (bins in use - 1) / (2 * pairs) to the result: here up to 0.04."""


def expressibility(ansatz: Ansatz, pairs: int = 20_000, bins: int = BINS, seed: int = 0) -> float:
    """How far the circuit's states at random angles are from evenly spread ones, 0 or more.

    It is the Kullback-Leibler divergence, in nats, of the histogram of `fidelities` from that of
    Haar-random states. 0 is a circuit that reaches all states alike. The largest possible value,
    (2**n - 1) * ln(bins), is that of a circuit whose state never changes.

    Args:
        ansatz: all its parameters, features too, are drawn from [0, 2 pi).
        pairs: of states that are compared; on 4 qubits, 20,000 are off by 0.02 at most
            or so, and the paper's 5,000 by 0.04.
        bins: of the histogram over [0, 1]; the paper has 75. From 8 qubits on, more than 96 % of
            evenly spread pairs lie in the first of those: take more bins there.
        seed: of the angles.

    Raises `ConfigError` for too few pairs, `ValueError` for a circuit without parameters.
    """
    check_whole("bins", bins, 2, 1_000)
    counts, _ = np.histogram(fidelities(ansatz, pairs, seed), bins, (0.0, 1.0))
    found, filled = counts / pairs, counts > 0
    log_haar = haar_log_shares(ansatz.n_qubits, bins)
    return float((found[filled] * (np.log(found[filled]) - log_haar[filled])).sum())


def fidelities(ansatz: Ansatz, pairs: int = 20_000, seed: int = 0) -> NDArray[np.floating]:
    """|<a|b>|**2 of pairs of the circuit's states at random angles, each in [0, 1], (pairs,)."""
    check_whole("pairs", pairs, MIN_PAIRS, MAX_DRAWS // 2)
    engine, values = StatevectorEngine(), random_angles(ansatz, 2 * pairs, seed)
    rows = 2 * rows_at_once(ansatz)
    pieces = [engine.states(ansatz, values[i : i + rows]) for i in range(0, 2 * pairs, rows)]
    overlaps = [(piece[::2].conj() * piece[1::2]).sum(dim=1).abs() for piece in pieces]
    return np.concatenate(overlaps).clip(0, 1) ** 2  # rounding leaves some of them above 1


def haar_shares(n_qubits: int, bins: int = BINS) -> NDArray[np.floating]:
    """The share of pairs of Haar-random states in each bin of fidelity over [0, 1], (bins,).

    Their fidelity F has the density (N - 1) (1 - F)**(N - 2), N = 2**n_qubits.
    """
    return np.exp(haar_log_shares(n_qubits, bins))


def haar_log_shares(n_qubits: int, bins: int) -> NDArray[np.floating]:
    """Their natural logarithms, which are finite where the shares are too small for a number."""
    power, number = 2.0**n_qubits - 1, np.arange(bins)
    # A bin from a to b has (1 - a)**power - (1 - b)**power of the pairs.
    left, right = np.log(1 - number / bins), np.log1p(-(number[:-1] + 1) / bins)
    beyond = np.append(power * (right - left[:-1]), -np.inf)
    return power * left + np.log1p(-np.exp(beyond))
