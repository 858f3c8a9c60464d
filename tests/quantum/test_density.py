"""Exact noise: density matrices are Aer's, and their gradient is right in everything."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import (
    NoiseModel,
    QuantumError,
    amplitude_damping_error,
    depolarizing_error,
    phase_damping_error,
)

from hqnn_core import (
    Ansatz,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
    ry_circuit,
)
from hqnn_core.errors import ConfigError
from hqnn_core.quantum.engines.base import checked_values
from hqnn_core.quantum.engines.density import Channels, DensityMatrixEngine
from hqnn_core.quantum.engines.transpiled import noisy_circuit
from tests.quantum.circuits import random_ansatz

STRENGTHS = Channels(0.03, 0.05, 0.07, 0.02)


def values_of(ansatz: Ansatz, rows: int = 2) -> np.ndarray:
    return np.random.default_rng(5).uniform(-2, 2, (rows, len(ansatz.parameters)))


def aers_model(circuit: QuantumCircuit, channels: Channels) -> NoiseModel:
    model = NoiseModel()
    each = amplitude_damping_error(channels.amplitude_damping).compose(
        phase_damping_error(channels.phase_damping)
    )
    for name, n in {(i.operation.name, len(i.qubits)) for i in circuit.data}:
        if name not in ("measure", "barrier", "delay"):
            damping = reduce(QuantumError.tensor, [each] * n)
            error = depolarizing_error(channels.depolarizing, n).compose(damping)
            model.add_all_qubit_quantum_error(error, name)
    return model


def aers_states(ansatz: Ansatz, values: np.ndarray, channels: Channels) -> list[np.ndarray]:
    circuit = noisy_circuit(ansatz.linear.circuit)
    simulator = AerSimulator(method="density_matrix", noise_model=aers_model(circuit, channels))
    circuit: Any = circuit.remove_final_measurements(inplace=False)
    circuit.save_density_matrix()
    found = []
    for row in checked_values(ansatz, values).tolist():
        pairs = zip(ansatz.linear.parameters, row, strict=True)
        bound = circuit.assign_parameters({p: v for p, v in pairs if p in circuit.parameters})
        found.append(np.asarray(simulator.run(bound).result().data()["density_matrix"]))
    return found


def test_density_matrix_of_any_circuit_is_aers_and_without_errors_the_statevectors():
    for seed in range(8):
        ansatz = random_ansatz(seed)
        values = values_of(ansatz)
        exact = StatevectorEngine().probabilities(ansatz, values)
        found = DensityMatrixEngine().probabilities(ansatz, values)
        np.testing.assert_allclose(found, exact, atol=1e-12)
        if ansatz.n_qubits < 5:  # Aer needs a second for each
            found = DensityMatrixEngine(STRENGTHS).density_matrices(ansatz, values).numpy()
            truth = aers_states(ansatz, values, STRENGTHS)
            np.testing.assert_allclose(found, truth, atol=1e-10, err_msg=str(seed))


def test_depolarising_and_readout_errors_shrink_the_chapters_expectation():
    """Two gates, each of which scales <Z> by 1 - p, and a readout that scales it by 1 - 2e."""
    p, e, theta = 0.1, 0.05, np.linspace(-3, 3, 7)[:, None]
    truth = -np.sin(theta) * (1 - p) ** 2 * (1 - 2 * e)
    channels = Channels(p, readout_error=e)
    found = DensityMatrixEngine(channels).expectations(ry_circuit(), theta)
    np.testing.assert_allclose(found, truth, atol=1e-12)
    sampled = DensityMatrixEngine(channels, shots=20_000, seed=1).expectations(ry_circuit(), theta)
    assert (np.abs(sampled - truth) < 5 * np.sqrt((1 - truth**2) / 20_000)).all()


@pytest.mark.parametrize("at", [0.0, 0.04])
def test_gradient_reaches_features_weights_and_strengths(at):
    ansatz = entangled_circuit(2)
    features = torch.rand(2, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    def run(rows: torch.Tensor, weights: torch.Tensor, errors: torch.Tensor) -> torch.Tensor:
        layer = QuantumLayer(ansatz, DensityMatrixEngine(Channels(*errors)), rule="exact").double()
        return torch.func.functional_call(layer, {"weights": weights}, (rows,))

    errors = torch.full((4,), at, dtype=torch.float64)
    given = [features, torch.tensor([0.3, 1.1], dtype=torch.float64), errors]
    slopes = torch.autograd.functional.jacobian(run, tuple(given))
    step = 1e-7
    for number, tensor in enumerate(given):
        for i in range(tensor.numel()):
            moved = [t.clone() for t in given]
            moved[number].view(-1)[i] += step  # strengths stay in bounds: one-sided
            difference = (run(*moved) - run(*given)) / step
            found = slopes[number].flatten(2)[..., i]
            torch.testing.assert_close(found, difference, atol=3e-6, rtol=0)


def test_shift_rule_is_exact_with_noise_too():
    slopes = []
    for rule in ("exact", "parameter-shift"):
        layer: Any = QuantumLayer(entangled_circuit(3), DensityMatrixEngine(STRENGTHS), rule=rule)
        layer = layer.double()
        features = torch.full((2, 3), 0.4, dtype=torch.float64, requires_grad=True)
        slopes.append(torch.autograd.grad(layer(features).sum(), [features, layer.weights]))
    torch.testing.assert_close(*slopes)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"depolarizing": -0.1}, "depolarizing must be a number from 0 to 1; got -0.1"),
        ({"phase_damping": float("nan")}, "phase_damping must be a number"),
        ({"readout_error": 0.6}, "readout_error must be a number from 0 to 0.5"),
    ],
)
def test_strength_out_of_bounds_is_refused(options, sentence):
    with pytest.raises(ConfigError, match=sentence):
        Channels(**options)


def test_more_than_eight_qubits_are_refused():
    with pytest.raises(ValueError, match="up to 8 qubits are simulated with noise"):
        QuantumLayer(entangled_circuit(9), DensityMatrixEngine(STRENGTHS), rule="exact")
