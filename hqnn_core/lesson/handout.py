"""Print-outs, two pages of HTML each: a pupil's hand-out, and the teacher's version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from hqnn_core.language import gettext, speaking, tag
from hqnn_core.lesson.progress import Progress, came_text, is_right, predicted_text, right_text
from hqnn_core.lesson.steps import QUIZ_MINUTES, Lesson, QuizQuestion, Step
from hqnn_core.lesson.translation import retell


@dataclass(frozen=True)
class Picture:
    """A pupil's own picture: SVG text or the address of a PNG, and a sentence below it."""

    content: str
    caption: str


def handout_html(
    lesson: Lesson, progress: Progress, pictures: Sequence[Picture], name: str = ""
) -> str:
    """Predictions and outcomes on the first page, pictures and take-home messages on the second."""
    with speaking(lesson.language):
        retell(progress, lesson)
        return _handout(lesson, progress, pictures, name)


def _handout(lesson: Lesson, progress: Progress, pictures: Sequence[Picture], name: str) -> str:
    done = gettext("Steps done: {done} of {all}",
                   done=progress.n_done(lesson), all=len(lesson.steps))  # fmt: skip
    rows = "".join(_row(i, step, progress) for i, step in enumerate(lesson.steps, start=1))
    kept = "".join(f"<li>{_marked(step.take_home)}</li>" for step in lesson.steps)
    shown = "".join(map(_figure, pictures))
    return _two_pages(
        lesson.title,
        "<p>"
        + gettext("Name:")
        + f" <span class=line>{escape(name)}</span> {done}</p>"
        + _table([gettext("Step"), gettext("Predicted"), gettext("What came out")], rows),
        "<h2>"
        + gettext("My pictures")
        + f"</h2><div class=pictures>{shown}</div><h2>"
        + gettext("Take home")
        + f"</h2><ol>{kept}</ol>",
    )


def plan_html(lesson: Lesson) -> str:
    """The teacher's version: times and right answers, then what pupils think and what to say."""
    with speaking(lesson.language):
        return _plan(lesson)


def _plan(lesson: Lesson) -> str:
    teaching = "".join(
        f"<tr><td><b>{i} {escape(step.title)}</b></td><td>{_marked(step.pupils_think)}</td>"
        f"<td>{_marked(step.say)}</td></tr>"
        for i, step in enumerate(lesson.steps, start=1)
    )
    asked = "".join(map(_question, lesson.questions))
    return _two_pages(
        gettext("{title}: {minutes} minutes", title=lesson.title, minutes=lesson.minutes),
        "<p>"
        + _marked(gettext("For the teacher. Right answers are **bold**."))
        + "</p>"
        + _table([gettext("Minutes"), gettext("Step"), gettext("Right")], _timed_rows(lesson)),
        _table([gettext("Step"), gettext("Pupils often think"), gettext("Say")], teaching)
        + (
            "<h2>" + gettext("Questions before and after") + f"</h2><ol>{asked}</ol>"
            if asked
            else ""
        ),
        "plan",
    )


def _two_pages(title: str, first: str, second: str, kind: str = "") -> str:
    return (
        f'<!doctype html><html lang="{tag()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        f'<style>{_STYLE}</style></head><body class="{kind}"><section><h1>{escape(title)}</h1>'
        f"{first}</section><section>{second}</section></body></html>"
    )


def _table(columns: Sequence[str], rows: str) -> str:
    head = "".join(f"<th>{name}</th>" for name in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _timed_rows(lesson: Lesson) -> str:
    """The rows of the plan, with the minutes at which each begins and ends, where known."""
    rows = [(step.minutes, _planned(i, step)) for i, step in enumerate(lesson.steps, start=1)]
    if lesson.questions:
        rows.insert(0, (QUIZ_MINUTES, _plain(gettext("Questions before the lesson"))))
        rows.append((QUIZ_MINUTES, _plain(gettext("Questions after the lesson"))))
    if left := lesson.minutes - sum(minutes for minutes, _ in rows):
        rows.append((left, _plain(gettext("Time for pupils' questions"))))
    ends = accumulate(minutes for minutes, _ in rows)
    return "".join(
        f"<tr><td>{_from(end - minutes, end) if minutes else ''}</td>{cells}</tr>"
        for end, (minutes, cells) in zip(ends, rows, strict=True)
    )


def _plain(words: str) -> str:
    return f"<td><b>{words}</b></td><td></td>"


def _from(low: int, high: int) -> str:
    return gettext("{low} to {high}", low=low, high=high)


def _planned(number: int, step: Step) -> str:
    """A step's question and its right answer, two cells."""
    right = predicted_text(step.point.right) if step.point else step.known_answer
    known = f"<b>{escape(right)}</b>. " if right else ""
    return (
        f"<td><b>{number} {escape(step.title)}</b> ({gettext(step.page.capitalize())})"
        f"<small>{_marked(step.question)}</small></td>"
        f"<td>{known}{_marked(step.truth or step.computed)}</td>"
    )


def _question(question: QuizQuestion) -> str:
    answers = "; ".join(
        f"<b>{escape(each)}</b>" if each == question.right else escape(each)
        for each in question.answers
    )
    return f"<li>{escape(question.text)} <small>{answers}</small></li>"


_STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 10.5pt/1.35 sans-serif; color: #111; max-width: 180mm; margin: auto; }
section + section { break-before: page; }
section { break-inside: avoid; }
h1 { font-size: 17pt; } h2 { font-size: 13pt; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #999; padding: 2mm; text-align: left; vertical-align: top; }
td:first-child { width: 45%; }
small { display: block; }
.line { display: inline-block; width: 60mm; border-bottom: 1px solid #111; margin-right: 10mm; }
.pictures { display: flex; flex-wrap: wrap; gap: 6mm; }
figure { margin: 0; width: 84mm; } figure svg { width: 100%; height: auto; }
figure img { width: 40mm; image-rendering: pixelated; }
li { margin-bottom: 1.5mm; }
.plan { font-size: 9.5pt; } .plan td:first-child { width: auto; min-width: 14mm; }
.plan td { padding: 1.5mm 2mm; } .plan li small { font-size: 8.5pt; }
"""


def _row(number: int, step: Step, progress: Progress) -> str:
    record = progress.of(step)
    predicted = predicted_text(record.predicted)
    if is_right(step, record):
        predicted += " ✓"
    came = gettext("not done")
    if record.is_done:
        came = f"{right_text(step, record)}. {came_text(step, record)}"
    return (
        f"<tr><td><b>{number} {escape(step.title)}</b><small>{_marked(step.question)}</small></td>"
        f"<td>{escape(predicted)}</td><td>{escape(came)}</td></tr>"
    )


def _marked(text: str) -> str:
    """Text with **bold** words, as HTML; nothing else in it is markup."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))


def _figure(picture: Picture) -> str:
    shown = picture.content
    if not shown.startswith("<svg"):
        shown = f'<img src="{escape(shown)}" alt="">'
    return f"<figure>{shown}<figcaption>{escape(picture.caption)}</figcaption></figure>"
