import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector
from qiskit.quantum_info import Statevector

from hqnn_core import AerEngine, Ansatz, StatevectorEngine, ry_circuit
from hqnn_core.quantum.engines.base import NonFiniteAngleError
from hqnn_core.quantum.settings import MAX_SHOTS

ANGLES = np.linspace(-2 * math.pi, 2 * math.pi, 41)[:, None]


def asymmetric_ansatz() -> Ansatz:
    """Three qubits with different expectations, entangled, every known kind of gate."""
    x = ParameterVector("x", 12)  # more than ten: names do not sort as numbers do
    circuit = QuantumCircuit(3)
    circuit.h(0)
    circuit.rx(x[0], 0)
    circuit.ry(x[1], 1)
    circuit.rz(x[2], 2)
    circuit.cx(0, 2)
    circuit.rxx(x[3], 0, 1)
    circuit.ryy(x[4], 2, 1)
    circuit.rzz(x[5], 1, 2)
    circuit.rzx(x[6], 2, 0)
    circuit.crx(x[7], 2, 1)
    circuit.cry(x[8], 0, 1)
    circuit.crz(x[9], 1, 2)
    circuit.p(x[10], 0)
    circuit.cp(2 * x[11] - x[0] / 2 + 0.3, 0, 2)
    circuit.barrier()
    circuit.sx(1)
    circuit.u(0.3, 0.2, 0.1, 2)
    circuit.ccx(2, 0, 1)
    circuit.swap(0, 2)
    return Ansatz(circuit, features=tuple(x)[:4], weights=tuple(x)[4:])


def qiskit_expectations(ansatz: Ansatz, values: np.ndarray) -> np.ndarray:
    """<Z> of each qubit by Qiskit's own statevector."""
    rows = []
    for row in values:
        bound = ansatz.bound(row)
        bound.remove_final_measurements()
        state = Statevector(bound)
        each = [state.probabilities([q]) for q in range(ansatz.n_qubits)]
        rows.append([p[0] - p[1] for p in each])
    return np.array(rows)


def within_five_sigma(sampled: np.ndarray, exact: np.ndarray, shots: int) -> bool:
    sigma = np.sqrt(np.clip(1 - exact**2, 0, None) / shots)
    return bool((np.abs(sampled - exact) <= 5 * sigma + 1e-9).all())


def test_expectation_after_hadamard_is_minus_sine():
    found = StatevectorEngine().expectations(ry_circuit(), ANGLES)
    np.testing.assert_allclose(found, -np.sin(ANGLES), atol=1e-12)


def test_expectation_without_hadamard_is_cosine():
    found = StatevectorEngine().expectations(ry_circuit(hadamard=False), ANGLES)
    np.testing.assert_allclose(found, np.cos(ANGLES), atol=1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-6), (np.float64, 1e-12)])
def test_statevector_engine_agrees_with_qiskit_on_every_known_gate(dtype, tolerance):
    ansatz = asymmetric_ansatz()
    values = np.random.default_rng(3).uniform(-4, 4, (7, 12)).astype(dtype)
    found = StatevectorEngine().expectations(ansatz, values)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, qiskit_expectations(ansatz, values), atol=tolerance)


def test_float32_expectations_of_the_chapter_circuit_are_exact_to_a_millionth():
    found = StatevectorEngine().expectations(ry_circuit(), ANGLES.astype(np.float32))
    np.testing.assert_allclose(found, -np.sin(ANGLES), atol=1e-6)


@pytest.mark.parametrize("engine", [AerEngine(4000, seed=5), StatevectorEngine(4000, seed=5)])
def test_sampled_expectations_are_within_five_sigma(engine):
    ansatz = asymmetric_ansatz()
    values = np.random.default_rng(4).uniform(-4, 4, (7, 12))
    exact = qiskit_expectations(ansatz, values)
    assert within_five_sigma(engine.expectations(ansatz, values), exact, 4000)


@pytest.mark.parametrize("name", ["cp", "crx", "cry", "crz"])
def test_aer_engine_gets_controlled_rotations_right(name):
    """Aer alone does not, where it binds the angle itself."""
    t = Parameter("t")
    circuit = QuantumCircuit(2)
    circuit.ry(0.9, 0)
    circuit.ry(1.3, 1)
    getattr(circuit, name)(t, 0, 1)
    circuit.rx(0.4, 0)
    circuit.rx(0.9, 1)
    ansatz, values = Ansatz(circuit, (t,)), np.array([[0.7], [2.5], [-2.5]])
    exact = qiskit_expectations(ansatz, values)
    assert within_five_sigma(AerEngine(20_000, seed=2).expectations(ansatz, values), exact, 20_000)


@pytest.mark.parametrize("engine", [AerEngine(1, seed=0), StatevectorEngine(seed=0)])
def test_column_i_of_expectations_is_qubit_i(engine):
    circuit = QuantumCircuit(3)
    circuit.x(1)
    found = engine.expectations(Ansatz(circuit, features=()), np.zeros((2, 0)))
    np.testing.assert_allclose(found, [[1, -1, 1], [1, -1, 1]], atol=1e-12)


