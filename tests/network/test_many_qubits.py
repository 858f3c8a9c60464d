"""The network with more than one qubit or more than two digits, and its twin."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from hqnn_core import (
    AerEngine,
    CheckpointError,
    ClassicalTwin,
    EpochDone,
    Finished,
    HybridNet,
    ModelConfig,
    TrainConfig,
    load_checkpoint,
    load_digits,
    train,
)
from hqnn_core.network import (
    Started,
    build_model,
    checkpoint_bytes,
    tensor_file,
    tensors_of,
    words_of,
)
from hqnn_core.quantum import exact_engine
from tests.quantum.circuits import z_expectations

THREE = ModelConfig(
    digits=(3, 5, 8), qubits=3, layers=4, engine="statevector", shots=None, rule="exact"
)
IMAGES = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
SHORT = TrainConfig(source="offline", n_per_class=10, epochs=2)


@pytest.fixture(scope="module")
def three_digits():
    return load_digits((3, 5, 8), 10, "offline")


def n_parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_probabilities_are_the_softmax_of_a_dense_layer_of_what_qiskit_expects():
    network = HybridNet(THREE)
    found = network.classify(IMAGES)
    weights = network.quantum.weights
    assert weights is not None
    for theta, expectations in zip(found.theta, found.expectations, strict=True):
        bound = network.quantum.ansatz.bound(torch.cat((theta, weights)).tolist())
        exact = torch.from_numpy(z_expectations(bound))
        torch.testing.assert_close(expectations.double(), exact, atol=1e-5, rtol=0)
    assert network.head is not None
    torch.testing.assert_close(found.probabilities, network.head(found.expectations).softmax(1))
    assert found.probabilities.shape == (5, 3)
    assert found.labels.tolist() == found.probabilities.argmax(1).tolist()


def test_another_engine_measures_with_the_weights_of_the_circuit():
    network = HybridNet(THREE)
    exact, sampled = network.classify(IMAGES), network.classify(IMAGES, AerEngine(20_000, seed=1))
    assert 0 < float((exact.expectations - sampled.expectations).abs().max()) < 0.05
    same = HybridNet(replace(THREE, engine="aer", shots=10, rule="parameter-shift"))
    again = same.classify(IMAGES, exact_engine())
    torch.testing.assert_close(again.probabilities, exact.probabilities)


def test_circuit_of_n_plus_1_layers_and_the_twins_dense_layer_have_as_many_weights():
    network, twin = HybridNet(THREE), ClassicalTwin(THREE)
    assert network.quantum.weights is not None
    assert twin.middle is not None
    assert len(network.quantum.weights) == n_parameters(twin.middle) == 12
    assert n_parameters(network) == n_parameters(twin)
    assert network.head is not None
    assert twin.head is not None
    assert torch.equal(network.head.weight, twin.head.weight)
    assert torch.equal(network.classical.dense2.weight, twin.classical.dense2.weight)


@pytest.mark.parametrize("kind", ["hybrid", "classical"])
def test_three_digits_are_learned_and_a_twin_learns_too(kind, three_digits):
    network = build_model(replace(THREE, kind=kind))
    *events, end = train(network, three_digits, replace(SHORT, epochs=35, learning_rate=5e-3))
    assert isinstance(end, Finished)
    assert end.test_accuracy > 0.8
    assert end.test_thetas == ()
    right = torch.tensor(end.test_answers) == three_digits.test_labels
    assert float(right.double().mean()) == pytest.approx(end.test_accuracy)
    start, last = events[0], [e for e in events if isinstance(e, EpochDone)][-1]
    assert isinstance(start, Started)
    assert start.probe_thetas == last.probe_thetas == ()
    before, after = (np.array(e.probe_shares).reshape(3, 3) for e in (start, last))
    assert np.allclose(after.sum(1), 1, atol=1e-3)
    assert np.trace(after) > np.trace(before) + 0.5


@pytest.mark.parametrize(("rule", "noise"), [("parameter-shift", "none"), ("spsa", "device")])
def test_network_trains_on_measured_shots_by_other_rules_with_noise(rule, noise, three_digits):
    config = replace(
        THREE, layers=1, engine="aer", shots=10, rule=rule, noise=noise, readout_error=0.05
    )
    network = HybridNet(config)
    before = checkpoint_bytes(network)
    first = [event for event, _ in zip(train(network, three_digits, SHORT), range(3), strict=False)]
    assert first[-1].circuits > 0
    assert checkpoint_bytes(network) != before


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"qubits": 4}, "another architecture"),
        ({"digits": [1, 2]}, "another architecture"),
        ({"qubits": 1}, "qubits must be at least 2 for 3 digits"),
    ],
)
def test_checkpoint_of_other_qubits_or_classes_than_its_weights_is_refused(fields, says):
    network = HybridNet(THREE)
    content = checkpoint_bytes(network)
    expected = network.classify(IMAGES).probabilities
    torch.testing.assert_close(load_checkpoint(content).classify(IMAGES).probabilities, expected)
    words = words_of(content)
    words["model"] = json.dumps({**json.loads(words["model"]), **fields})
    with pytest.raises(CheckpointError, match=says):
        load_checkpoint(tensor_file(tensors_of(content), words))


def test_mean_of_many_spsa_slopes_is_nearly_the_exact_slope():
    """It has no bias beyond that of its shift of 0.2, and the noise of its directions."""
    slopes = []
    for rule in ("spsa", "exact"):
        config = ModelConfig(
            digits=(0, 1, 2), qubits=4, engine="statevector", shots=None, rule=rule
        )
        theta = torch.linspace(-1, 1, 4).repeat(20_000, 1).requires_grad_()
        network = HybridNet(config)
        first = network.probabilities(network.quantum(theta))[:, 0].mean()
        slopes.append(torch.autograd.grad(first, theta)[0].sum(0))
    mean, exact = slopes
    along = float(mean @ exact / exact.square().sum())
    assert 0.85 < along < 1.02
    assert float((mean - along * exact).norm() / exact.norm()) < 0.1
