"""The lesson in other languages: the same structure, and answers that are known in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hqnn_core.board.entries import Entry, PredictionSent, Resolution, cut
from hqnn_core.board.view import ClassBoard
from hqnn_core.language import LANGUAGES, speaking
from hqnn_core.lesson import reading
from hqnn_core.lesson.handout import handout_html, plan_html
from hqnn_core.lesson.progress import Progress, Record, is_right
from hqnn_core.lesson.reading import built_in_lesson
from hqnn_core.lesson.steps import Lesson, facts_in
from hqnn_core.lesson.translation import retell, told_board
from hqnn_core.words.beyond import UNSURE

ENGLISH = reading._FILE
FILES = sorted(ENGLISH.parent.glob("lesson.*.yaml"))
SENTENCES = {
    "title", "do", "question", "came", "take_home", "truth", "computed", "pupils_think", "say",
    "text", "why",
}  # fmt: skip


def without_sentences(content: Any, key: str = "") -> Any:
    """What all languages share; of a sentence, the facts in its braces."""
    if isinstance(content, dict):
        return {name: without_sentences(value, name) for name, value in content.items()}
    if isinstance(content, list):
        return [without_sentences(each) for each in content]
    return {*facts_in(content)} if key in SENTENCES else content


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_lesson_of_each_language_has_the_structure_of_the_english_one(file: Path):
    assert file.name.split(".")[1] in LANGUAGES
    here, english = (yaml.safe_load(each.read_text("utf-8")) for each in (file, ENGLISH))
    assert without_sentences(here) == without_sentences(english)
    with speaking(file.name.split(".")[1]):
        texts = [text for group in built_in_lesson().texts.values() for text in group]
    assert texts == [cut(text) for text in texts]  # a board has room for all of them


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lesson]:
    """A lesson in which each sentence is another one."""

    def spelled(content: Any, key: str = "") -> Any:
        if isinstance(content, dict):
            return {name: spelled(value, name) for name, value in content.items()}
        if isinstance(content, list):
            return [spelled(each) for each in content]
        return f"~{content}" if key in SENTENCES else content

    english = ENGLISH.read_text("utf-8")
    (tmp_path / "lesson.en.yaml").write_text(english, "utf-8")
    text = yaml.safe_dump(spelled(yaml.safe_load(english)), allow_unicode=True)
    (tmp_path / "lesson.de.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(reading, "_FILE", tmp_path / "lesson.en.yaml")
    reading._built_in.cache_clear()
    with speaking("de"):
        yield built_in_lesson()
    reading._built_in.cache_clear()


def test_prediction_stays_right_in_another_language(german: Lesson):
    predicted = {"neuron": "1", "certain": 1.5, "slope": UNSURE}
    progress = Progress(
        {name: Record(answer, facts={}) for name, answer in predicted.items()},
        {"before": {"shot": built_in_in("en").questions[0].right, "theta": "of an older lesson"}},
    )
    retell(progress, german)
    assert is_right(german.steps[0], progress.records["neuron"])
    assert [record.predicted for record in progress.records.values()] == ["~1", 1.5, UNSURE]
    answers = progress.answers["before"]
    assert answers == {"shot": german.questions[0].right, "theta": "of an older lesson"}
    retell(progress, built_in_in("en"))
    assert progress.records["neuron"].predicted == "1"


def built_in_in(name: str) -> Lesson:
    with speaking(name):
        return built_in_lesson()


def test_class_counts_answers_of_all_languages_together(german: Lesson):
    sent = [
        PredictionSent("neuron", "How many?", "1"), PredictionSent("neuron", "How many?", "~1"),
        PredictionSent("certain", "Where?", "near 0.5 π", 1.5), Resolution("neuron", "1"),
    ]  # fmt: skip
    entries = tuple(Entry(f"{i}", i, "Ada", 0.0, each) for i, each in enumerate(sent))
    board = told_board(ClassBoard("CODE", 1, 0.0, False, 1, entries), german)
    points, neuron = board.questions
    assert (neuron.counts, neuron.right) == ({"~1": 2}, "~1")
    assert points.counts == {"≈ π/2": 1}
    assert told_board(board, german) is board


def test_print_outs_are_in_the_language_of_who_asked_for_them(german: Lesson):
    with speaking("en"):  # of the thread that writes the file
        prints = handout_html(german, Progress({"neuron": Record("1")}), []), plan_html(german)
    for html in prints:
        assert '<html lang="de">' in html
        assert f"<h1>{german.title}" in html
    assert "<td>~1</td>" in prints[0]
