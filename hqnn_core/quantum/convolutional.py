"""The quantum convolutional circuit: blocks with shared weights on neighbours, and pooling.

Source: T. Hur, L. Kim, D. K. Park, Quantum Mach. Intell. 4, 3 (2022), with SU(4) blocks; after
I. Cong, S. Choi, M. D. Lukin, Nat. Phys. 15, 1273 (2019).
"""

from __future__ import annotations

from collections.abc import Sequence

from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector

from hqnn_core.quantum.circuit import Ansatz

BLOCK, POOL = 15, 2
"""Angles of a block, which can be any gate on two qubits, and of a pooling gate."""


def convolutional_circuit(n_qubits: int = 8) -> tuple[Ansatz, int]:
    """RY(feature) on each qubit, then layers that halve the qubits; and the qubit that is left.

    A layer has one block on all neighbours of a ring, and one pooling gate on every second pair:
    17 weights. Raises `ValueError` unless the number of qubits is a power of 2, from 2 on.
    """
    if n_qubits < 2 or n_qubits & (n_qubits - 1):
        raise ValueError(f"n_qubits must be 2, 4, 8, ...; got {n_qubits}.")
    n_layers = n_qubits.bit_length() - 1
    circuit, x = QuantumCircuit(n_qubits), ParameterVector("x", n_qubits)
    w = ParameterVector("w", n_layers * (BLOCK + POOL))
    for qubit, feature in enumerate(x):
        circuit.ry(feature, qubit)
    active = list(range(n_qubits))
    for layer in range(n_layers):
        weights = list(w)[layer * (BLOCK + POOL) :][: BLOCK + POOL]
        evens, odds = (list(zip(active[i::2], active[i + 1 :: 2], strict=False)) for i in (0, 1))
        closing = [(active[0], active[-1])] if len(active) > 2 else []
        for pair in closing + evens + odds:
            _block(circuit, weights, *pair)
        pooled = [(b, a) for a, b in evens] if len(active) > 2 else evens
        for pair in pooled:
            _pool(circuit, weights[BLOCK:], *pair)
        active = [kept for _, kept in pooled]
    return Ansatz(circuit, tuple(x), tuple(w)), active[0]


def _block(circuit: QuantumCircuit, w: Sequence[Parameter], a: int, b: int) -> None:
    circuit.u(w[0], w[1], w[2], a)
    circuit.u(w[3], w[4], w[5], b)
    circuit.cx(a, b)
    circuit.ry(w[6], a)
    circuit.rz(w[7], b)
    circuit.cx(b, a)
    circuit.ry(w[8], a)
    circuit.cx(a, b)
    circuit.u(w[9], w[10], w[11], a)
    circuit.u(w[12], w[13], w[14], b)


def _pool(circuit: QuantumCircuit, w: Sequence[Parameter], dropped: int, kept: int) -> None:
    """Turn the kept qubit by one angle where the other is 1, and by another where it is 0."""
    circuit.crz(w[0], dropped, kept)
    circuit.x(dropped)
    circuit.crx(w[1], dropped, kept)
