"""A prediction stands beside what came out, whatever it was."""

from hqnn_core.words.beyond import UNSURE, computing_text, prediction_text


def test_prediction_is_repeated_beside_what_came_out():
    assert prediction_text("0.5", "0.5") == "You predicted **0.5**. Your prediction was right."
    assert prediction_text("1", "0.5") == "You predicted **1**. It came out: **0.5**."
    assert prediction_text(UNSURE, "0") == prediction_text(None, "0") == "It came out: **0**."


def test_progress_is_complete_only_when_all_is_done():
    assert computing_text(0.0) == "Computing: 0 %"
    assert computing_text(0.29) == "Computing: 29 %"  # 28.999... in binary
    assert computing_text(0.999) == "Computing: 99 %"
    assert computing_text(1.0) == "Computing: 100 %"


def test_computation_that_waits_says_its_place_and_no_share():
    assert computing_text(0.0, (2, 5)) == "Waiting for a free process: place 2 of 5"