@pytest.mark.parametrize("make", [AerEngine, StatevectorEngine])
def test_same_seed_gives_the_same_numbers_and_another_seed_others(make):
    first, again, other = (make(100, seed=s) for s in (1, 1, 2))
    twice = [first.expectations(ry_circuit(), ANGLES) for _ in range(2)]
    np.testing.assert_array_equal(twice[0], again.expectations(ry_circuit(), ANGLES))
    assert (twice[0] != twice[1]).any()  # the stream goes on from call to call
    assert (twice[0] != other.expectations(ry_circuit(), ANGLES)).any()


@pytest.mark.parametrize("make", [AerEngine, StatevectorEngine])
def test_equal_circuits_of_one_job_are_sampled_independently(make):
    shots, n = 100, 400
    ones = make(shots, seed=8).counts(ry_circuit(), np.zeros((n, 1)))[:, 1]
    # A binomial variance of 25, known to a relative sqrt(2/n) = 7 %.
    assert 25 * (1 - 0.35) < ones.var() < 25 * (1 + 0.35)


def test_counts_add_up_to_the_shots():
    assert (AerEngine(37, seed=1).counts(ry_circuit(), ANGLES).sum(axis=1) == 37).all()


def test_exact_engine_has_no_counts():
    with pytest.raises(ValueError, match="shots"):
        StatevectorEngine().counts(ry_circuit(), ANGLES)


def test_aer_transpiles_an_ansatz_once(monkeypatch):
    from hqnn_core.quantum.engines import aer

    calls = []
    monkeypatch.setattr(aer, "transpile", lambda c, **options: calls.append(c) or c.copy())
    engine, ansatz = AerEngine(10, seed=0), ry_circuit()
    for _ in range(3):
        engine.expectations(ansatz, ANGLES)
    assert len(calls) == 1


def test_engine_counts_the_circuits_that_it_runs():
    engine = StatevectorEngine(10, seed=0)
    engine.expectations(ry_circuit(), ANGLES)
    engine.expectations(ry_circuit(), ANGLES[:1])
    assert engine.circuits_run == len(ANGLES) + 1


@settings(max_examples=30)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_a_batch_gives_what_single_circuits_give(angles):
    engine, ansatz = StatevectorEngine(), ry_circuit()
    batch = engine.expectations(ansatz, np.array(angles)[:, None])
    single = [engine.expectations(ansatz, [[angle]])[0] for angle in angles]
    np.testing.assert_allclose(batch, single, atol=1e-12)
    assert (np.abs(batch) <= 1 + 1e-12).all()


@settings(max_examples=30)
@given(st.floats(-20, 20))
def test_expectation_has_a_period_of_two_pi(theta):
    found = StatevectorEngine().expectations(ry_circuit(), [[theta], [theta + 2 * math.pi]])
    np.testing.assert_allclose(found[0], found[1], atol=1e-12)


def test_no_parameter_sets_give_no_expectations():
    assert StatevectorEngine().expectations(ry_circuit(), np.zeros((0, 1))).shape == (0, 1)
    assert AerEngine(5).expectations(ry_circuit(), np.zeros((0, 1))).shape == (0, 1)


@pytest.mark.parametrize("shots", [0, -1, 10**9, MAX_SHOTS + 1, 2.5, True])
def test_shots_out_of_bounds_are_refused(shots):
    for make in (AerEngine, StatevectorEngine):
        with pytest.raises(ValueError, match="shots must be a whole number from 1 to 1,000,000"):
            make(shots)


def test_aer_says_that_it_is_not_exact():
    with pytest.raises(ValueError, match="StatevectorEngine is exact"):
        AerEngine(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("angle", [math.nan, math.inf])
def test_angle_that_is_no_number_is_refused(angle):
    with pytest.raises(NonFiniteAngleError):
        StatevectorEngine().expectations(ry_circuit(), [[angle]])


def test_values_of_another_width_are_refused():
    with pytest.raises(ValueError, match=r"shape \(B, 1\)"):
        StatevectorEngine().expectations(ry_circuit(), np.zeros((3, 2)))


@pytest.mark.parametrize("engine", [AerEngine(10), StatevectorEngine()])
def test_probabilities_that_do_not_fit_into_memory_are_refused(engine):
    ansatz = Ansatz(QuantumCircuit(40), features=())
    with pytest.raises(ValueError, match="use fewer qubits, or set the engine's memory"):
        engine.probabilities(ansatz, np.zeros((1, 0)))


def test_call_beyond_the_memory_is_cut_into_pieces_with_the_same_result():
    whole, pieces = StatevectorEngine(20, seed=1), StatevectorEngine(20, seed=1)
    pieces.memory = 3 * 64 * 2 + 10
    found = pieces.expectations(ry_circuit(), ANGLES)
    np.testing.assert_array_equal(found, whole.expectations(ry_circuit(), ANGLES))
