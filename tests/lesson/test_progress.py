"""What a pupil predicts and does: when a step is done, what was right, how it is stored."""

from __future__ import annotations

import math

import pytest
from qiskit import QuantumCircuit
from scipy.stats import binom

from hqnn_core.comparison.recorded import example_run
from hqnn_core.experiments import entanglement
from hqnn_core.lesson.handout import Picture, handout_html
from hqnn_core.lesson.progress import (
    Progress,
    Record,
    came_text,
    is_right,
    right_text,
)
from hqnn_core.lesson.reading import built_in_lesson

STEPS = {step.id: step for step in built_in_lesson().steps}
CERTAIN, CHANCE, SLOPE, DRAW = (STEPS[name] for name in ("certain", "chance", "slope", "draw"))
AT_THE_POLE = {
    "theta": 1.6, "probability_of_one": 0.9998, "hadamard": True,
    "shots_measured": 100, "ones": 100, "share_of_ones": 1.0,
}  # fmt: skip


def test_step_is_done_when_its_state_comes_after_the_prediction():
    progress = Progress()
    assert not progress.see(CERTAIN, AT_THE_POLE)  # nothing was predicted
    progress.predict(CERTAIN, 1.4)
    assert not progress.see(CERTAIN, {**AT_THE_POLE, "probability_of_one": 0.99})
    assert not progress.see(CERTAIN, {**AT_THE_POLE, "ones": 99, "share_of_ones": 0.99})
    assert progress.see(CERTAIN, AT_THE_POLE)
    assert is_right(CERTAIN, progress.of(CERTAIN)) is True
    assert came_text(CERTAIN, progress.of(CERTAIN)).endswith("100 of 100 shots gave 1.")
    progress.predict(CERTAIN, 0.0)  # too late
    assert progress.of(CERTAIN).predicted == 1.4


def test_state_that_was_there_from_the_beginning_does_not_count():
    progress = Progress()
    progress.predict(SLOPE, "s = π/4")
    best, small = {"theta": 0.8, "shift": 1.57}, {"shift": 0.2}
    assert not progress.see(SLOPE, best)
    assert progress.see(SLOPE, small)
    assert not progress.of(SLOPE).is_done
    assert progress.see(SLOPE, best)
    assert is_right(SLOPE, progress.of(SLOPE)) is False
    assert right_text(SLOPE, progress.of(SLOPE)) == "s = π/2"


@pytest.mark.parametrize(
    ("minority", "right"),
    [
        (0, "always the same"),
        (3, "now and then another one"),
        (9, "a different one nearly as often"),
    ],
)
def test_answer_that_depends_on_what_comes_is_judged_by_it(minority, right):
    record = Record(right, True, {"answers_in_the_minority": minority})
    assert right_text(DRAW, record) == right
    assert is_right(DRAW, record) is True


OUTCOMES = {
    "chance": ("share_of_ones", [k / n for n in (1_000, 1_001, 9_999) for k in range(n + 1)]),
    "train": ("test_accuracy", [k / n for n in (1, 120, 2_115) for k in range(n + 1)]),
    "better": ("better_network", ["hybrid", "classical", "neither"]),
    "draw": ("answers_in_the_minority", range(20)),
    "now": ("answers_kept_by_surrogate", [k / n for n in (5, 600, 10_575) for k in range(n + 1)]),
}
"""Of each step whose answer depends on what comes: the fact, and all of its possible values."""


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_outcome_of_a_step_has_an_answer_and_the_teacher_what_to_say(step):
    """The truth is said beforehand if it is always the same, else how it is computed."""
    fact, values = OUTCOMES.get(step.id, ("", [0]))
    for value in values:
        assert right_text(step, Record("", True, {fact: value})), value
    is_open = any(answer.when for answer in step.answers)
    assert (bool(step.computed), bool(step.truth)) == (is_open, not is_open)
    assert step.pupils_think
    assert step.say


def test_truths_are_those_of_the_app():
    """What is expected to come does: by the binomial distribution, and in the recorded run."""
    answer = STEPS["chance"].known_answer
    p_near = binom.cdf(560, 1_000, 0.5) - binom.cdf(439, 1_000, 0.5)
    assert (answer, p_near > 0.999) == ("half, give or take a few per cent", True)
    run = example_run().run
    record = Record("", True, {"test_accuracy": run.epochs[-1].test_accuracy})
    assert right_text(STEPS["train"], record) == STEPS["train"].known_answer
    bell = QuantumCircuit(2)
    bell.h(0)
    bell.cx(0, 1)
    length = entanglement.steps_of(bell)[-1].lengths[0]
    assert STEPS["entangled"].known_answer == f"{length:.0f}"


def test_every_angle_at_which_each_shot_gives_1_is_accepted():
    """The exact P(1) is 1 at pi/2 and at −3 pi/2; both are on the page's slider."""
    for theta in (1.57, -4.71):
        p_one = (1 + math.sin(theta)) / 2
        progress = Progress()
        progress.predict(CERTAIN, 1.5)
        assert progress.see(CERTAIN, {**AT_THE_POLE, "theta": theta, "probability_of_one": p_one})
        assert progress.of(CERTAIN).is_done


def test_step_whose_answer_is_not_known_yet_is_not_done():
    progress = Progress()
    progress.predict(CHANCE, "exactly half")
    facts = {"theta": 0.0, "hadamard": True, "shots_measured": 1_000, "share_of_ones": None}
    assert not progress.see(CHANCE, facts)
    assert progress.see(CHANCE, {**facts, "share_of_ones": 0.7})
    assert right_text(CHANCE, progress.of(CHANCE)) == "any number at all"


def test_progress_is_stored_and_read():
    progress = Progress()
    progress.predict(CERTAIN, 1.5)
    progress.see(CERTAIN, AT_THE_POLE)
    progress.answers["before"] = {"shot": "one step of the training"}
    assert Progress.from_json(progress.to_json()) == progress


@pytest.mark.parametrize("content", [
    b"", b"\xff", b"[1]", b'{"records": {"certain": {"facts": {"theta": NaN}}}}',
    b'{"records": {"a": {"predicted": {}, "facts": {"theta": [], "x": 1}}}}',
    b'{"records": 3, "answers": {"a": 1}}',
])  # fmt: skip
def test_broken_progress_is_left_out(content):
    for record in Progress.from_json(content).records.values():
        assert came_text(CERTAIN, record) is not None


def test_handout_holds_what_was_predicted_and_came_and_no_markup_of_it():
    progress = Progress({"certain": Record("<script>alert(1)</script>", True, dict(AT_THE_POLE))})
    html = handout_html(built_in_lesson(), progress, [Picture("<svg></svg>", "<b>mine</b>")])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;mine" in html
    assert "100 of 100 shots gave 1" in html
    assert "Steps done: 1 of 9" in html
