"""A prediction stands beside what came out, whatever it was."""

from hqnn_core.words.beyond import UNSURE, prediction_text


def test_prediction_is_repeated_beside_what_came_out():
    assert prediction_text("0.5", "0.5") == "You predicted **0.5**, and so it came out."
    assert prediction_text("1", "0.5") == "You predicted **1**. It came out: **0.5**."
    assert prediction_text(UNSURE, "0") == prediction_text(None, "0") == "It came out: **0**."
