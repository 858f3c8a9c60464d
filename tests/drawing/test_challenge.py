"""Ten digits, the score, and the words about the worst."""

import math
import random
from dataclasses import replace

import pytest

from hqnn_core import ModelConfig, load_pretrained
from hqnn_core.drawing.challenge import Attempt, Challenge, new_challenge
from hqnn_core.drawing.novelty import load_novelty_detector
from hqnn_core.drawing.prediction import Measurement, predict
from hqnn_core.network.data import Digits
from hqnn_core.words.drawing import attempt_text


def attempt(asked: int, answer: int, theta: float, is_neither: bool = False) -> Attempt:
    p_one = (1 + math.sin(theta)) / 2
    probability = p_one if asked else 1 - p_one
    return Attempt(
        asked, answer, 0.8, 1000, probability, theta, ModelConfig(), is_neither, bytes(784)
    )


def test_ten_digits_are_asked_for_in_random_order():
    drawn = {new_challenge((0, 1), random.Random(i).choice).asked for i in range(20)}
    assert len(drawn) == 20
    assert all(len(asked) == 10 and set(asked) <= {0, 1} for asked in drawn)


def test_attempt_notes_what_the_network_said(small_digits: Digits):
    image = small_digits.test_images[:1]
    label = int(small_digits.test_labels[0])
    prediction = predict(image, load_pretrained(), load_novelty_detector())
    right = Measurement((1.0 - label, float(label)), 10)
    done = Challenge((label, 1 - label)).with_answer(prediction, right)
    assert done.attempts[0].is_right
    assert done.attempts[0].last_number == prediction.theta
    assert done.next == 1 - label
    over = done.with_answer(prediction, right)
    assert over.is_over
    assert over.n_right == 1
    assert over.attempts[1].probability == pytest.approx(prediction.exact[1 - label])
    with pytest.raises(IndexError):
        _ = over.next


def test_worst_are_the_wrong_ones_then_the_doubtful_ones():
    sure, doubtful = attempt(1, 1, 1.5), attempt(1, 1, 0.2)
    wrong, very_wrong = attempt(0, 1, 0.3), attempt(0, 1, 1.5)
    game = Challenge((1, 1, 0, 0), (sure, doubtful, wrong, very_wrong))
    assert game.worst() == [(4, very_wrong), (3, wrong), (2, doubtful)]
    assert not replace(sure, is_neither=True).is_right


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (attempt(1, 0, 0.12), "θ = 0.12 rad = 0.0382 π is near the middle of the curve"),
        (attempt(1, 0, -1.2), "is on the side of a 0. There, the chance of 1 is only 3.4 %"),
        (attempt(1, 1, 0.6), "Right, but at θ = 0.6 rad = 0.191 π the chance of 1 is only 78.2 %"),
        (
            attempt(0, 1, 1.2, True),
            "not look like a 0 or a 1. The network answered 1 with 80 % of the shots",
        ),
    ],
)
def test_attempt_is_explained_by_its_angle(made: Attempt, words: str):
    assert words in attempt_text(3, made)
    assert attempt_text(3, made).startswith(f"Number 3: a {made.asked}. ")
