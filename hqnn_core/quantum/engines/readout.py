"""Readout errors of single qubits: measured, and taken out of frequencies.

A qubit's confusion matrix C[i, j] is the probability of reading i where j was prepared; frequencies
are multiplied by the inverse of each qubit's. Shapes: B circuits, n qubits, K = 2**n outcomes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.primitives import BitArray

CALIBRATION_SHOTS = 10_000
"""A readout error is then known to 0.5 % or better."""

SMALLEST_CONTRAST = 0.05
"""Below this difference of its two readings a qubit says too little to be corrected."""


def calibration_circuits(n_qubits: int) -> tuple[QuantumCircuit, QuantumCircuit]:
    """Every qubit prepared as 0 and measured, and every qubit prepared as 1."""
    zeros, ones = QuantumCircuit(n_qubits), QuantumCircuit(n_qubits)
    ones.x(range(n_qubits))
    for circuit in (zeros, ones):
        circuit.measure_all()
    return zeros, ones


def inverse_confusion(zeros: BitArray, ones: BitArray) -> NDArray[np.floating]:
    """The inverse of each qubit's confusion matrix, (n, 2, 2), from those circuits' shots.

    Raises `ValueError` for a qubit that reads about the same whatever was prepared.
    """
    wrong, right = _share_of_ones(zeros), _share_of_ones(ones)
    unclear = np.flatnonzero(right - wrong < SMALLEST_CONTRAST)
    if len(unclear):
        qubit = unclear[0]
        raise ValueError(
            f"qubit {qubit} is read as 1 with a frequency of {wrong[qubit]:.6g} when it is 0 and "
            f"{right[qubit]:.6g} when it is 1: its readout cannot be mitigated. Use other qubits."
        )
    confusion = np.array([[1 - wrong, 1 - right], [wrong, right]])  # (2, 2, n)
    return np.linalg.inv(np.moveaxis(confusion, 2, 0))


def corrected(
    frequencies: NDArray[np.floating], inverse: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Frequencies (B, K) without the readout errors; some may be a little below 0."""
    state = frequencies
    for qubit, matrix in enumerate(inverse):
        pairs = state.reshape(len(frequencies), -1, 2, 2**qubit)
        state = matrix @ pairs
    return state.reshape(frequencies.shape)


def _share_of_ones(bits: BitArray) -> NDArray[np.float64]:
    """How often each qubit was read as 1, (n,)."""
    return bits.to_bool_array(order="little").reshape(-1, bits.num_bits).mean(axis=0)
