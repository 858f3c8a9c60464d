import dataclasses

import numpy as np
import pytest
import torch

from hqnn_core import ClassicalTwin, HybridNet, ModelConfig
from hqnn_core.network.classical_part import SeededDropout

EXACT = ModelConfig(engine="statevector", shots=None)
IMAGES = torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_probability_of_class_one_is_that_of_measuring_one():
    answer = HybridNet(EXACT).classify(IMAGES)
    theta = answer.theta[:, 0]
    torch.testing.assert_close(answer.probabilities[:, 1], (1 + theta.sin()) / 2)
    torch.testing.assert_close(answer.expectations[:, 0], -theta.sin())
    assert (answer.labels == (theta > 0)).all()


def test_answer_and_expectation_come_from_one_measurement():
    answer = HybridNet(ModelConfig(shots=7)).classify(IMAGES)
    torch.testing.assert_close(answer.probabilities[:, 1], (1 - answer.expectations[:, 0]) / 2)
    counts = answer.probabilities * 7
    torch.testing.assert_close(counts, counts.round())


def test_classify_has_no_dropout_and_leaves_the_mode_as_it_was():
    network = HybridNet(EXACT).train()
    first, again = network.classify(IMAGES), network.classify(IMAGES)
    torch.testing.assert_close(first.theta, again.theta, rtol=0, atol=0)
    assert network.training
    assert (network(IMAGES) != network(IMAGES)).any()


def test_twin_starts_from_the_same_weights_and_ends_in_a_sigmoid():
    hybrid, twin = HybridNet(EXACT), ClassicalTwin(EXACT)
    for name, value in twin.state_dict().items():
        torch.testing.assert_close(value, hybrid.state_dict()[name], rtol=0, atol=0)
    answer = twin.classify(IMAGES)
    torch.testing.assert_close(answer.probabilities[:, 1:], torch.sigmoid(answer.theta))


def test_initial_weights_depend_on_the_seed_alone():
    torch.manual_seed(1)
    first = HybridNet(EXACT).classical.conv1.weight
    torch.manual_seed(2)
    state = torch.get_rng_state()
    again = HybridNet(EXACT).classical.conv1.weight
    other = HybridNet(dataclasses.replace(EXACT, seed=1)).classical.conv1.weight
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(state, torch.get_rng_state())


def test_images_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"shape \(B, 1, 28, 28\)"):
        HybridNet(EXACT)(torch.zeros(1, 1, 8, 8))


@pytest.mark.parametrize("whole_channels", [False, True])
def test_dropout_keeps_the_mean_and_drops_whole_maps_where_asked(whole_channels):
    layer = SeededDropout(0.5, seed=3, whole_channels=whole_channels)
    out = layer(torch.ones(200, 20, 4, 4)).numpy()
    assert out.mean() == pytest.approx(1, abs=0.05)
    assert set(np.unique(out)) == {0, 2}
    per_map = out.reshape(4000, 16).mean(axis=1)
    assert (set(np.unique(per_map)) == {0, 2}) is whole_channels
