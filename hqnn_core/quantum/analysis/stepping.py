"""A circuit gate by gate: each qubit's own state, and how entangled they are.

Shapes: G gates, n qubits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import CircuitInstruction
from qiskit.quantum_info import Pauli, Statevector

from hqnn_core.quantum.analysis.capability import meyer_wallach
from hqnn_core.quantum.analysis.random_states import random_angles, states_at_random
from hqnn_core.quantum.circuit import entangled_circuit

N_RANDOM = 300


@dataclass(frozen=True)
class Step:
    """The qubits after some of a circuit's gates.

    Attributes:
        gate: the last of them, such as "cx on q0, q1"; empty before the first.
        vectors: each qubit's Bloch vector, (n, 3): x, y, z. Its length is 1 if the qubit has a
            state of its own, and shorter if it is entangled with the others.
        entanglement: Meyer and Wallach's Q.
    """

    gate: str
    vectors: NDArray[np.floating]
    entanglement: float

    @property
    def lengths(self) -> NDArray[np.floating]:
        """Of the Bloch vectors, (n,)."""
        return np.linalg.norm(self.vectors, axis=1)


def _bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.cx(0, 1)
    return circuit


def _ghz() -> QuantumCircuit:
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.cx(1, 2)
    return circuit


def _network(entangler: str) -> QuantumCircuit:
    """The circuit of a network with three qubits at random angles, without its measurement."""
    ansatz = entangled_circuit(3, 2, "ring" if entangler == "ring" else "none", gate="cz")
    bound = ansatz.bound(random_angles(ansatz, 1, seed=5)[0].tolist())
    bound.remove_final_measurements()
    return bound


STEPPED: dict[str, Callable[[], QuantumCircuit]] = {
    "Bell pair": _bell,
    "GHZ": _ghz,
    "Network": lambda: _network("ring"),
    "Network without entanglers": lambda: _network("none"),
}
"""Circuits to step through, without parameters and measurements."""


def steps_of(circuit: QuantumCircuit) -> list[Step]:
    """The qubits before the first gate and after each, G + 1 steps; barriers do not count."""
    state = Statevector.from_int(0, 2**circuit.num_qubits)
    steps = [_step("", state)]
    for instruction in gates_of(circuit):
        qubits = [circuit.find_bit(qubit).index for qubit in instruction.qubits]
        state = state.evolve(instruction.operation, qubits)
        named = ", ".join(f"q{qubit}" for qubit in qubits)
        steps.append(_step(f"{instruction.operation.name} on {named}", state))
    return steps


def gates_of(circuit: QuantumCircuit) -> list[CircuitInstruction]:
    """The instructions of a circuit that are gates, in order."""
    return [i for i in circuit.data if i.operation.name not in ("barrier", "measure")]


def first_gates(circuit: QuantumCircuit, n: int) -> QuantumCircuit:
    """The circuit with its first `n` gates only."""
    part = circuit.copy_empty_like()
    for instruction in gates_of(circuit)[:n]:
        part.append(instruction)
    return part


def random_entanglement(n_qubits: int, is_entangled: bool, seed: int = 0) -> NDArray[np.floating]:
    """Q of a network's circuit with two layers at `N_RANDOM` random settings of its angles."""
    entangler = "ring" if is_entangled else "none"
    ansatz = entangled_circuit(n_qubits, 2, entangler, gate="cz")
    return meyer_wallach(states_at_random(ansatz, N_RANDOM, seed))


def bell_and_random() -> tuple[float, NDArray[np.floating], NDArray[np.floating]]:
    """The length of qubit 0's vector in a Bell pair; Q of random circuits with three qubits, with
    entanglers and without."""
    bell = steps_of(STEPPED["Bell pair"]())[-1]
    with_, without = (random_entanglement(3, is_entangled) for is_entangled in (True, False))
    return float(bell.lengths[0]), with_, without


def _step(gate: str, state: Statevector) -> Step:
    n = state.num_qubits or 0
    paulis = [Pauli(letter) for letter in "XYZ"]
    vectors = [[state.expectation_value(p, [q]).real for p in paulis] for q in range(n)]
    return Step(gate, np.array(vectors), float(meyer_wallach(np.asarray(state.data))))
