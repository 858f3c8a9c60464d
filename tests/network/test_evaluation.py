"""What a finished run got right and wrong, in numbers and in words that hold for any shots."""

from dataclasses import replace

import pytest

from hqnn_core import Finished, HybridNet, ModelConfig, TrainConfig, load_digits, train
from hqnn_core.network.evaluation import Mistake, confusion, mistakes
from hqnn_core.words.training import mistake_text, mistakes_text

EXACT = ModelConfig(engine="statevector", shots=None)


def test_confusion_counts_each_pair_of_truth_and_answer():
    assert confusion([0, 0, 1, 1, 1], [0, 1, 1, 0, 0], 2) == [[1, 1], [2, 1]]
    assert confusion([2, 0], [1, 0], 3) == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]


def ended(thetas: list[float], answers: list[int], probabilities: list[float]) -> Finished:
    """The end of a run with these answers to its test images."""
    found = tuple(thetas), tuple(answers), tuple(probabilities)
    return Finished("completed", "", 1, 0.0, 0.0, 0.0, len(answers), 0, 0.0, *found)


def test_mistakes_come_in_the_order_of_what_their_angles_say_not_of_single_shots():
    end = ended([-1.0, 0.2, -0.5, -1.2], [1, 1, 0, 0], [1.0] * 4)
    found = mistakes([0, 0, 1, 1], end, ModelConfig(shots=1))
    assert [mistake.index for mistake in found] == [3, 2, 1, 0]
    assert [mistake.probability for mistake in found] == [1.0] * 4
    assert found[0].exact == pytest.approx((1 + 0.932039) / 2, abs=1e-6)  # sin 1.2
    assert found[-1].exact == pytest.approx((1 - 0.841471) / 2, abs=1e-6)
    twin = mistakes([1], ended([-2.0], [0], [0.88]), ModelConfig(kind="classical"))
    assert twin[0].exact == pytest.approx(0.880797, abs=1e-6)  # 1 - sigmoid(-2)
    assert mistakes([], ended([], [], []), EXACT) == []


def test_mistakes_of_many_angles_come_in_the_order_of_their_probabilities():
    config = ModelConfig(digits=(3, 5, 8), qubits=2, shots=100)
    found = mistakes([0, 1, 2], ended([], [1, 1, 0], [0.6, 0.9, 0.8]), config)
    assert [(mistake.index, mistake.theta) for mistake in found] == [(2, None), (0, None)]
    assert mistake_text(found[0], config) == "8, read as 3: P(3) = 80 %, measured"
    exact = replace(config, engine="statevector", shots=None)
    assert mistake_text(found[1], exact) == "3, read as 5: P(5) = 60 %"
    assert mistakes_text(found, 3, exact).startswith("**2 of 3 test images** misread. The clearest")


MISTAKE = Mistake(0, 0, 1, 1.0, -0.9, 0.1083)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (
            ModelConfig(shots=1),
            "0, read as 1. 1 of 1 shot said 1. Without shots: P(1) = 10.8 % at θ",
        ),
        (ModelConfig(shots=100_000), "100 % of 100,000 shots said 1. Without shots: P(1) = 10.8 %"),
        (EXACT, "0, read as 1: P(1) = 10.8 % at θ"),
        (ModelConfig(kind="classical", shots=1), "0, read as 1: P(1) = 10.8 % at the logit −0.9"),
        (ModelConfig(noise="device", shots=1), "Without shots and noise: P(1) = 10.8 %"),
    ],
)
def test_words_of_a_mistake_are_true_for_any_shots_the_twin_and_noise(config, words):
    assert words in mistake_text(MISTAKE, config)


def test_mistakes_that_the_shots_made_are_called_so():
    network_s_own = replace(MISTAKE, exact=0.7)
    words = mistakes_text([network_s_own, MISTAKE], 120, ModelConfig(shots=1))
    assert words.startswith(
        "**2 of 120 test images** misread. For 1 of them, the angle is on the correct"
    )
    assert "the shots caused the mistake" in words
    assert "shots or noise" in mistakes_text([MISTAKE], 120, ModelConfig(noise="device"))
    assert "shots" not in mistakes_text([network_s_own], 120, EXACT)
    assert mistakes_text([], 120, EXACT) == "All 120 test images are read correctly."


def test_mistakes_of_a_run_are_as_many_as_its_accuracy_says():
    digits = load_digits((0, 1), 20, "offline")
    network = HybridNet(ModelConfig(engine="statevector"))
    *_, end = train(network, digits, TrainConfig(epochs=1, source="offline"))
    assert isinstance(end, Finished)
    labels = digits.test_labels.tolist()
    wrong = mistakes(labels, end, network.config)
    assert len(wrong) == round((1 - end.test_accuracy) * end.n_test)
    counts = confusion(labels, end.test_answers, 2)
    assert counts[0][1] + counts[1][0] == len(wrong)
