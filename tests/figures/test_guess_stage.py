"""The sentence about a guess, what is believed of a browser, and what it gets before the truth."""

import json

import pytest

from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Truth,
    guess_stage,
    guess_text,
    named_dots,
    named_places,
)

NAN = float("nan")
PLACES = [(2.0, "2 qubits"), (4.0, "4 qubits"), (6.0, "6 qubits")]
LOG = Guess("How large?", Axis("qubits", 1, 7), Axis("variance", 0.001, 1, is_log=True), PLACES,
            [0.1] * 3)  # fmt: skip
LINEAR = Guess("How many?", Axis("", 0, 1), Axis("right", 0, 100, unit=" %"),
               named_places(["one", "other"]), [50, 50])  # fmt: skip
FOUND = Truth([0.1, 0.03, 0.008], [0.01, 0.001, 0.0005], [Mark("dots", [(2, 0.1)], name="deep")])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([0.12, 0.03, 0.008], "All your points are right."),  # two standard errors
        ([0.1, 0.03, 0.0104], "All your points are right."),  # 4 % of the axis
        (
            [0.1, 0.03, 0.1],
            "2 of your 3 points are right. Farthest off: 6 qubits. Your 0.1 was too high by a "
            "factor of 12. The truth is 0.0080 ± 0.0005.",
        ),
        ([1, 0.001, 0.001], "None of your 3 points is right. Farthest off: 4 qubits."),
        ([0.1, 0.03, 0.001], "Your 0.001 was too low by a factor of 8. The truth is"),
    ],
)
def test_sentence_counts_the_points_that_are_right_and_names_the_farthest(values, says):
    assert says in guess_text(LOG, values, FOUND)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([4, 96], "All your points are right."),
        ([5, 100], "1 of your 2 points is right. Farthest off: one. Your 5 % was too high. The "
                   "truth is 0 %."),
        ([0, 0], "Farthest off: other. Your 0 % was too low. The truth is 100.00 %."),
    ],
)  # fmt: skip
def test_sentence_is_right_at_the_ends_of_an_axis(values, says):
    assert says in guess_text(LINEAR, values, Truth([0, 100], [0, 0]))


def test_value_that_is_too_small_for_a_logarithmic_axis_is_at_its_end():
    found = Truth([0.1, 0.03, 1e-9], [0.01, 0.001, 0])
    assert guess_text(LOG, [0.1, 0.03, 0.001], found) == "All your points are right."


@pytest.mark.parametrize(
    "sent",
    [None, {}, [0.1] * 4, [0.1, 0.1, True], [0.1, 0.1, NAN], [0.1, 0.1, 0], [0.1, 0.1, 1e308],
     [[0.1], 0.1, 0.1]],
)  # fmt: skip
def test_only_a_value_on_the_axis_for_each_place_is_a_guess(sent):
    assert LOG.read(sent) is None
    assert LOG.read([1, 0.5, 0.001]) == [1.0, 0.5, 0.001]


def test_browser_gets_the_truth_only_with_the_result():
    before = guess_stage(LOG, [], None, True)
    assert (before["guess"], before["truth"], before["words"]) == ([0.1] * 3, [], "")
    assert before["marks"] == []
    assert before["y"]["isLog"]
    after = guess_stage(LOG, [0.1, 0.1, 0.1], FOUND, False)
    assert after["truth"] == list(zip(FOUND.values, FOUND.errors, strict=True))
    assert "6 qubits: 0.0080 ± 0.0005" in after["alt"]
    assert after["words"].startswith("1 of your 3 points is right.")
    assert "0.008" not in json.dumps(before)
    unsure = guess_stage(LOG, [], FOUND, False)
    assert (unsure["guess"], unsure["words"]) == ([], "")
    training = guess_stage(LOG, [0.1] * 3, Truth([], [], FOUND.marks), False)
    assert (training["truth"], training["words"], len(training["marks"])) == ([], "", 1)


def test_dots_around_a_place_are_even_and_within_their_width():
    (left, one), (right, two) = named_dots([[1.0, 2.0]], 0.2)
    assert (left, one, right, two) == pytest.approx((0.45, 1, 0.55, 2))
    assert named_dots([[3.0]], 0.2) == [(0.5, 3.0)]
    assert named_dots([[]], 0.2) == []
