"""Random circuits of every kind: all engines give what Qiskit's Statevector gives."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from qiskit import ClassicalRegister, QuantumCircuit, qasm2, qasm3
from qiskit.circuit import Gate
from qiskit.primitives import StatevectorSampler
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_aer.primitives import SamplerV2
from qiskit_ibm_runtime.fake_provider import FakeFractionalBackend

from hqnn_core import AerEngine, Ansatz, PrimitiveEngine, QuantumLayer, StatevectorEngine
from tests.quantum.circuits import random_ansatz, z_expectations

SHOTS = 4_000
SEEDS = range(90)


def values_of(ansatz: Ansatz, rows: int = 3) -> np.ndarray:
    return np.random.default_rng(5).uniform(-2, 2, (rows, len(ansatz.parameters)))


@cache
def example(seed: int) -> tuple[Ansatz, np.ndarray, np.ndarray]:
    """A random circuit, angles of it and what Qiskit's Statevector says of it."""
    ansatz = random_ansatz(seed)
    values = values_of(ansatz)
    return ansatz, values, np.array([z_expectations(ansatz.bound(row.tolist())) for row in values])


def assert_within_five_sigma(found: np.ndarray, truth: np.ndarray) -> None:
    sigma = np.sqrt(np.clip(1 - truth**2, 0, None) / SHOTS)
    np.testing.assert_array_less(np.abs(found - truth), 5 * sigma + 5 / SHOTS)


def test_statevector_of_any_circuit_is_that_of_qiskit():
    for seed in SEEDS:
        ansatz, values, truth = example(seed)
        found = StatevectorEngine().expectations(ansatz, values)
        np.testing.assert_allclose(found, truth, atol=1e-9, err_msg=str(seed))


@pytest.mark.parametrize(
    ("seeds", "engine"),
    [
        (SEEDS[::2], lambda: AerEngine(SHOTS, seed=1)),
        (SEEDS[1::6], lambda: PrimitiveEngine(SamplerV2(seed=1), SHOTS)),
        (SEEDS[3::6], lambda: PrimitiveEngine(StatevectorSampler(seed=1), SHOTS)),
    ],
    ids=["Aer", "Aer's sampler", "Qiskit's sampler"],
)
def test_aer_and_samplers_run_any_circuit_as_qiskit_does(seeds, engine):
    """Each of them some of the circuits: to transpile them takes the time."""
    made = engine()
    for seed in seeds:
        ansatz, values, truth = example(seed)
        assert_within_five_sigma(made.expectations(ansatz, values), truth)


def outputs_and_gradients(
    ansatz: Ansatz, values: np.ndarray, rule: str, observables: list[str]
) -> tuple[torch.Tensor, ...]:
    """The output, and the gradient of a random sum of it in all parameters, in float64."""
    features = Ansatz(ansatz.circuit, ansatz.parameters)
    layer: Any = QuantumLayer(features, StatevectorEngine(), rule=rule, observables=observables)  # type: ignore[arg-type]
    given = torch.from_numpy(values).requires_grad_()
    out = layer(given)
    upstream = torch.randn(out.shape, dtype=out.dtype, generator=torch.Generator().manual_seed(1))
    return out, *torch.autograd.grad(out, given, upstream)


def test_gradient_of_any_circuit_and_observable_is_that_of_the_shift_rule():
    for seed in SEEDS[::3]:
        ansatz, values, _ = example(seed)
        letters = np.random.default_rng(seed).choice(list("IXYZ"), (2, ansatz.n_qubits))
        strings = ["".join(row) for row in letters]
        exact, shifted = (
            outputs_and_gradients(ansatz, values, rule, strings)
            for rule in ("exact", "parameter-shift")
        )
        torch.testing.assert_close(exact, shifted, atol=1e-9, rtol=0)


def test_expectation_of_any_observable_is_that_of_qiskit():
    for seed in range(20):
        ansatz, values, _ = example(seed)
        random = np.random.default_rng(seed)
        letters = random.choice(list("IXYZ"), (3, ansatz.n_qubits))
        operator = SparsePauliOp(["".join(row) for row in letters], random.uniform(-2, 2, 3))
        features = Ansatz(ansatz.circuit, ansatz.parameters)
        layer = QuantumLayer(features, StatevectorEngine(), rule="exact", observables=operator)
        bare = [ansatz.bound(row.tolist()) for row in values]
        for circuit in bare:
            circuit.remove_final_measurements()
        states = [Statevector(circuit.decompose("PauliEvolution")) for circuit in bare]
        truth = [[state.expectation_value(operator).real] for state in states]
        found = layer(torch.from_numpy(values)).numpy()
        np.testing.assert_allclose(found, truth, atol=1e-9, err_msg=str(seed))


@pytest.mark.parametrize("string", ["ZI", "XY"])
def test_observables_from_aers_shots_are_within_five_sigma_of_the_exact_ones(string):
    ansatz, values, _ = example(next(i for i in range(50) if example(i)[0].n_qubits == 2))
    features = Ansatz(ansatz.circuit, ansatz.parameters)
    observables = [string, SparsePauliOp.from_list([("XX", 0.5), (string, 0.25)])]
    exact, sampled = (
        QuantumLayer(features, engine, observables=observables)(torch.from_numpy(values))
        for engine in (StatevectorEngine(), AerEngine(SHOTS, seed=3))
    )
    bound = torch.tensor([1.0, 0.75], dtype=torch.float64)  # of the coefficients
    assert ((sampled - exact).abs() <= 5 * bound / SHOTS**0.5).all()
    assert (sampled != exact).any()


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
    for engine in (AerEngine(SHOTS, seed=1), PrimitiveEngine(SamplerV2(seed=1), SHOTS)):
        assert_within_five_sigma(engine.expectations(ansatz, values), truth)


class CheckingSampler(SamplerV2):
    """Aer's, without errors; asserts that each RZZ is one that the device can run."""

    def run(self, pubs: Any, *, shots: int | None = None) -> Any:
        pubs = [SamplerPub.coerce(pub, shots) for pub in pubs]
        for pub in pubs:
            for circuit in pub.parameter_values.bind_all(pub.circuit).ravel():
                angles = [float(i.params[0]) for i in circuit.get_instructions("rzz")]
                assert all(-1e-9 <= angle <= np.pi / 2 + 1e-9 for angle in angles)
        return super().run(pubs, shots=shots)


def test_snapshot_of_a_device_with_bounded_angles_runs_any_circuit():
    """Its RZZ takes angles from 0 to pi/2."""
    engine = PrimitiveEngine(CheckingSampler(seed=1), SHOTS, FakeFractionalBackend(), seed=0)
    for seed in SEEDS[::15]:
        ansatz, values, truth = example(seed)
        assert_within_five_sigma(engine.expectations(ansatz, values), truth)


def dressed(change: Any) -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2)
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
