"""Lesson files made to break something: each gets a sentence, none is executed."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from hqnn_core.lesson.handout import handout_html
from hqnn_core.lesson.progress import Progress
from hqnn_core.lesson.reading import LessonError, lesson_from_text, read_lesson

TEXT = (files("hqnn_core.lesson") / "lesson.en.yaml").read_text("utf-8")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "- !!python/object/apply:os.system ['touch {place}']",
        "title: !!python/name:os.system",
        "title: !!int 'x'",
        "a: 1\n---\nb: 2",
        "[" * 20_000,
        "minutes: " + "9" * 6_000,
        "? [a, b]\n: 1",
        "title: \x07",
        "steps: !!set {a, b}",
        "",
        "[]",
        SCRIPT,
    ],
    ids=lambda text: str(text)[:25],
)
def test_text_that_is_no_lesson_gets_a_sentence_and_runs_nothing(text, tmp_path):
    place = tmp_path / "executed"
    began = time.process_time()
    with pytest.raises(LessonError) as fault:
        lesson_from_text(text.replace("{place}", str(place)))
    assert time.process_time() - began < 5
    assert 0 < len(str(fault.value)) < 1_000
    assert not place.exists()


@pytest.mark.parametrize("field", ["id", "prediction"])
@pytest.mark.parametrize("wrong", [None, 7, "x" * 700, {"x": SCRIPT}])
def test_field_of_another_kind_gets_a_sentence(field, wrong):
    content = yaml.safe_load(TEXT)
    content["steps"][0][field] = wrong
    with pytest.raises(LessonError, match="line "):
        lesson_from_text(yaml.safe_dump(content))


def test_markup_in_every_text_is_text_in_the_hand_out():
    content = yaml.safe_load(TEXT)
    content["title"] = SCRIPT
    for step in content["steps"]:
        step |= dict.fromkeys(("title", "do", "take_home", "came"), SCRIPT)
        step["prediction"]["question"] = SCRIPT
    lesson = lesson_from_text(yaml.safe_dump(content))
    page = handout_html(lesson, Progress(), [])
    assert "<script" not in page
    assert "<img" not in page


def test_huge_file_is_refused_before_it_is_read_whole(tmp_path):
    place = tmp_path / "huge.yaml"
    with place.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(LessonError, match="the most characters are 100,000"):
        read_lesson(place)


@pytest.mark.parametrize("place", ["/", "/dev/zero"])
def test_what_is_no_file_gets_a_sentence(place):
    with pytest.raises(LessonError):
        read_lesson(Path(place))
