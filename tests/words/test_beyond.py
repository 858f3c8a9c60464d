"""A prediction stands beside what came out, whatever it was."""

from hqnn_core.words.beyond import computing_text


def test_progress_is_complete_only_when_all_is_done():
    assert computing_text(0.0) == "Computing: 0 %"
    assert computing_text(0.29) == "Computing: 29 %"  # 28.999... in binary
    assert computing_text(0.999) == "Computing: 99 %"
    assert computing_text(1.0) == "Computing: 100 %"
