"""Lesson files: what a good one gives, and what is said of a broken one."""

from __future__ import annotations

from copy import deepcopy
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from hqnn_core.lesson.facts import FACTS
from hqnn_core.lesson.reading import LessonError, lesson_from_text, read_lesson

TEXT = (files("hqnn_core.lesson") / "lesson.en.yaml").read_text("utf-8")
LENGTHS = "minutes: [20, 45]"
NUMBERED = dict(enumerate(TEXT.splitlines(), start=1))


def line_of(start: str) -> int:
    return next(number for number, line in NUMBERED.items() if line.strip().startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("page: neurons", "page: mars", "page: neurons", "“mars” is none of draw, neurons"),
        ("layer: {is: θ}", "layer: {is: z}", "layer:", "this can never hold: layer is never z"),
        ("{near: 1.5708, within: 0.1}", "{near: 9, within: 1}", "shift: {near", "never from 8 to"),
        ("{at_least: 5}", "{at_least: 7}", None, "no answer is right when answers_in_the_minority"),
        ("{at_most: 0.75}", "{at_most: 0.75}\n          otherwise: yes", None, "two answers have"),
        ("hide: [errors]", "hide: [graph]", "hide: [errors]", "graph is only on the page neurons"),
        ("{at_least: 20}", "{at_least: 21}", "answers: {at", "answers is never at least 21"),
        ("take_home: The angle", "takehome: The angle", "- id: certain", "“take_home” is missing"),
        ("{angle_of_image}", "{mass}", "came: \"50", "{mass} is not known on this page"),
        ("id: chance", "id: certain", "- id: chance", "two steps have the id “certain”"),
        ("point: {right: 1.5708, within: 0.3}", "point: {right: 9, within: 0.3}", "point", "9"),
        ("title: What is a", "title: [What is a", None, "this is not YAML"),
        (LENGTHS, "minutes: 2026-99-99", None, "a value cannot be read"),
        (LENGTHS, f"{LENGTHS}\nmore: *title", None, "refers to another one with “*”"),
        (LENGTHS, "minutes: [9, 20, 45]", "minutes: [", "the lesson of 9 minutes needs 20"),
        ("truth: >-", "computed: >-", None, "is always the same: say why in “truth”"),
        ("a 0 or a 1\n        right: yes", "a bit", None, "needs one answer with “right: yes”"),
    ],
)  # fmt: skip
def test_broken_file_is_told_with_its_line(old, new, line, said):
    with pytest.raises(LessonError) as fault:
        lesson_from_text(TEXT.replace(old, new, 1))
    assert said in str(fault.value)
    if line is not None:
        assert str(fault.value).startswith(f"line {line_of(line)}: ")


def test_answers_of_which_none_can_be_right_are_refused():
    content = yaml.safe_load(TEXT)
    del content["steps"][0]["prediction"]["answers"][2]["right"]
    with pytest.raises(LessonError, match="no answer can be right"):
        lesson_from_text(yaml.safe_dump(content))


LESSON = yaml.safe_load(TEXT)
leaves = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers() | st.dates()
keys = st.sampled_from([*FACTS, "steps", "title", "done", "is"]) | st.integers()
contents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)  # to write and read a lesson takes long
@given(contents, st.sampled_from(["steps", "title", "minutes", "done", "prediction", "came"]))
def test_any_content_gives_a_lesson_or_a_sentence(content, place):
    lesson = deepcopy(LESSON)
    (lesson if place in lesson else lesson["steps"][0])[place] = content
    text = yaml.dump(lesson, Dumper=yaml.CSafeDumper)
    try:
        assert lesson_from_text(text).steps
    except LessonError as fault:
        assert str(fault)  # noqa: PT017


def test_file_that_is_no_text_or_not_there_gets_a_sentence(tmp_path):
    with pytest.raises(LessonError, match="cannot be read"):
        read_lesson(tmp_path / "none.yaml")
    (tmp_path / "picture.yaml").write_bytes(b"title: x\n\xff\xfe")
    with pytest.raises(LessonError, match="line 2 is not text in UTF-8"):
        read_lesson(tmp_path / "picture.yaml")
