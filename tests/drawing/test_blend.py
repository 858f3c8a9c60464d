"""The example in doubt is in doubt, and its answer flips."""

import pytest
import torch

from hqnn_core import AerEngine, ClassicalTwin, HybridNet, ModelConfig, load_digits, load_pretrained
from hqnn_core.drawing.blend import Blend, blend_in_doubt
from hqnn_core.drawing.novelty import load_novelty_detector
from hqnn_core.drawing.prediction import measurements, predict
from hqnn_core.network.model import class_probability
from hqnn_core.words.drawing import blend_text

DIGITS = load_digits((0, 1), 20, "offline")


def images_of(label: int) -> torch.Tensor:
    return DIGITS.test_images[DIGITS.test_labels == label][:6]


def blend_of(network: HybridNet | ClassicalTwin) -> Blend:
    detector = load_novelty_detector()
    return blend_in_doubt(network, detector, DIGITS.test_images, DIGITS.test_labels)


def test_pretrained_network_gives_the_blend_even_odds_and_takes_it_for_a_digit():
    blend, network = blend_of(load_pretrained()), load_pretrained()
    theta = network.activations(blend.image).theta[:, 0].tolist()
    p_one = float(class_probability(network.config, theta)[0])
    assert 0.4 <= p_one <= 0.6
    assert p_one == pytest.approx(blend.odds[1], abs=1e-6)
    assert predict(blend.image, network, load_novelty_detector()).is_digit


def test_twenty_answers_with_one_shot_are_both_digits():
    prediction = predict(
        blend_of(load_pretrained()).image, load_pretrained(), load_novelty_detector()
    )
    for seed in range(20):
        found = measurements(prediction, AerEngine(shots=1, seed=seed), 20)
        # of all seeds together, fails once in 26,000
        assert {measurement.label for measurement in found} == {0, 1}


def test_blend_is_the_mean_of_two_real_images_that_its_text_says():
    blend = blend_of(load_pretrained())
    pairs = [
        (1 - blend.share) * first + blend.share * second
        for first in images_of(0)
        for second in images_of(1)
    ]
    assert min(float((pair - blend.image[0]).abs().max()) for pair in pairs) < 1e-6
    text = blend_text(blend, ModelConfig())
    assert "of a 0 and" in text
    assert "its answer is random" in text


def test_network_without_doubt_is_not_said_to_be_in_doubt():
    twin = ClassicalTwin(ModelConfig(kind="classical"))
    torch.nn.init.zeros_(twin.classical.dense2.weight)
    torch.nn.init.constant_(twin.classical.dense2.bias, 9.0)
    blend = blend_of(twin)
    assert blend.odds[1] > 0.99
    assert "flips" not in blend_text(blend, twin.config)
