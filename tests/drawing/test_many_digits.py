"""Drawings read by a network with many qubits and digits: prediction, blend, tuning, challenge."""

import pytest
import torch

from hqnn_core import AerEngine, HybridNet, ModelConfig, load_digits, load_novelty_detector
from hqnn_core.drawing import (
    DrawingSet,
    blend_in_doubt,
    evaluation_of,
    measurements,
    predict,
    tuning_configs,
    tuning_images,
    untaught,
)
from hqnn_core.network import build_model
from hqnn_core.quantum import exact_engine
from hqnn_core.words.drawing import (
    blend_text,
    novelty_text,
    tuning_text,
)

FOUR = ModelConfig(digits=(2, 4, 7, 9), qubits=3, layers=2, engine="aer", shots=100)
DIGITS = load_digits((2, 4, 7, 9), 20, "offline")
IMAGE = DIGITS.test_images[:1]


@pytest.fixture
def prediction():
    return predict(IMAGE, HybridNet(FOUR), load_novelty_detector())


def test_prediction_is_exact_and_has_all_angles_and_expectations(prediction):
    exact = HybridNet(FOUR).classify(IMAGE, exact_engine())
    assert prediction.exact == pytest.approx(exact.probabilities[0].tolist())
    assert prediction.exact_expectations == pytest.approx(exact.expectations[0].tolist())
    assert prediction.thetas == pytest.approx(exact.theta[0].tolist())
    assert prediction.is_digit is None
    assert "cannot check whether this is 2, 4, 7 or 9" in novelty_text(prediction, 1.0)


def test_every_measurement_has_shots_of_its_own_about_the_exact_values(prediction):
    found = measurements(prediction, AerEngine(shots=1_000, seed=3), 30)
    assert len({each.shares for each in found}) == 30
    mean = torch.tensor([each.expectations for each in found]).mean(0)
    torch.testing.assert_close(mean, torch.tensor(prediction.exact_expectations), atol=0.03, rtol=0)
    assert all(sum(each.shares) == pytest.approx(1, abs=1e-5) for each in found)
    label = found[-1].label
    assert found[-1].share == found[-1].shares[label] == max(found[-1].shares)


def test_blend_of_many_digits_is_of_two_that_the_network_finds_alike():
    network = HybridNet(FOUR)
    blend = blend_in_doubt(network, load_novelty_detector(), DIGITS.test_images, DIGITS.test_labels)
    found = network.classify(blend.image, exact_engine()).probabilities[0]
    places = [FOUR.digits.index(digit) for digit in blend.digits]
    assert blend.odds == pytest.approx(found[places].tolist(), abs=1e-6)
    text = blend_text(blend, FOUR)
    assert f"P({blend.digits[0]}) = " in text
    assert ("cannot tell which" in text) == blend.is_in_doubt


def test_tuning_without_some_digits_still_shows_those_of_other_people():
    drawings = DrawingSet().with_drawing(IMAGE, 2).with_drawing(IMAGE, 5)
    assert untaught(drawings, FOUR.digits) == (4, 7, 9)
    assert set(tuning_images(drawings, DIGITS).labels) == {0, 1, 2, 3}


def test_tuning_and_evaluation_take_any_number_of_angles():
    model, _ = tuning_configs(FOUR)
    assert (model.engine, model.shots, model.rule) == ("statevector", None, "exact")
    network = build_model(FOUR)
    drawings = DrawingSet().with_drawing(IMAGE, 2).with_drawing(DIGITS.test_images[5:6], 9)
    found = evaluation_of(network, drawings)
    assert found.labels == (0, 3)
    assert found.thetas == ()
    exact = network.classify(drawings.tensor(), exact_engine())
    assert found.answers == tuple(exact.labels.tolist())
    assert found.n_right == sum(a == k for a, k in zip(found.answers, found.labels, strict=True))
    assert "Read correctly before: 1 of 2" in tuning_text(found, found, 2, is_held_out=False)
