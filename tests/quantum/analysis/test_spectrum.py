import math

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector

from hqnn_core import Ansatz, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.analysis import fourier_spectrum
from hqnn_core.quantum.canonical import UnsupportedGateError


def of_angles(*factors: float) -> Ansatz:
    """RY(factor * x) on one qubit for each factor, with other rotations between them."""
    circuit, x = QuantumCircuit(1), Parameter("x")
    for number, factor in enumerate(factors):
        circuit.ry(factor * x, 0)
        circuit.rx(0.3 + number, 0)
    return Ansatz(circuit, (x,))


def test_chapter_circuit_has_the_frequency_1_with_one_half_and_nothing_else():
    found = fourier_spectrum(ry_circuit(), 0, highest=5)
    np.testing.assert_array_equal(found.frequencies, range(6))
    np.testing.assert_allclose(np.abs(found.coefficients[:, 0]), [0, 0.5, 0, 0, 0, 0], atol=1e-12)


def test_coefficient_of_minus_sine_is_half_i():
    found = fourier_spectrum(ry_circuit(), "θ")
    np.testing.assert_allclose(found.coefficients[:, 0], [0, 0.5j], atol=1e-12)


@pytest.mark.parametrize("uploads", [1, 2, 4])
def test_so_many_uploads_give_all_frequencies_up_to_them_and_no_others(uploads):
    ansatz = entangled_circuit(2, 4, rotations="ry-rz", uploads=uploads)
    sizes = np.abs(fourier_spectrum(ansatz, "x[0]", highest=8).coefficients[:, 0])
    assert (sizes[: uploads + 1] > 1e-3).all()
    np.testing.assert_allclose(sizes[uploads + 1 :], 0, atol=1e-12)
    assert len(fourier_spectrum(ansatz, "x[0]").frequencies) == uploads + 1


def test_sum_of_the_spectrum_is_the_expectation():
    ansatz, engine = entangled_circuit(3, 2, uploads=2), StatevectorEngine()
    values = np.random.default_rng(1).uniform(-4, 4, (20, len(ansatz.parameters)))
    values[:, [0, *range(2, values.shape[1])]] = values[0, [0, *range(2, values.shape[1])]]
    found = fourier_spectrum(ansatz, ansatz.features[1], values=values[0])
    waves = np.exp(1j * np.outer(values[:, 1], found.frequencies[1:]))
    total = found.coefficients[0].real + 2 * (waves @ found.coefficients[1:]).real
    np.testing.assert_allclose(total, engine.expectations(ansatz, values), atol=1e-12)


@pytest.mark.parametrize(
    ("factors", "frequencies"),
    [
        ((2.0,), [0, 2]),
        ((1.0, 3.0), [0, 1, 2, 3, 4]),
        ((0.5, 0.75), [0, 0.25, 0.5, 0.75, 1, 1.25]),
        ((math.pi, 2 * math.pi), np.arange(4) * math.pi),
        ((1.0, -1.0), [0, 1, 2]),
    ],
)
def test_frequencies_are_the_multiples_that_the_gates_allow(factors, frequencies):
    np.testing.assert_allclose(fourier_spectrum(of_angles(*factors), "x").frequencies, frequencies)


def test_controlled_rotation_has_half_frequencies():
    circuit, x = QuantumCircuit(2), Parameter("x")
    circuit.h(0)
    circuit.cry(x, 0, 1)
    found = fourier_spectrum(Ansatz(circuit, (x,)), x, ["IX", "ZI"])
    np.testing.assert_allclose(found.frequencies, [0, 0.5, 1])
    # <X> of the control is cos(x/2), <Z> of the target is (1 + cos x)/2.
    np.testing.assert_allclose(found.coefficients, [[0, 0.5], [0.5, 0], [0, 0.25]], atol=1e-12)


def test_feature_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="has no parameter x; it has θ"):
        fourier_spectrum(ry_circuit(), "x")
    with pytest.raises(ValueError, match="has no parameter 1; it has θ"):
        fourier_spectrum(ry_circuit(), 1)


def test_angle_that_is_not_linear_is_refused():
    circuit, x = QuantumCircuit(1), ParameterVector("x", 2)
    circuit.ry(x[0] * x[1], 0)
    with pytest.raises(UnsupportedGateError, match="is not linear in"):
        fourier_spectrum(Ansatz(circuit, tuple(x)), 0)


def test_frequencies_without_a_common_measure_are_refused():
    with pytest.raises(ValueError, match="frequencies of x are not small multiples of one"):
        fourier_spectrum(of_angles(1, math.sqrt(2)), "x")


def test_looking_below_what_the_gates_allow_is_refused():
    with pytest.raises(ConfigError, match="highest must be a whole number from 2"):
        fourier_spectrum(of_angles(1, 1), "x", highest=1)


def test_values_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"values must have the shape \(1,\)"):
        fourier_spectrum(ry_circuit(), 0, values=[1.0, 2.0])
