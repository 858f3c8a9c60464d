"""The quiz: its rounds, the normalised gain against known truths, and the anonymous files."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from hqnn_core.board.entries import AnswersSent
from hqnn_core.lesson.learning import (
    AFTER,
    BEFORE,
    ROUNDS,
    answers_zip,
    gain_text,
    learning,
    letter,
    letters,
    normalised_gain,
    ordered,
)
from hqnn_core.lesson.reading import built_in_lesson

QUESTIONS = built_in_lesson().questions


def test_gain_is_the_share_of_what_was_missing():
    """By hand: means 0.4 and 0.7, of the missing 0.6 half is gained."""
    found = normalised_gain([0.2, 0.4, 0.6], [0.4, 0.8, 0.9])
    assert (found.n, found.before, found.after) == (3, pytest.approx(0.4), pytest.approx(0.7))
    assert found.value == pytest.approx(0.5)


def test_interval_has_the_gains_that_a_t_test_does_not_reject():
    rng = np.random.default_rng(2)
    before, after = rng.binomial(5, 0.4, 20) / 5, rng.binomial(5, 0.6, 20) / 5
    found = normalised_gain(before, after)
    assert found.interval is not None
    low, high = found.interval
    for ratio, is_inside in ((low - 0.01, 0), (low + 0.01, 1), (high - 0.01, 1), (high + 0.01, 0)):
        chance = np.asarray(ttest_1samp(after - before - ratio * (1 - before), 0))[1]
        assert (chance >= 0.05) == is_inside


def test_interval_holds_the_true_gain_of_nineteen_classes_in_twenty():
    """Pupils differ; on the average 35 % is right before and 65 % after: a gain of 0.30 / 0.65."""
    rng, n = np.random.default_rng(12), 12
    n_classes, held = 400, 0
    for _ in range(n_classes):
        before, after = (rng.binomial(5, rng.beta(4 * p, 4 - 4 * p, n)) / 5 for p in (0.35, 0.65))
        interval = normalised_gain(before, after).interval or (-np.inf, np.inf)
        held += interval[0] <= 0.30 / 0.65 <= interval[1]
    assert 0.92 <= held / n_classes <= 0.98


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [], "Nobody has answered both before and after the lesson yet."),
        ([0.2], [0.8], "Only one pupil has answered both times"),
        ([1, 1, 1], [1, 0.8, 1], "All was right before the lesson"),
        ([0.2, 0.2, 0.2], [0.6, 0.6, 0.6], "Normalised gain: 0.50. Too few pupils"),
    ],
)
def test_missing_number_is_told_plainly(before, after, said):
    assert said in gain_text(normalised_gain(before, after))


def test_each_round_has_the_same_questions_and_answers_in_other_places():
    rounds = [ordered(QUESTIONS, name) for name in ROUNDS]
    assert rounds[0] == list(QUESTIONS)
    for places in zip(*rounds, strict=True):
        assert len({each.id for each in places}) == len(ROUNDS)
    same = [next(each for each in one if each.id == "shot") for one in rounds]
    assert len({each.answers for each in same}) == len(ROUNDS)
    assert len({frozenset(each.answers) for each in same}) == 1
    assert len({each.answers.index(each.right) for each in same}) == len(ROUNDS)


def sent(who: str, name: str, n_right: int) -> AnswersSent:
    """The answers of somebody who knows the first questions only."""
    answers = {each.id: each.right for each in QUESTIONS[:n_right]}
    return AnswersSent(who, name, letters(QUESTIONS, answers))


def test_shares_are_of_the_pupils_who_answered_both_and_before_that_of_all():
    first = [sent("ada", BEFORE, 1), sent("bob", BEFORE, 2), sent("cy", BEFORE, 5)]
    found = learning(QUESTIONS, first)
    assert found.shares == {BEFORE: pytest.approx([1, 2 / 3, 1 / 3, 1 / 3, 1 / 3])}
    second = [sent("ada", AFTER, 3), sent("bob", AFTER, 4), sent("bob", AFTER, 0)]
    found = learning(QUESTIONS, [*first, *second])
    assert found.n == {"before": 3, "after": 2, "later": 0}
    assert found.shares == {BEFORE: [1, 0.5, 0, 0, 0], AFTER: [1, 1, 1, 0.5, 0]}
    assert found.gain.value == pytest.approx((0.7 - 0.3) / 0.7)  # bob's first answers count
    hostile = [AnswersSent("a", "=1+1", {}), AnswersSent("b", BEFORE, {"x": "a"})]
    found = learning(QUESTIONS, hostile)
    assert found.n == {"before": 1, "after": 0, "later": 0}
    assert found.shares == {BEFORE: [0] * len(QUESTIONS)}


def test_csv_has_a_random_name_a_pupil_and_its_code_book_explains_each_cell():
    answers = [sent(f"pupil-{i}", BEFORE, i) for i in range(6)] + [sent("pupil-3", AFTER, 5)]
    orders = set()
    for _ in range(3):
        files = zipfile.ZipFile(io.BytesIO(answers_zip(QUESTIONS, answers)))
        table, book = (
            list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig"))))
            for name in files.namelist()
        )
        assert "pupil-" not in str(table)
        orders.add(tuple(row["before_right"] for row in table))
        assert sorted(row["before_right"] for row in table) == list("012345")
        (both,) = [row for row in table if row["after_right"]]
        assert (both["before_right"], both["after_right"]) == ("3", "5")
        known = {(row["column"], row["value"]) for row in book}
        for row in table:
            for column, value in row.items():
                is_free = column == "pupil" or column.endswith("_right")
                assert (column, "" if is_free else value) in known
    assert len(orders) > 1  # in random order
    right = {row["column"]: row["value"] for row in book if row["is_right"] == "1"}
    assert right["after_shot"] == letter(QUESTIONS[0], QUESTIONS[0].right)
