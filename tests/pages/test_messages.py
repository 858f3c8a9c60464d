"""What a visitor typed is text; tests/browser/test_app.py looks at it in a real browser."""

from pages.frame.messages import literal


def test_each_mark_of_markdown_is_escaped_words_stay_and_lines_become_one():
    for mark in "\\`*_{}[]()<>#+-.!|~$:&@":
        assert literal(f"x{mark}y").replace("\u2060", "") == f"x\\{mark}y"
    for text in ("0.5 pi", "a b", "π/3", "résumé"):
        assert literal(text).replace("\\", "") == text
    assert literal("# a\n\n- b\tc") == r"\# a \- b c"
