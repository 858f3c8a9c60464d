"""One shot at the end: what it misreads, and the slope of the variance penalty."""

import math
from dataclasses import replace

import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, QuantumLayer, StatevectorEngine, load_pretrained
from hqnn_core.experiments import one_shot
from hqnn_core.experiments.one_shot import OneShot
from hqnn_core.network import load_digits
from hqnn_core.quantum import ry_circuit


def test_penalty_of_one_shot_has_no_value_but_the_right_slope():
    """1 - E² is 0 of one measured outcome; its slope -2 E dE/dθ comes from shots of its own."""
    theta, n = 0.7, 40_000
    layer = QuantumLayer(ry_circuit(), StatevectorEngine(shots=1, seed=0))
    features = torch.full((n, 1), theta, requires_grad=True)
    penalty = 1 - layer(features).square()
    assert penalty.abs().max() == 0
    penalty.sum().backward()
    assert features.grad is not None
    error = 5 * features.grad.std().item() / math.sqrt(n)
    assert features.grad.mean().item() == pytest.approx(-math.sin(2 * theta), abs=error)


def test_one_shot_misreads_as_often_as_the_other_digit_is_measured():
    data = load_digits((0, 1), 1, "offline")
    network = HybridNet(ModelConfig(engine="statevector"))
    network.load_state_dict(load_pretrained("zero-one").state_dict())
    exact = network.classify(data.test_images, StatevectorEngine()).probabilities
    wrong = exact.gather(1, 1 - data.test_labels[:, None]).mean().item()
    found = [one_shot._misread(network, data, seed) for seed in range(20)]
    error = 5 * math.sqrt(wrong * (1 - wrong) / (20 * len(data.test_labels)))
    assert sum(once for once, _ in found) / 20 == pytest.approx(wrong, abs=error)
    right = (exact.argmax(1) == data.test_labels).double().mean().item()
    assert [noiseless for _, noiseless in found] == pytest.approx([1 - right] * 20)


def made(penalised: float) -> OneShot:
    plain = tuple(0.05 + 0.001 * seed for seed in range(10))
    other = tuple(penalised + 0.0012 * seed for seed in range(10))
    return OneShot((plain,) * 3, (other,) * 3, ((0.002,) * 10,) * 3, "mnist")


@pytest.mark.parametrize(
    ("penalised", "says"), [(0.03, "More than chance"), (0.049, "Could be chance")]
)
def test_words_claim_what_the_seeds_allow(penalised, says):
    said = one_shot.text(made(penalised))
    assert says in said
    assert "| 1 shot | 5.5 ± 0.3 |" in said
    truth = one_shot.truth(made(penalised))
    assert truth.values == pytest.approx([5.45] * 3)
    assert [len(mark.points) for mark in truth.marks] == [30, 30]
    assert len(one_shot.guess().places) == 3


def test_networks_are_trained_with_all_shots_both_ways(monkeypatch):
    monkeypatch.setattr(one_shot, "N_SEEDS", 1)
    monkeypatch.setattr(one_shot, "TRAINING", replace(one_shot.TRAINING, epochs=1, n_per_class=4))
    steps = []
    found = one_shot.one_shot(report=lambda done, total: steps.append((done, total)))
    assert steps == [(i, 6) for i in range(6)]
    assert [len(each) for each in (found.plain, found.penalised, found.exact)] == [3, 3, 3]
