import math

import numpy as np
import pytest
from qiskit import QuantumCircuit

from hqnn_core import (
    AerEngine,
    Ansatz,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
    ry_circuit,
)
from hqnn_core.quantum import MAX_SHOTS, NonFiniteAngleError, start_angle

ANGLES = np.linspace(-2 * math.pi, 2 * math.pi, 41)[:, None]
both = pytest.mark.parametrize("make", [AerEngine, StatevectorEngine])


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-6), (np.float64, 1e-12)])
def test_expectation_is_minus_sine_after_hadamard_and_cosine_without(dtype, tolerance):
    for hadamard, truth in ((True, -np.sin(ANGLES)), (False, np.cos(ANGLES))):
        found = StatevectorEngine().expectations(ry_circuit(hadamard), ANGLES.astype(dtype))
        assert found.dtype == dtype
        np.testing.assert_allclose(found, truth, atol=tolerance)
        np.testing.assert_allclose(np.cos(start_angle(hadamard) + ANGLES), truth, atol=1e-12)


@both
def test_sampled_expectations_are_within_five_sigma(make):
    found = make(4000, seed=5).expectations(ry_circuit(), ANGLES)
    sigma = np.abs(np.cos(ANGLES)) / math.sqrt(4000)
    assert (np.abs(found + np.sin(ANGLES)) <= 5 * sigma + 1e-9).all()


@both
def test_same_seed_gives_the_same_numbers_and_another_seed_others(make):
    first, again, other = (make(100, seed=s) for s in (1, 1, 2))
    twice = [first.expectations(ry_circuit(), ANGLES) for _ in range(2)]
    np.testing.assert_array_equal(twice[0], again.expectations(ry_circuit(), ANGLES))
    assert (twice[0] != twice[1]).any()  # the stream goes on from call to call
    assert (twice[0] != other.expectations(ry_circuit(), ANGLES)).any()
    assert first.circuits_run == 2 * len(ANGLES)


@both
def test_equal_circuits_of_one_job_are_sampled_independently(make):
    shots, n = 100, 400
    counts = make(shots, seed=8).counts(ry_circuit(), np.zeros((n, 1)))
    assert (counts.sum(axis=1) == shots).all()
    # A binomial variance of 25, known to a relative sqrt(2/n) = 7 %.
    assert 25 * (1 - 0.35) < counts[:, 1].var() < 25 * (1 + 0.35)


def test_no_parameter_sets_give_no_expectations():
    for engine in (StatevectorEngine(), AerEngine(5)):
        assert engine.expectations(ry_circuit(), np.zeros((0, 1))).shape == (0, 1)


@pytest.mark.parametrize("shots", [0, MAX_SHOTS + 1, 2.5, True])
@both
def test_shots_out_of_bounds_are_refused(make, shots):
    with pytest.raises(ValueError, match="shots must be a whole number from 1 to 1,000,000"):
        make(shots)


@both
@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, True])
def test_seeds_that_no_library_takes_are_refused(make, seed):
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to"):
        make(100, seed=seed)
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to"):
        QuantumLayer(entangled_circuit(2, 1), make(100), seed=seed)


def test_an_exact_engine_has_no_counts_and_aer_is_not_exact():
    with pytest.raises(ValueError, match="shots"):
        StatevectorEngine().counts(ry_circuit(), ANGLES)
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
