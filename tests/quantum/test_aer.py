"""Every gate that Aer is given, under each kind of noise, against density matrices by Qiskit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.quantum_info import DensityMatrix, SuperOp
from qiskit_aer.noise import depolarizing_error
from qiskit_aer.noise.device import basic_device_gate_errors, basic_device_readout_errors

from hqnn_core import AerEngine, Ansatz, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.quantum.engines.noise import DEVICE_GATES, Noise, device
from hqnn_core.quantum.engines.transpiled import PLAIN_GATES

SHOTS = 20_000
GATE_ERROR = 0.1
SETTINGS = ((0.7, -1.1, 2.3), (-2.5, 0.4, 1.9), (1.6, 2.8, -0.3), (-0.9, -2.2, 0.8))
"""Of a gate's angles. Of four circuits, small ones run side by side: two or three in one, or six
places for the four."""

# Gates with a control that is turned by an angle, and more that Aer has to be given in parts.
TAKEN_APART = ["cp", "crx", "cry", "crz", "cu", "ch", "csx", "iswap", "u2", "r"]

ErrorOf = Callable[[str, tuple[int, ...]], SuperOp | None]


def around(gate: str) -> Ansatz:
    """The gate on qubits that are turned before and after it, so that all that it does shows."""
    known = get_standard_gate_name_mapping()[gate]
    parameters = [Parameter(f"angle{i}") for i in range(len(known.params))]
    circuit = QuantumCircuit(known.num_qubits)
    for qubit in range(known.num_qubits):
        circuit.ry(0.4 + 0.7 * qubit, qubit)
    circuit.append(known.base_class(*parameters), range(known.num_qubits))
    for qubit in range(known.num_qubits):
        circuit.rx(0.9 - 0.6 * qubit, qubit)
    return Ansatz(circuit, features=tuple(parameters))


def measured_qubits(circuit: QuantumCircuit) -> list[int]:
    """Which qubit each classical bit reads: a transpiler swaps qubits by reading them crosswise."""
    read = {i.clbits[0]: i.qubits[0] for i in circuit.get_instructions("measure")}
    return [circuit.find_bit(read[bit]).index for bit in circuit.clbits]


def outcomes(circuit: QuantumCircuit, error_of: ErrorOf) -> np.ndarray:
    """P of each outcome: each gate, then its error."""
    state = DensityMatrix.from_label("0" * circuit.num_qubits)
    for instruction in circuit.data:
        where = tuple(circuit.find_bit(q).index for q in instruction.qubits)
        if instruction.operation.name in ("measure", "barrier"):
            continue
        state = state.evolve(instruction.operation, list(where))
        error = error_of(instruction.operation.name, where)
        if error is not None:
            state = state.evolve(error, list(where))
    return np.asarray(state.probabilities(measured_qubits(circuit)))


def assert_measured(found: np.ndarray, truth: np.ndarray) -> None:
    sigma = np.sqrt(np.clip(truth * (1 - truth), 0, None) / SHOTS)
    np.testing.assert_array_less(np.abs(found - truth), 5 * sigma + 1e-9)


def values_for(ansatz: Ansatz) -> np.ndarray:
    given = [(*setting, 0.6)[: len(ansatz.parameters)] for setting in SETTINGS]
    return np.array(given).reshape(len(SETTINGS), -1)


@pytest.mark.parametrize("gate", TAKEN_APART)
def test_gate_without_noise_does_what_qiskit_says(gate):
    ansatz = around(gate)
    values = values_for(ansatz)
    found = AerEngine(SHOTS, seed=1).probabilities(ansatz, values)
    truth = [outcomes(ansatz.bound(row), lambda name, where: None) for row in values]
    assert_measured(found, np.array(truth))


@pytest.mark.parametrize("gate", PLAIN_GATES)
def test_gate_with_simple_noise_has_its_one_error_and_cswap_those_of_its_parts(gate):
    ansatz = around(gate)
    values = values_for(ansatz)
    engine = AerEngine(SHOTS, seed=2, noise=Noise("simple", GATE_ERROR))
    errors = {n: SuperOp(depolarizing_error(GATE_ERROR, n)) for n in (1, 2, 3)}
    circuits = [ansatz.bound(row).decompose("cswap") for row in values]
    truth = [outcomes(circuit, lambda name, where: errors[len(where)]) for circuit in circuits]
    assert_measured(engine.probabilities(ansatz, values), np.array(truth))


@pytest.mark.parametrize("gate", ["u", "cx", "ccx"])
def test_gate_with_device_noise_has_the_errors_of_the_devices_gates(gate):
    ansatz, target = around(gate), device().target
    values = values_for(ansatz)
    errors = {
        (name, tuple(qubits)): SuperOp(error)
        for name, qubits, error in basic_device_gate_errors(target=target)
    }
    readout = {qubits[0]: each for qubits, each in basic_device_readout_errors(target=target)}
    run = transpile(ansatz.circuit, basis_gates=DEVICE_GATES)
    bound = [
        run.assign_parameters(dict(zip(ansatz.parameters, row, strict=True))) for row in values
    ]
    truth = [outcomes(circuit, lambda name, where: errors.get((name, where))) for circuit in bound]
    misread = np.ones((1, 1))
    for qubit in measured_qubits(run):
        misread = np.kron(readout[qubit].probabilities, misread)  # [true outcome, read outcome]
    engine = AerEngine(SHOTS, seed=3, noise=Noise("device"))
    assert_measured(engine.probabilities(ansatz, values), np.array(truth) @ misread)


@pytest.mark.parametrize("n_rows", [1, 7])
@pytest.mark.parametrize("n_qubits", [1, 4])
def test_each_row_gets_its_own_outcomes_side_by_side_or_not(n_rows, n_qubits):
    ansatz = entangled_circuit(n_qubits) if n_qubits > 1 else ry_circuit()
    values = np.random.default_rng(n_rows).uniform(-3, 3, (n_rows, len(ansatz.parameters)))
    expected = StatevectorEngine().probabilities(ansatz, values)
    engine = AerEngine(SHOTS, seed=1)
    in_order = engine.outcomes(ansatz, values)
    assert in_order.shape == (n_rows, SHOTS)
    counted = [np.bincount(row, minlength=2**n_qubits) / SHOTS for row in in_order]
    for found in (engine.probabilities(ansatz, values), np.array(counted)):
        np.testing.assert_allclose(found, expected, atol=5 * 0.5 / SHOTS**0.5)
    assert engine.circuits_run == 2 * n_rows
