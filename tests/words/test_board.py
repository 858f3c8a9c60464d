"""What is said of a class and its board."""

from __future__ import annotations

import math

import pytest

from hqnn_core.board.entries import ChallengeSent, PredictionSent, Resolution, RunSent
from hqnn_core.board.view import ClassBoard, Question, Rank
from hqnn_core.words import (
    board_runs_text,
    class_text,
    content_text,
    desk_text,
    entries_text,
    names_text,
    near_text,
    question_text,
    ranks_table,
    sent_text,
    waiting_text,
)

EMPTY = ClassBoard("ABCDEF", 1, 1_800_000_000.0, False, 1, ())


def test_class_says_who_is_there_and_until_when_it_is_kept():
    said = class_text(EMPTY)
    assert said == "1 pupil, 0 entries. All of it is deleted on 15 January 2027, 08:00 UTC."
    early = ClassBoard("ABCDEF", 1, 1_800_000_000.0 - 12 * 86_400, False, 1, ())
    assert "on 3 January 2027" in class_text(early)
    closed = ClassBoard("ABCDEF", 1, 0.0, True, 2, ())
    assert "The class is closed: nothing more can be sent." in class_text(closed)
    assert desk_text(closed) == "Your class ABCDEF: 2 pupils, 0 entries."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (RunSent(1, math.pi / 2, 1.0), "100 % correct; 1 shot, shift π/2"),
        (RunSent(1_000, None, 0.984), "98.4 % correct; 1,000 shots"),
        (RunSent(None, None, 0.5), "50 % correct; exact values"),
        (RunSent(None, None, 0.0, True), "0 % correct; classical network"),
        (ChallengeSent(0, 10, "n"), "0 of 10 correct"),
        (PredictionSent("s", "Which?", "this"), "Which? this"),
        (Resolution("s", "this"), "The right answer: this"),
    ],
)
def test_entry_is_told_in_a_line(content, said):
    assert content_text(content) == said


def test_chart_says_what_it_leaves_out():
    assert board_runs_text(1, 1, 0, 0) == "1 run."
    assert board_runs_text(5, 3, 2, 9) == (
        "5 runs; a number: equal runs. 2 runs without shots: only in the list below. "
        "9 older runs not drawn."
    )


def test_names_of_equal_runs_are_few():
    assert names_text(["Ada", "Bob", "Cy", "Di"]) == "Ada, Bob, Cy, Di"
    assert names_text(["Ada"] * 1_500) == "Ada, Ada, Ada and 1,497 more"


def test_equals_share_a_place_in_the_table():
    rows = ranks_table([Rank(1, "Ada", 9, 10), Rank(1, "Bob", 9, 10)])
    assert rows[1] == {"Place": 1, "Nickname": "Bob", "Correct": "9 of 10"}


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


def test_list_says_how_much_it_leaves_out():
    assert entries_text(1, 1) == "1 entry, the newest first."
    assert "newest 50 of 10,000 entries" in entries_text(50, 10_000)


@pytest.mark.parametrize(
    ("theta", "said"), [(1.5, "near 0.5 π"), (0.1, "near 0 π"), (-3.1, "near −1 π")]
)
def test_predicted_angles_are_counted_by_quarters_of_pi(theta, said):
    assert near_text(theta) == said


def test_pupil_reads_what_is_sent_and_what_waits():
    assert sent_text("Ada", "ABCDEF", 0) == "You are Ada in class ABCDEF: 0 entries on the board."
    assert sent_text("Ada", "ABCDEF", None) == "You are Ada in class ABCDEF."
    assert sent_text("Ada", "ABCDEF", 1).endswith("1 entry on the board.")
    assert waiting_text(0, True) == ""
    assert waiting_text(1, True) == (
        "Not sent yet: 1 entry; sent as soon as the board takes it. Nothing is lost."
    )
    assert "Until then only this server has them." in waiting_text(2, False)
