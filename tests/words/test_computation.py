"""What is said of a computation, at its edges too."""

from __future__ import annotations

import pytest
import torch

from hqnn_core import ModelConfig, load_pretrained
from hqnn_core.network.explain import NeuronSum, Pixel, one_probability, pixel_sum
from hqnn_core.words.computation import angle_terms, hidden_text, one_text, pixel_text, terms_text
from hqnn_core.words.numbers import decimal_text


def test_number_in_a_row_has_its_sign_and_a_rounded_zero_has_none():
    assert decimal_text(0.125, signed=True) == "+0.12"
    assert decimal_text(-0.125, signed=True) == "−0.12"
    assert decimal_text(-0.001, signed=True) == decimal_text(0.001, signed=True) == "0.00"
    assert decimal_text(0.0) == "0"


def test_pixel_below_zero_is_made_zero():
    network = load_pretrained()
    blank = torch.zeros(1, 28, 28)
    inside = network.activations(blank[None])
    biases = network.classical.conv1.bias
    assert biases is not None
    lowest = int(biases.argmin())
    pixel = Pixel(0, lowest, 0, 0)
    found = pixel_sum(network, blank, inside, pixel)
    assert found.order == []
    assert biases[lowest] < 0
    said = pixel_text(pixel, found)
    assert "The 25 products add up to 0." in said
    assert said.endswith("Negative sums become 0: the pixel is **0**.")


def test_terms_of_a_neuron_that_reads_nothing_are_its_inputs_and_its_bias():
    found = NeuronSum(torch.zeros(3), torch.ones(3), -0.5, True)
    assert angle_terms(found) == [("3 neurons", 0.0), ("bias", -0.5)]
    assert "Together: −0.5" in terms_text(angle_terms(found), "θ")
    assert "Negative sums become 0: its output is **0**." in hidden_text(0, found)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (ModelConfig(), "P(1) = (1 + sin θ)/2 with θ = 0 rad: (1 + (0))/2 = **0.5**"),
        (ModelConfig(hadamard=False), "P(1) = (1 − cos θ)/2 with θ = 0 rad: (1 − (1))/2 = **0**"),
        (ModelConfig(kind="classical"), "with logit = 0: 1/(1 + 1) = **0.5**"),
    ],
)
def test_formula_is_that_of_the_network(config, said):
    assert said in one_text(one_probability(config, 0.0))
