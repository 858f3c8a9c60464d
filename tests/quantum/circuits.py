"""Random circuits of everything that Qiskit's library offers, and what Qiskit says of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import (
    AnnotatedOperation,
    ControlModifier,
    InverseModifier,
    Parameter,
    ParameterVector,
    PowerModifier,
)
from qiskit.circuit.library import (
    DiagonalGate,
    LinearFunction,
    MCPhaseGate,
    MultiplierGate,
    PauliEvolutionGate,
    PauliGate,
    PermutationGate,
    QFTGate,
    StatePreparation,
    UCRXGate,
    UCRYGate,
    UCRZGate,
    UnitaryGate,
    efficient_su2,
    get_standard_gate_name_mapping,
    real_amplitudes,
    zz_feature_map,
)
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import (
    Pauli,
    SparsePauliOp,
    Statevector,
    random_clifford,
    random_statevector,
    random_unitary,
)

from hqnn_core import Ansatz

NOT_GATES = ("measure", "reset", "delay", "global_phase")
STANDARD = [g for n, g in get_standard_gate_name_mapping().items() if n not in NOT_GATES]
Random = np.random.Generator


def z_expectations(circuit: Any) -> np.ndarray:
    """<Z> of each qubit, by Qiskit's Statevector; measurements at the end are taken off.

    An evolution is what its definition says; Statevector alone takes the exact matrix for it.
    """
    if circuit.clbits:
        circuit = circuit.remove_final_measurements(inplace=False)
    circuit = circuit.decompose("PauliEvolution")
    n, state = circuit.num_qubits, Statevector(circuit)
    strings = ["".join("Z" if i == q else "I" for i in reversed(range(n))) for q in range(n)]
    return np.array([state.expectation_value(Pauli(string)).real for string in strings])


def random_ansatz(seed: int) -> Ansatz:
    """1 to 5 qubits in a random product state, 4 to 9 operations, and a rotation of each qubit."""
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 6))
    parameters = list(ParameterVector("x", 3))
    circuit = QuantumCircuit(n)
    for qubit in range(n):
        first, second, third = random.uniform(-3, 3, 3)
        circuit.u(first, second, third, qubit)
    for _ in range(int(random.integers(4, 10))):
        operation = random_operation(random, n, parameters)
        circuit.append(operation, random.permutation(n)[: operation.num_qubits].tolist())
    for qubit in range(n):
        circuit.ry(float(random.uniform(-3, 3)), qubit)
        circuit.rx(parameters[qubit % 3], qubit)
    used = [p for p in parameters if p in circuit.parameters]
    return Ansatz(circuit, tuple(used[:1]), tuple(used[1:]))


def random_operation(random: Random, n: int, parameters: list[Parameter]) -> Any:
    """One that fits on `n` qubits: a gate, controlled, inverted, nested, or a constant block."""
    makers: list[Callable[[Random, int, list[Parameter]], Any]] = [
        _standard, _standard, _controlled, _inverted, _nested, _annotated, _block, _evolution,
    ]  # fmt: skip
    while True:
        try:
            made: Any = makers[random.integers(len(makers))](random, n, parameters)
        except (QiskitError, IndexError):
            continue  # Qiskit cannot control every parametric gate twice
        if made.num_qubits <= n:
            return made


def _angle(random: Random, parameters: list[Parameter]) -> Any:
    x, y = (parameters[i] for i in random.integers(len(parameters), size=2))
    number = float(random.uniform(-3, 3))
    return [number, x, 2 * x - y / 3 + number, number * x * y, x.sin() + y**2, number - x][
        random.integers(6)
    ]


def _standard(random: Random, n: int, parameters: list[Parameter]) -> Any:
    gate = STANDARD[random.integers(len(STANDARD))].to_mutable()
    gate.params = [_angle(random, parameters) for _ in gate.params]
    return gate


def _controlled(random: Random, n: int, parameters: list[Parameter]) -> Any:
    controls = int(random.integers(1, 3))
    state = int(random.integers(2**controls))
    return _standard(random, n, parameters).control(controls, ctrl_state=state, annotated=False)


def _inverted(random: Random, n: int, parameters: list[Parameter]) -> Any:
    return _standard(random, n, parameters).inverse(annotated=False)


def _nested(random: Random, n: int, parameters: list[Parameter]) -> Any:
    """A circuit as a gate, with a gate in it that is a circuit; perhaps inverted or controlled."""
    width = int(random.integers(1, min(n, 3) + 1))
    inner, outer = (QuantumCircuit(width, name=name) for name in ("rx", "outer"))  # misleading
    for circuit in (inner, outer):
        for _ in range(2):
            gate = _standard(random, width, parameters)
            if gate.num_qubits <= width:
                circuit.append(gate, random.permutation(width)[: gate.num_qubits].tolist())
        circuit.global_phase = 0.3
    outer.append(inner.to_gate(), range(width))
    made: Any = outer.to_gate()
    made = made.inverse() if random.random() < 0.5 else made
    return made.control(1, annotated=False) if random.random() < 0.5 else made


def _annotated(random: Random, n: int, parameters: list[Parameter]) -> Any:
    modifiers = [
        InverseModifier(),
        ControlModifier(1, int(random.integers(2))),
        PowerModifier(int(random.integers(1, 3))),
    ]
    count = int(random.integers(1, 3))
    chosen = [modifiers[i] for i in random.permutation(3)[:count]]
    return AnnotatedOperation(_standard(random, n, parameters), chosen)


def _evolution(random: Random, n: int, parameters: list[Parameter]) -> Any:
    strings = ["".join(random.choice(list("IXYZ"), 2)) for _ in range(2)]
    operator = SparsePauliOp(strings, random.uniform(-1, 1, 2))
    return PauliEvolutionGate(operator, _angle(random, parameters))


def _block(random: Random, n: int, parameters: list[Parameter]) -> Any:
    seed, k = int(random.integers(1000)), int(random.integers(1, min(n, 3) + 1))
    numbers = random.uniform(-3, 3, 8).tolist()
    amplitudes: Any = real_amplitudes(2, reps=1).assign_parameters(numbers[:4])
    transform: Any = QFTGate(k)
    makers: list[Callable[[], Any]] = [
        lambda: QFTGate(k),
        lambda: transform.inverse().control(1),
        lambda: amplitudes.to_gate(),
        lambda: amplitudes.to_gate().control(1),
        lambda: efficient_su2(2, reps=1).assign_parameters(numbers).to_gate().inverse(),
        lambda: zz_feature_map(2).assign_parameters(parameters[:2]).to_gate(),
        lambda: DiagonalGate(np.exp(1j * random.uniform(-3, 3, 2**k)).tolist()),
        lambda: UCRXGate(numbers[:2]),
        lambda: UCRYGate(numbers[:4]),
        lambda: UCRZGate(numbers[:2]),
        lambda: LinearFunction([[True, True], [False, True]]),
        lambda: PermutationGate(random.permutation(k).tolist()),
        lambda: random_clifford(k, seed=seed),
        lambda: MCPhaseGate(0.3, k),
        lambda: MCPhaseGate(parameters[0], k).control(1, ctrl_state=0, annotated=False),
        lambda: UnitaryGate(random_unitary(2**k, seed=seed)),
        lambda: UnitaryGate(random_unitary(2, seed=seed)).control(1),
        lambda: StatePreparation(random_statevector(2**k, seed=seed)),
        lambda: PauliGate("".join(random.choice(list("IXYZ"), k))),
        lambda: MultiplierGate(1),
    ]  # fmt: skip
    return makers[random.integers(len(makers))]()
