"""What is said of a class and its board."""

from __future__ import annotations

import pytest

from hqnn_core.board.view import Question
from hqnn_core.words.board import names_text, near_text, question_text


def test_names_of_equal_runs_are_few():
    assert names_text(["Ada", "Bob", "Cy", "Di"]) == "Ada, Bob, Cy, Di"
    assert names_text(["Ada"] * 1_500) == "Ada, Ada, Ada and 1,497 more"


@pytest.mark.parametrize(
    ("counts", "right", "said"),
    [
        ({"a": 1}, None, "1 prediction. The answer is still open."),
        ({"a": 2, "b": 1}, "a", "2 of 3 predictions had the right answer: a."),
        ({}, "a", "Nobody has predicted. The right answer: a."),
        ({"b": 1}, "a", "0 of 1 prediction had the right answer: a."),
    ],
)
def test_question_is_open_until_its_right_answer_is_told(counts, right, said):
    assert question_text(Question("s", "Which?", counts, right)) == said


@pytest.mark.parametrize(
    ("theta", "said"),
    [(1.5, "≈ π/2"), (0.1, "≈ 0"), (-3.1, "≈ −π"), (2.3, "≈ 3π/4"), (7, "≈ 9π/4")],
)
def test_predicted_angles_are_counted_by_quarters_of_pi(theta, said):
    assert near_text(theta) == said
