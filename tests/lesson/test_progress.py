"""What a pupil predicts and does: when a step is done, what was right, how it is stored."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hqnn_core.lesson import (
    Progress,
    Record,
    built_in_lesson,
    came_text,
    handout_html,
    is_right,
    right_text,
)
from hqnn_core.lesson.handout import Picture

STEPS = {step.id: step for step in built_in_lesson().steps}
CERTAIN, CHANCE, SLOPE, DRAW = (STEPS[name] for name in ("certain", "chance", "slope", "draw"))
AT_THE_POLE = {"theta": 1.6, "hadamard": True, "shots_measured": 100, "ones": 100}


def test_step_is_done_when_its_state_comes_after_the_prediction():
    progress = Progress()
    assert not progress.see(CERTAIN, AT_THE_POLE)  # nothing was predicted
    progress.predict(CERTAIN, 1.4)
    assert not progress.see(CERTAIN, {**AT_THE_POLE, "theta": 1.4})
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


@pytest.mark.parametrize("share", [0.44, 0.4999, 0.5, 0.55])
def test_some_answer_is_right_for_every_share_that_comes(share):
    assert right_text(CHANCE, Record("", True, {"share_of_ones": share}))


def test_progress_is_stored_and_read():
    progress = Progress()
    progress.predict(CERTAIN, 1.5)
    progress.see(CERTAIN, AT_THE_POLE)
    assert Progress.from_json(progress.to_json()) == progress


@given(st.binary(max_size=60) | st.sampled_from([
    b'{"a": {"predicted": {}, "facts": {"theta": [], "x": 1}}}', b"[1]", b'{"a": 3}',
    b'{"certain": {"facts": {"theta": NaN}}}',
]))  # fmt: skip
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
    assert "1 of 7 steps done" in html
