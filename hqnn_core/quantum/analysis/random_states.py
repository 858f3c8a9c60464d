"""The states of a circuit at random angles.

Shapes: S draws, P parameters of the ansatz, n qubits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hqnn_core.errors import check_whole
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine

MAX_DRAWS = 2_000_000
MAX_AMPLITUDES = 2**27
"""Of the states that are returned together: 2 GiB of complex numbers."""

AMPLITUDES = 2**20
"""Of the states that are computed together: they fit into the processor's cache."""


def random_angles(ansatz: Ansatz, draws: int, seed: int = 0) -> NDArray[np.floating]:
    """Values of all its parameters, features and weights, uniform in [0, 2 pi), (S, P).

    Raises `ConfigError` for fewer than one draw or more than `MAX_DRAWS`, `ValueError` for a
    circuit without parameters, and for one that is too large to simulate.
    """
    check_whole("draws", draws, 1, MAX_DRAWS)
    StatevectorEngine().check_size(ansatz.n_qubits)
    if not ansatz.parameters:
        raise ValueError(
            "the circuit has no parameters, so it makes one state only: give it a gate with an "
            "angle, such as ry."
        )
    uniform = np.random.default_rng(seed).random((draws, len(ansatz.parameters)))
    return uniform * 2 * math.pi


def states_at_random(ansatz: Ansatz, draws: int = 1_000, seed: int = 0) -> Tensor:
    """The states before measurement at `random_angles`, (S, 2**n), in double precision.

    They are real where every gate of the circuit is. Raises as `random_angles`, and `ValueError`
    for more than `MAX_AMPLITUDES` in all.
    """
    values, fitting = random_angles(ansatz, draws, seed), MAX_AMPLITUDES >> ansatz.n_qubits
    if draws > fitting:
        raise ValueError(
            f"{draws:,} states of {ansatz.n_qubits} qubits do not fit into memory: draw at most "
            f"{fitting:,} at a time, each time with another seed."
        )
    return torch.cat(list(states_in_pieces(ansatz, values)))


def states_in_pieces(ansatz: Ansatz, values: NDArray[np.floating]) -> Iterator[Tensor]:
    """The states at `values` (S, P), an even number at a time."""
    engine, rows = StatevectorEngine(), rows_at_once(ansatz)
    return (engine.states(ansatz, values[i : i + rows]) for i in range(0, len(values), rows))


def rows_at_once(ansatz: Ansatz) -> int:
    """The number of states of the circuit to compute together."""
    return max(2, AMPLITUDES >> ansatz.n_qubits)
