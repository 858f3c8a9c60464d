"""Circuits by their numbers in the paper of Sim, Johnson and Aspuru-Guzik (see `fidelity`)."""

from __future__ import annotations

from qiskit import QuantumCircuit
from qiskit.circuit import Parameter

from hqnn_core.errors import ConfigError, check_whole
from hqnn_core.quantum.circuit import Ansatz

SIM_CIRCUITS: dict[int, tuple[str, ...]] = {
    1: ("rx each", "rz each"),
    2: ("rx each", "rz each", "cx line"),
    4: ("rx each", "rz each", "crx line"),
    9: ("h each", "cz line", "rx each"),
    15: ("ry each", "cx ring", "ry each", "cx ring-down"),
    18: ("rx each", "rz each", "crz ring"),
    19: ("rx each", "rz each", "crx ring"),
}
"""A layer of each circuit: gates, and which qubits each of them is on."""


def sim_circuit(number: int, n_qubits: int = 4, layers: int = 1) -> Ansatz:
    """Circuit `number` of the paper's figure 2; its angles are weights. Qubit 0 is the top line.

    Raises `ConfigError` for a number not in `SIM_CIRCUITS`, fewer than 2 qubits and no layers.
    """
    if number not in SIM_CIRCUITS:
        raise ConfigError(
            "number", f"must be one of {', '.join(map(str, SIM_CIRCUITS))}", f"{number!r}"
        )
    n_qubits = check_whole("n_qubits", n_qubits, 2, 1_000)
    layers = check_whole("layers", layers, 1, 1_000)
    circuit, weights = QuantumCircuit(n_qubits), list[Parameter]()
    for step in SIM_CIRCUITS[number] * layers:
        gate, place = step.split()
        for qubits in _places(place, n_qubits):
            angles = [Parameter(f"w[{len(weights)}]")] if "r" in gate else []
            weights += angles
            getattr(circuit, gate)(*angles, *qubits)
    return Ansatz(circuit, features=(), weights=tuple(weights))


def _places(place: str, n_qubits: int) -> list[tuple[int, ...]]:
    """The qubits of each gate, (control, target) for gates on two of them."""
    upwards = range(n_qubits - 1, -1, -1)
    if place == "each":
        return [(qubit,) for qubit in range(n_qubits)]
    if place == "line":
        return [(qubit, qubit - 1) for qubit in upwards if qubit > 0]
    if place == "ring":
        return [(qubit, (qubit + 1) % n_qubits) for qubit in upwards]
    return [((i - 1) % n_qubits, (i - 2) % n_qubits) for i in range(n_qubits)]
