"""The quantum convolutional circuit: weights, the qubit that is left, and a known value."""

import numpy as np
import pytest

from hqnn_core.quantum import QuantumLayer, StatevectorEngine, convolutional_circuit, exact_engine


@pytest.mark.parametrize(("n_qubits", "n_weights"), [(2, 17), (4, 34), (8, 51)])
def test_each_halving_has_17_weights(n_qubits, n_weights):
    ansatz, kept = convolutional_circuit(n_qubits)
    assert (len(ansatz.features), len(ansatz.weights)) == (n_qubits, n_weights)
    assert kept == n_qubits // 2


def test_blocks_without_angles_swap_their_qubits():
    """Three CX are a swap, and pooling then leaves the kept qubit alone: one feature is left."""
    ansatz, kept = convolutional_circuit(4)
    order = list(range(4))
    for a, b in [(0, 3), (0, 1), (2, 3), (1, 2), (0, 2)]:
        order[a], order[b] = order[b], order[a]
    features = np.array([0.3, 0.9, 1.4, 2.2])
    values = np.concatenate((features, np.zeros(len(ansatz.weights))))[None]
    found = exact_engine().expectations(ansatz, values)[0, kept]
    assert found == pytest.approx(np.cos(features[order[kept]]), abs=1e-6)


def test_exact_gradient_is_that_of_parameter_shift():
    import torch

    ansatz, kept = convolutional_circuit(4)
    observable = "".join("Z" if q == kept else "I" for q in reversed(range(4)))
    features = torch.rand(3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    slopes = []
    for rule in ("exact", "parameter-shift"):
        layer = QuantumLayer(ansatz, StatevectorEngine(), rule=rule, observables=observable, seed=1)
        layer.double()(features).sum().backward()
        assert layer.weights is not None
        slopes.append(layer.weights.grad)
    torch.testing.assert_close(*slopes)


@pytest.mark.parametrize("n_qubits", [0, 1, 6])
def test_number_of_qubits_is_a_power_of_two(n_qubits):
    with pytest.raises(ValueError, match=f"n_qubits must be 2, 4, 8, ...; got {n_qubits}"):
        convolutional_circuit(n_qubits)
