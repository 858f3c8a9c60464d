"""What a visitor typed is text; tests/browser/test_app.py looks at it in a real browser."""

import pytest

from pages.frame.messages import literal


@pytest.mark.parametrize("text", ["0.5 pi", "a b", "π/3", "résumé"])
def test_words_stay_as_they_are(text):
    assert literal(text).replace("\\", "") == text


@pytest.mark.parametrize("mark", list("\\`*_{}[]()<>#+-.!|~$:&@"))
def test_each_mark_of_markdown_is_escaped(mark):
    assert literal(f"x{mark}y").replace("\u2060", "") == f"x\\{mark}y"


def test_lines_become_one():
    assert literal("# a\n\n- b\tc") == r"\# a \- b c"
