"""Noise against formulas, against single circuits, and against density matrices."""

import math
from functools import partial

import numpy as np
import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.providers import BackendV2
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.quantum_info import DensityMatrix
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error

from hqnn_core import AerEngine, Ansatz, HybridNet, ModelConfig, ry_circuit
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.engines import make_engine
from hqnn_core.quantum.engines.noise import DEVICE_GATES, DEVICE_SEED, Noise, device

ANGLES = np.linspace(-math.pi, math.pi, 9)[:, None]
SHOTS = 40_000
TOLERANCE = 5 / math.sqrt(SHOTS)


def simple(gate_error: float = 0.0, readout_error: float = 0.0) -> AerEngine:
    return AerEngine(SHOTS, seed=3, noise=Noise("simple", gate_error, readout_error))


@pytest.mark.parametrize("p", [0.0, 0.01, 0.2, 0.7, 1.0])
@pytest.mark.parametrize("e", [0.0, 0.1, 0.5])
def test_expectation_shrinks_with_two_gate_errors_and_the_readout_error(p, e):
    found = simple(p, e).expectations(ry_circuit(), ANGLES)
    truth = -np.sin(ANGLES) * (1 - p) ** 2 * (1 - 2 * e)
    np.testing.assert_allclose(found, truth, atol=TOLERANCE)


def test_circuit_without_hadamard_has_one_gate_error():
    found = simple(0.3).expectations(ry_circuit(hadamard=False), ANGLES)
    np.testing.assert_allclose(found, np.cos(ANGLES) * 0.7, atol=TOLERANCE)


def test_gates_that_could_be_joined_have_an_error_each():
    circuit = QuantumCircuit(1)
    for _ in range(6):
        circuit.x(0)
    found = simple(0.1).expectations(Ansatz(circuit, features=()), np.zeros((1, 0)))
    np.testing.assert_allclose(found, 0.9**6, atol=TOLERANCE)


def entangled() -> Ansatz:
    a, b = Parameter("a"), Parameter("b")
    circuit = QuantumCircuit(2)
    circuit.h(0)
    circuit.ry(a, 0)
    circuit.ry(b, 1)
    circuit.cx(0, 1)
    circuit.rx(0.7, 1)
    return Ansatz(circuit, features=(a, b))


def density_expectations(circuit: QuantumCircuit, errors: dict) -> list[float]:
    """<Z> by Qiskit's density matrices: each gate, then its error, qubit by qubit."""
    state = DensityMatrix.from_label("0" * circuit.num_qubits)
    for instruction in circuit.data:
        name, qubits = instruction.operation.name, instruction.qubits
        where = tuple(circuit.find_bit(q).index for q in qubits)
        if name not in ("measure", "barrier"):
            state = state.evolve(instruction.operation, list(where))
            error = errors.get((name, where)) or errors.get(len(where))
            if error is not None:
                state = state.evolve(error, list(where))
    each = [state.probabilities([q]) for q in range(circuit.num_qubits)]
    return [p[0] - p[1] for p in each]


def test_two_qubit_gates_have_the_two_qubit_error():
    ansatz, values = entangled(), np.random.default_rng(1).uniform(-3, 3, (5, 2))
    errors = {n: depolarizing_error(0.15, n).to_quantumchannel() for n in (1, 2)}
    truth = [density_expectations(ansatz.bound(row), errors) for row in values]
    np.testing.assert_allclose(simple(0.15).expectations(ansatz, values), truth, atol=TOLERANCE)


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
    [
        lambda: None,
        on_a_line,
        partial(snapshot, "FakeManilaV2"),
        partial(snapshot, "FakeSherbrooke"),
    ],
    ids=["model", "line", "5 qubits", "127 qubits"],
)
def test_device_noise_is_that_of_the_density_matrix_of_its_model_bound_beforehand(backend):
    """The whole model, no method of the engine's own, and each circuit with its angles in it."""
    ansatz, values = entangled(), np.random.default_rng(2).uniform(-3, 3, (4, 2))
    noise = Noise("device", backend=backend())
    model = NoiseModel.from_backend(noise.device)
    simulator = AerSimulator(noise_model=model, method="density_matrix")
    if noise.backend is None:
        circuit = transpile(ansatz.circuit, basis_gates=DEVICE_GATES)
    else:
        circuit = transpile(ansatz.circuit, noise.backend, seed_transpiler=DEVICE_SEED)
    bound = [
        circuit.assign_parameters(dict(zip(ansatz.parameters, row, strict=True))) for row in values
    ]
    result = simulator.run(bound, shots=SHOTS, seed_simulator=1).result()
    truth = [
        [sum(n * (1 - 2 * int(k[-1 - q])) for k, n in counts.items()) / SHOTS for q in (0, 1)]
        for counts in result.get_counts()
    ]
    found = AerEngine(SHOTS, seed=4, noise=noise).expectations(ansatz, values)
    np.testing.assert_allclose(found, truth, atol=math.sqrt(2) * TOLERANCE)


def test_device_pulls_the_expectation_below_one_as_its_readout_says():
    found = AerEngine(SHOTS, seed=5, noise=Noise("device")).expectations(ry_circuit(), ANGLES)
    # sx has an error below 0.1 %, so nearly all of it is the measurement's.
    readout = NoiseModel.from_backend(device()).to_dict()["errors"]
    table = next(e for e in readout if e["type"] == "roerror" and e["gate_qubits"] == [(0,)])
    right = np.array(table["probabilities"])  # row: the true bit
    p_one = (1 + np.sin(ANGLES)) / 2
    truth = (right[0, 0] - right[0, 1]) * (1 - p_one) + (right[1, 0] - right[1, 1]) * p_one
    np.testing.assert_allclose(found, truth, atol=TOLERANCE + 0.004)
    assert 0.8 < np.abs(found).max() < 0.999


def test_same_seed_gives_the_same_noisy_numbers():
    first, again = (simple(0.1, 0.05).expectations(ry_circuit(), ANGLES) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_network_measures_with_the_noise_of_its_configuration():
    config = ModelConfig(noise="simple", gate_error=1.0, shots=4000)
    network = HybridNet(config)
    engine = network.quantum.engine
    found = engine.expectations(network.quantum.ansatz, [[-math.pi / 2]])
    assert abs(found).max() < 0.1  # without noise it is 1


def test_noise_on_an_exact_engine_is_refused():
    with pytest.raises(ValueError, match="noise needs the aer engine"):
        make_engine("statevector", None, noise=Noise("simple"))


def test_noise_out_of_bounds_is_refused():
    with pytest.raises(ConfigError, match=r"readout_error must be a number from 0 to 0\.5"):
        Noise("simple", readout_error=0.6)


def test_circuit_larger_than_the_device_is_refused():
    circuit = QuantumCircuit(6)
    with pytest.raises(ValueError, match="device has 5 qubits; the circuit has 6"):
        AerEngine(10, noise=Noise("device")).expectations(Ansatz(circuit, ()), np.zeros((1, 0)))


def test_backend_that_does_not_fit_is_refused():
    with pytest.raises(ConfigError, match="backend needs the noise device"):
        Noise("simple", backend=device())
    with pytest.raises(ConfigError, match="must be a BackendV2 of Qiskit; got 'manila'"):
        Noise("device", backend="manila")  # type: ignore[arg-type]
    noise = Noise("device", backend=on_a_line())
    with pytest.raises(ValueError, match="device has 4 qubits; the circuit has 6"):
        AerEngine(10, noise=noise).expectations(Ansatz(QuantumCircuit(6), ()), np.zeros((1, 0)))
