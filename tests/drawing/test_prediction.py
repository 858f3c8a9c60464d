import math
from dataclasses import replace

import pytest
import torch

from hqnn_core import ClassicalTwin, HybridNet, ModelConfig, StatevectorEngine, load_pretrained
from hqnn_core.drawing.novelty import load_novelty_detector
from hqnn_core.drawing.prediction import (
    Measurement,
    majority_probability,
    measurements,
    most_frequent,
    predict,
)
from hqnn_core.network.data import Digits
from hqnn_core.words.drawing import answer_text, answers_text, last_number_text, novelty_text


def predicted(image: torch.Tensor, network: HybridNet | ClassicalTwin | None = None):
    return predict(image, network or load_pretrained(), load_novelty_detector())


def test_prediction_is_the_networks_own_classification(small_digits: Digits):
    for network in (load_pretrained(), ClassicalTwin(ModelConfig(kind="classical"))):
        image = small_digits.test_images[3:4]
        prediction = predicted(image, network)
        exact = (
            network.classify(image, StatevectorEngine())
            if isinstance(network, HybridNet)
            else network.classify(image)
        )
        assert prediction.exact == pytest.approx(exact.probabilities[0].tolist(), abs=1e-6)
        assert prediction.theta == pytest.approx(float(exact.theta))


def test_real_digits_look_like_digits_and_noise_does_not(small_digits: Digits):
    assert predicted(small_digits.test_images[:1]).is_digit
    noise = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    prediction = predicted(noise)
    assert prediction.is_neither
    said = answer_text(prediction, Measurement((0.25, 0.75), 100))
    assert said.startswith("This does not look like a 0 or a 1. ")
    assert "75 of 100 shots said 1. Its true share is likely 66 to 82 %." in said


def test_two_bars_are_said_to_be_several_digits():
    image = torch.zeros(1, 1, 28, 28)
    image[..., 4:24, 8:10] = image[..., 4:24, 17:19] = 1
    prediction = predicted(image)
    assert prediction.has_several_digits
    assert prediction.is_neither
    assert novelty_text(prediction, 1e9).startswith("Tall pieces of ink stand side by side")
    assert "below its limit" in novelty_text(prediction, 1e9)


def test_blank_image_is_neither():
    prediction = predicted(torch.zeros(1, 1, 28, 28))
    assert prediction.is_neither
    assert answer_text(prediction, Measurement(prediction.exact, None)).startswith(
        "The canvas is empty"
    )


def test_classical_twin_is_not_measured(small_digits: Digits):
    prediction = predicted(
        small_digits.test_images[:1], ClassicalTwin(ModelConfig(kind="classical"))
    )
    found = measurements(prediction, StatevectorEngine(shots=1), 3)
    assert found == [Measurement(prediction.exact, None, prediction.exact_expectations)] * 3
    assert answer_text(prediction, found[0]).startswith("The network gives 1 a chance of 51.5 %")
    assert last_number_text(prediction.config, 1.5) == "logit = 1.5"
    assert "nothing is measured" in answers_text(prediction, found)


@pytest.mark.parametrize("shots", [1, 2, 5])
def test_majority_probability_is_the_sum_of_the_binomial(shots: int):
    p_one = 0.3
    terms = [
        math.comb(shots, k) * p_one**k * (1 - p_one) ** (shots - k)
        for k in range(shots + 1)
        if 2 * k > shots
    ]
    assert majority_probability(p_one, shots) == pytest.approx(sum(terms))


def test_even_shares_are_for_class_0_as_in_a_classification(small_digits: Digits):
    tie = Measurement((0.5, 0.5), 2)
    assert tie.label == 0
    assert tie.is_tie
    assert not Measurement((0.2, 0.8), 5).is_tie
    prediction = predicted(small_digits.test_images[:1])
    assert "1 of 2 shots said 0." in answer_text(prediction, tie)
    assert answer_text(prediction, tie).endswith("A tie counts as 0.")
    assert "tie" not in answer_text(prediction, Measurement((0.2, 0.8), 5))
    assert "A tie counts as 0." in answers_text(prediction, [tie, Measurement((0.0, 1.0), 2)])


@pytest.mark.parametrize(("p_one", "said"), [(0.009, ", nearly 100 %"), (0.0, ", 100 %")])
def test_answer_of_many_shots_is_certain_only_where_each_shot_is(p_one, said):
    image = torch.zeros(1, 1, 28, 28)
    prediction = replace(predicted(image), exact=(1 - p_one, p_one))
    assert answers_text(prediction, [Measurement((1.0, 0.0), 10_000)]).endswith(
        f"{said} of all answers are 0."
    )


def test_most_frequent_of_even_answers_is_the_first_digit():
    zero, one = Measurement((1.0, 0.0), 1), Measurement((0.0, 1.0), 1)
    assert most_frequent([one, zero]) == most_frequent([zero, one]) == 0
    assert most_frequent([one, zero, one]) == 1
