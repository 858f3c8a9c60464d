"""Noise against formulas, and against Aer's own model of a device."""

import math
from functools import partial

import numpy as np
import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.providers import BackendV2
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel

from hqnn_core import AerEngine, Ansatz, HybridNet, ModelConfig, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.engines import make_engine
from hqnn_core.quantum.engines.noise import DEVICE_GATES, DEVICE_SEED, Noise

ANGLES = np.linspace(-math.pi, math.pi, 5)[:, None]
SHOTS = 20_000
TOLERANCE = 5 / math.sqrt(SHOTS)


def simple(gate_error: float = 0.0, readout_error: float = 0.0) -> AerEngine:
    return AerEngine(SHOTS, seed=3, noise=Noise("simple", gate_error, readout_error))


@pytest.mark.parametrize(("p", "e"), [(0.2, 0.1), (1.0, 0.0), (0.0, 0.5)])
def test_expectation_shrinks_with_two_gate_errors_and_the_readout_error(p, e):
    found = simple(p, e).expectations(ry_circuit(), ANGLES)
    truth = -np.sin(ANGLES) * (1 - p) ** 2 * (1 - 2 * e)
    np.testing.assert_allclose(found, truth, atol=TOLERANCE)
    np.testing.assert_array_equal(found, simple(p, e).expectations(ry_circuit(), ANGLES))


def test_gates_that_could_be_joined_have_an_error_each():
    circuit = QuantumCircuit(1)
    for _ in range(6):
        circuit.x(0)
    found = simple(0.1).expectations(Ansatz(circuit, features=()), np.zeros((1, 0)))
    np.testing.assert_allclose(found, 0.9**6, atol=TOLERANCE)


def on_a_line() -> BackendV2:
    """A device of four qubits, each beside the next."""
    line = [[0, 1], [1, 0], [1, 2], [2, 1], [2, 3], [3, 2]]
    return GenericBackendV2(4, coupling_map=line, seed=3)


def snapshot(name: str) -> BackendV2:
    """A real device, as it once was."""
    reason = "the extra 'hardware' is missing"
    return getattr(pytest.importorskip("qiskit_ibm_runtime.fake_provider", reason=reason), name)()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "backend",
    [lambda: None, on_a_line, partial(snapshot, "FakeManilaV2")],
    ids=["model", "line", "snapshot"],
)
def test_device_noise_is_that_of_the_density_matrix_of_its_model_bound_beforehand(backend):
    """The whole model, no method of the engine's own, and each circuit with its angles in it."""
    a, b = Parameter("a"), Parameter("b")
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.ry(a, 0)
    circuit.ry(b, 1)
    circuit.cx(0, 1)
    circuit.rx(0.7, 1)
    ansatz = Ansatz(circuit, features=(a, b))
    values = np.random.default_rng(2).uniform(-3, 3, (4, 2))
    noise = Noise("device", backend=backend())
    model = NoiseModel.from_backend(noise.device)
    simulator = AerSimulator(noise_model=model, method="density_matrix")
    if noise.backend is None:
        circuit = transpile(ansatz.circuit, basis_gates=DEVICE_GATES)
    else:
        circuit = transpile(ansatz.circuit, noise.backend, seed_transpiler=DEVICE_SEED)
    bound = [circuit.assign_parameters({a: x, b: y}) for x, y in values]
    result = simulator.run(bound, shots=SHOTS, seed_simulator=1).result()
    truth = [
        [sum(n * (1 - 2 * int(k[-1 - q])) for k, n in counts.items()) / SHOTS for q in (0, 1)]
        for counts in result.get_counts()
    ]
    found = AerEngine(SHOTS, seed=4, noise=noise).expectations(ansatz, values)
    np.testing.assert_allclose(found, truth, atol=math.sqrt(2) * TOLERANCE)


def test_network_measures_with_the_noise_of_its_configuration():
    layer = HybridNet(ModelConfig(noise="simple", gate_error=1.0, shots=4000)).quantum
    found = layer.engine.expectations(layer.ansatz, [[-math.pi / 2]])
    assert abs(found).max() < 0.1  # without noise it is 1


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("simple", {"readout_error": 0.6}, r"must be a number from 0 to 0\.5"),
        ("simple", {"backend": on_a_line()}, "backend needs the noise device"),
        ("device", {"backend": "manila"}, "must be a BackendV2 of Qiskit; got 'manila'"),
    ],
)
def test_noise_that_cannot_be_is_refused(name, options, sentence):
    with pytest.raises(ConfigError, match=sentence):
        Noise(name, **options)


def test_noise_on_an_exact_engine_is_refused():
    with pytest.raises(ValueError, match="noise needs the aer engine"):
        make_engine("statevector", None, noise=Noise("simple"))


@pytest.mark.parametrize(("backend", "room"), [(None, 5), (on_a_line(), 4)])
def test_circuit_larger_than_the_device_is_refused(backend, room):
    engine = AerEngine(10, noise=Noise("device", backend=backend))
    with pytest.raises(ValueError, match=f"device has {room} qubits; the circuit has 6"):
        engine.expectations(Ansatz(QuantumCircuit(6), ()), np.zeros((1, 0)))
