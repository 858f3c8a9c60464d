"""Questions and answers of the lesson in all languages: stored in one, shown in another.

A pupil's progress and the board of a class hold answers as texts. Here a text in any language of
the built-in lesson is replaced by that of the lesson in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hqnn_core.board.entries import Content, PredictionSent, Resolution
from hqnn_core.board.view import ClassBoard
from hqnn_core.language import LANGUAGES, gettext, speaking
from hqnn_core.lesson.progress import Progress
from hqnn_core.lesson.reading import built_in_lesson
from hqnn_core.lesson.steps import Lesson
from hqnn_core.words.beyond import UNSURE
from hqnn_core.words.board import near_text


def told(course: Lesson, place: str, text: str) -> str:
    """A question or an answer in the words of `course`; `place` is the id of its step or question.

    A text that no language of the built-in lesson has stays as it is.
    """
    own = course.texts.get(place, ())
    if text in own or text == UNSURE:
        return text
    for texts in _built_in_texts(place):
        if text in texts and len(texts) == len(own):
            return own[texts.index(text)]
    return text


def _built_in_texts(place: str) -> Iterator[tuple[str, ...]]:
    for name in LANGUAGES:
        with speaking(name):
            course = built_in_lesson()
        yield course.texts.get(place, ())


def retell(progress: Progress, course: Lesson) -> None:
    """Put the predictions and answers of a pupil into the words of `course`."""
    for name, record in list(progress.records.items()):
        if isinstance(record.predicted, str):
            record.predicted = told(course, name, record.predicted)
    for answers in list(progress.answers.values()):
        answers.update({name: told(course, name, text) for name, text in list(answers.items())})


def told_board(board: ClassBoard, course: Lesson) -> ClassBoard:
    """A board with predictions and right answers in the words of `course`."""
    angles = {step.id: step.point.right for step in course.steps if step.point is not None}
    contents = [_told(entry.content, course, angles) for entry in board.entries]
    if contents == [entry.content for entry in board.entries]:
        return board
    pairs = zip(board.entries, contents, strict=True)
    return replace(board, entries=tuple(replace(entry, content=new) for entry, new in pairs))


def _told(content: Content, course: Lesson, angles: dict[str, float]) -> Content:
    if isinstance(content, PredictionSent):
        question = told(course, content.step, content.question)
        answer = _answer(content.step, content.answer, course, content.theta)
        return replace(content, question=question, answer=answer)
    if isinstance(content, Resolution):
        theta = angles.get(content.step)
        return replace(content, answer=_answer(content.step, content.answer, course, theta))
    return content


def _answer(step: str, text: str, course: Lesson, theta: float | None) -> str:
    if theta is not None:
        return near_text(theta)
    return gettext(UNSURE) if text == UNSURE else told(course, step, text)
