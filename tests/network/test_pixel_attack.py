"""A pixel attack turns answers by as many pixels as it counts; what the sine does to its slope."""

import math

import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, load_pretrained
from hqnn_core.network import load_digits, turned
from hqnn_core.network.pixel_attack import _slopes

EXACT = ModelConfig(engine="statevector", shots=None, rule="exact")


@pytest.fixture(scope="module")
def network() -> HybridNet:
    """The pretrained network, with exact answers."""
    network = HybridNet(EXACT)
    network.load_state_dict(load_pretrained("zero-one").state_dict())
    return network.eval()


def test_answers_are_turned_by_as_many_pixels_as_are_counted(network):
    images = load_digits((0, 1), 1, "offline").test_images[:6]
    before = images.clone()
    after, counts = turned(network, images, "angle")
    assert torch.equal(images, before)
    is_turned = counts >= 0
    assert is_turned.any()
    assert torch.equal((after != images).flatten(1).sum(1)[is_turned], counts[is_turned])
    was, now = network.classify(images).labels, network.classify(after).labels
    assert torch.equal(was != now, is_turned)
    assert set(after[after != images].unique().tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize("theta", [0.4, math.pi / 2 - 0.1, math.pi / 2 + 0.3, 3.0])
def test_slope_through_the_qubit_is_that_of_the_angle_times_a_cosine(network, theta):
    """P(1) = (1 + sin θ)/2: behind the top of the sine the slope points the other way."""
    image = load_digits((0, 1), 1, "offline").test_images[:1]
    moved = HybridNet(EXACT).eval()
    moved.load_state_dict(network.state_dict())
    with torch.no_grad():
        moved.classical.dense2.bias += theta - network.activations(image).theta[0]
    answer, angle = (_slopes(moved, image, way) for way in ("answer", "angle"))
    torch.testing.assert_close(answer, math.cos(theta) / 2 * angle, atol=1e-5, rtol=1e-3)
