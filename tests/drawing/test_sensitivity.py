"""The slope of a probability over pixels, through the qubit."""

import pytest
import torch

from hqnn_core import HybridNet, ModelConfig, load_pretrained
from hqnn_core.drawing import (
    N_MOST,
    changed_image,
    fooling,
    n_among_most,
    puzzle_image,
    sensitivity,
)
from hqnn_core.drawing.sensitivity import most_sensitive
from hqnn_core.quantum import exact_engine
from hqnn_core.words.games import fooling_text


def test_slopes_are_those_of_the_formula_of_the_qubit():
    """P(1) = (1 + sin theta)/2, so autograd of the classical part gives them without a circuit."""
    network, image = load_pretrained(), puzzle_image(0)
    pixels = image.clone().requires_grad_()
    p_one = (1 + network.classical(pixels).sin()) / 2
    (truth,) = torch.autograd.grad(p_one.sum(), pixels)
    found = sensitivity(network, image, 1)
    assert float(truth.abs().max()) > 1e-3
    assert torch.allclose(found, truth[0, 0], atol=1e-6)
    assert torch.allclose(sensitivity(network, image, 0), -found, atol=1e-6)
    assert all(weight.grad is None for weight in network.parameters())


def test_slopes_of_many_qubits_are_finite_differences():
    network = HybridNet(ModelConfig(qubits=2, digits=(0, 1, 2), layers=1)).double().eval()
    image = puzzle_image(0).double()
    slopes = sensitivity(network, image, 2)
    for place in slopes.flatten().abs().topk(3).indices.tolist():
        step = torch.zeros_like(image)
        step.view(-1)[place] = 1e-4
        ends = torch.cat((image + step, image - step))
        high, low = network.classify(ends, exact_engine()).probabilities[:, 2].tolist()
        assert (high - low) / 2e-4 == pytest.approx(float(slopes.flatten()[place]), rel=1e-3)


def test_pixels_without_a_slope_are_none_of_the_most_sensitive():
    slopes = torch.zeros(28, 28)
    assert n_among_most(slopes, range(784)) == 0
    slopes[3, 4], slopes[0, 1] = -2, 1
    assert most_sensitive(slopes) == {3 * 28 + 4, 1}
    assert len(most_sensitive(torch.rand(28, 28) + 1)) == N_MOST


@pytest.mark.parametrize("digit", [0, 1])
def test_puzzle_is_read_surely_and_turns_where_it_becomes_the_other_digit(digit):
    network, image, other = load_pretrained(), puzzle_image(digit), puzzle_image(1 - digit)
    assert fooling(network, digit, ()).probability > 0.99
    apart = ((image < 0.5) != (other < 0.5)).flatten().nonzero()[:, 0].tolist()
    found = fooling(network, digit, apart)
    assert found.is_fooled
    said = fooling_text(found, 3)
    assert said.startswith(f"{len(apart)} pixels turned the answer into a {1 - digit}. ")
    assert "reacts most to 50 pixels: you hit 3 of them." in said
    twice = changed_image(changed_image(image, apart), apart)
    assert torch.equal(twice < 0.5, image < 0.5)
