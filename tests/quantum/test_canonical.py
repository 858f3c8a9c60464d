"""Every engine runs one and the same circuit, and it is the one that was given."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qasm2, qasm3
from qiskit.circuit import Gate
from qiskit.primitives import StatevectorSampler
from qiskit_aer.primitives import SamplerV2
from qiskit_ibm_runtime.fake_provider import FakeFractionalBackend

from hqnn_core import AerEngine, Ansatz, PrimitiveEngine, StatevectorEngine
from hqnn_core.quantum.engines.base import checked_values, signs
from hqnn_core.quantum.engines.transpiled import prepared
from tests.quantum.circuits import random_ansatz, z_expectations

SHOTS = 4_000
BATCHES = pytest.mark.parametrize("seeds", [range(i, i + 50) for i in range(0, 300, 50)], ids=str)


def values_of(ansatz: Ansatz, rows: int = 3) -> np.ndarray:
    return np.random.default_rng(5).uniform(-2, 2, (rows, len(ansatz.parameters)))


def truth_of(ansatz: Ansatz, values: np.ndarray) -> np.ndarray:
    return np.array([z_expectations(ansatz.bound(row.tolist())) for row in values])


@cache
def example(seed: int) -> tuple[Ansatz, np.ndarray, np.ndarray]:
    """A random circuit, angles of it and what Qiskit's Statevector says of it."""
    ansatz = random_ansatz(seed)
    values = values_of(ansatz)
    return ansatz, values, truth_of(ansatz, values)


def assert_within_five_sigma(found: np.ndarray, truth: np.ndarray) -> None:
    sigma = np.sqrt(np.clip(1 - truth**2, 0, None) / SHOTS)
    np.testing.assert_array_less(np.abs(found - truth), 5 * sigma + 5 / SHOTS)


@BATCHES
def test_statevector_of_any_circuit_is_that_of_qiskit(seeds):
    for seed in seeds:
        ansatz, values, truth = example(seed)
        found = StatevectorEngine().expectations(ansatz, values)
        np.testing.assert_allclose(found, truth, atol=1e-9, err_msg=str(seed))


def aer_expectations(engine: AerEngine, ansatz: Ansatz, values: np.ndarray) -> np.ndarray:
    """Exact, of the circuit that `AerEngine` runs, bound by Aer itself."""
    prepared = engine._prepared_for(ansatz.linear, len(values))
    copies, circuit = len(prepared.parameters), prepared.circuit
    measured = {each.clbits[0]: each.qubits[0] for each in circuit.get_instructions("measure")}
    in_order = [measured[bit] for bit in circuit.clbits]  # the transpiler may have swapped qubits
    circuit: Any = circuit.remove_final_measurements(inplace=False)
    circuit.save_probabilities(in_order[-ansatz.n_qubits :])  # of the last copy in it
    same = np.repeat(checked_values(ansatz, values), copies, axis=0)
    binds = prepared.binds(ansatz.linear, same)
    result = prepared.simulator.run(
        [circuit] * (1 if binds else len(values)), parameter_binds=[binds] if binds else None
    ).result()
    rows = np.array([each.data.probabilities for each in result.results])
    return rows @ signs(2**ansatz.n_qubits)


@BATCHES
def test_aer_runs_any_circuit_as_qiskit_does(seeds):
    for seed in seeds:
        ansatz, values, truth = example(seed)
        engine = AerEngine(SHOTS, seed=seed)
        np.testing.assert_allclose(
            aer_expectations(engine, ansatz, values), truth, atol=1e-9, err_msg=str(seed)
        )
        assert_within_five_sigma(engine.expectations(ansatz, values), truth)


@BATCHES
def test_samplers_run_any_circuit_as_qiskit_does(seeds):
    """Each circuit on one of them, so that each has half of the circuits of every kind."""
    samplers = [
        PrimitiveEngine(SamplerV2(seed=seeds[0]), SHOTS),
        PrimitiveEngine(StatevectorSampler(seed=seeds[0]), SHOTS),
    ]
    for seed in seeds:
        ansatz, values, truth = example(seed)
        for sampler in samplers:
            assert_within_five_sigma(sampler.expectations(ansatz, values), truth)


QASM_2 = """OPENQASM 2.0;
include "qelib1.inc";
gate mine(a, b) p, q { ry(a/2) p; cx p, q; u3(b, -a, pi/3) q; cu1(a*b) p, q; }
gate deeper(a) p, q, r { mine(a, 0.4) q, p; h r; ccx r, p, q; }
qreg left[2]; qreg right[1]; creg one[2]; creg two[1];
h left[0];
deeper(1.3) left[1], right[0], left[0];
barrier left;
mine(-0.7, sin(pi/5)) right[0], left[0];
ccx left[0], left[1], right[0];
measure left[1] -> two[0]; measure right[0] -> one[0]; measure left[0] -> one[1];
"""
QASM_3 = """OPENQASM 3.0;
include "stdgates.inc";
gate mine(a) p, q { ry(a / 2) p; negctrl @ rx(a) p, q; pow(2) @ inv @ t q; }
input float[64] turn;
qubit[2] left; qubit right; bit[3] c;
h left[0];
mine(turn) left[0], right;
ctrl @ mine(0.3) left[1], right, left[0];
ry(2 * turn) left[1];
c[2] = measure left[0]; c[0] = measure right; c[1] = measure left[1];
"""


