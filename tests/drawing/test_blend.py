"""The example in doubt is in doubt, and its answer flips."""

from functools import cache

import pytest
import torch

from hqnn_core import AerEngine, ClassicalTwin, HybridNet, ModelConfig, load_digits, load_pretrained
from hqnn_core.drawing.blend import Blend, blend_in_doubt
from hqnn_core.drawing.novelty import load_novelty_detector
from hqnn_core.drawing.prediction import measurements, predict
from hqnn_core.network.model import class_probability
from hqnn_core.words.drawing import blend_text

DIGITS = load_digits((0, 1), 20, "offline")


@cache
def blend_of(network: HybridNet | ClassicalTwin) -> Blend:
    detector = load_novelty_detector()
    return blend_in_doubt(network, detector, DIGITS.test_images, DIGITS.test_labels)


def test_pretrained_network_gives_the_blend_even_odds_and_random_answers():
    blend, network = blend_of(load_pretrained()), load_pretrained()
    theta = network.activations(blend.image).theta[:, 0].tolist()
    p_one = float(class_probability(network.config, theta)[0])
    assert 0.4 <= p_one <= 0.6
    assert p_one == pytest.approx(blend.odds[1], abs=1e-6)
    prediction = predict(blend.image, network, load_novelty_detector())
    assert prediction.is_digit
    found = measurements(prediction, AerEngine(shots=1, seed=0), 20)
    assert {measurement.label for measurement in found} == {0, 1}


def test_blend_is_the_mean_of_two_real_images_that_its_text_says():
    blend = blend_of(load_pretrained())
    zeros, ones = (DIGITS.test_images[DIGITS.test_labels == label][:6] for label in (0, 1))
    pairs = (1 - blend.share) * zeros[:, None] + blend.share * ones
    assert float((pairs - blend.image).abs().amax((2, 3, 4)).min()) < 1e-6
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