@pytest.mark.parametrize("text", [QASM_2, QASM_3], ids=["OpenQASM 2", "OpenQASM 3"])
def test_file_with_own_gates_and_several_registers_means_the_same_to_all_engines(text):
    is_2 = text is QASM_2
    circuit = qasm2.loads(text) if is_2 else qasm3.loads(text)
    ansatz = Ansatz(circuit, tuple(circuit.parameters))
    values = values_of(ansatz)
    truth = np.array([z_expectations(circuit.assign_parameters(row)) for row in values])
    np.testing.assert_allclose(StatevectorEngine().expectations(ansatz, values), truth, atol=1e-9)
    aer = AerEngine(SHOTS, seed=1)
    np.testing.assert_allclose(aer_expectations(aer, ansatz, values), truth, atol=1e-9)
    for engine in (aer, PrimitiveEngine(SamplerV2(seed=1), SHOTS)):
        assert_within_five_sigma(engine.expectations(ansatz, values), truth)


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_snapshot_of_a_device_with_bounded_angles_runs_any_circuit(seed):
    """Its RZZ takes angles from 0 to pi/2; its errors are left out."""
    backend: Any = FakeFractionalBackend()
    ansatz, values, truth = example(seed)
    run = prepared(ansatz.linear, backend, 0)
    linear = checked_values(ansatz, values)
    for row, expected in zip(linear, truth, strict=True):
        angles = dict(zip(run.parameters, row[run.columns].tolist(), strict=True))
        bound = run.circuit.assign_parameters(angles)
        rzz = [float(i.operation.params[0]) for i in bound.data if i.operation.name == "rzz"]
        assert all(-1e-9 <= angle <= np.pi / 2 + 1e-9 for angle in rzz)
        state = StatevectorEngine().expectations(*_on_few_qubits(bound, run.places))
        np.testing.assert_allclose(state[0], expected, atol=1e-6)


def _on_few_qubits(circuit: Any, places: tuple[int, ...]) -> tuple[Ansatz, np.ndarray]:
    """The qubits that are used, those in `places` first."""
    used = {circuit.find_bit(q).index for i in circuit.data for q in i.qubits if len(i.qubits) < 9}
    order = [*places, *sorted(used - {*places})]
    small = QuantumCircuit(len(order), len(places))
    for i in circuit.data:
        if i.operation.name not in ("barrier", "delay"):
            on = [order.index(circuit.find_bit(q).index) for q in i.qubits]
            small.append(i.operation, on, [circuit.find_bit(b).index for b in i.clbits])
    return Ansatz(small, ()), np.empty((1, 0))


def dressed(change: Any) -> QuantumCircuit:
    circuit = QuantumCircuit(QuantumRegister(2, "q"), ClassicalRegister(2, "c"))
    circuit.h(0)
    change(circuit)
    return circuit


def conditional(circuit: QuantumCircuit) -> None:
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.x(1)


def into_one_bit(circuit: QuantumCircuit) -> None:
    circuit.measure(0, 0)
    circuit.measure(1, 0)


def gate_after_measurement(circuit: QuantumCircuit) -> None:
    circuit.measure(0, 0)
    circuit.x(0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c.reset(0), "reset.*qubit 0"),
        (gate_after_measurement, "x acts on a qubit after its measurement"),
        (conditional, "if_else.*depends on classical values"),
        (into_one_bit, "bit 0 is written twice, from qubit 0 and from qubit 1"),
        (lambda c: c.append(Gate("magic", 1, []), [0]), "magic"),
    ],
)
def test_what_no_engine_can_run_is_refused_by_name(change, says):
    with pytest.raises(ValueError, match=says):
        Ansatz(dressed(change), ())


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.add_register(ClassicalRegister(1, "meas")),
        lambda c: c.measure([0, 1], [1, 0]),
        lambda c: c.measure_all(),
        lambda c: c.barrier(),
        lambda c: setattr(c, "global_phase", 1.2),
        lambda c: c.delay(10, 1),
    ],
)
def test_registers_barriers_phases_and_measurements_at_the_end_change_nothing(change):
    bare, other = Ansatz(dressed(lambda c: None), ()), Ansatz(dressed(change), ())
    for make in (StatevectorEngine, lambda: AerEngine(1_000, seed=2)):
        found, wanted = (make().expectations(each, np.empty((1, 0))) for each in (other, bare))
        assert found.tolist() == wanted.tolist()
