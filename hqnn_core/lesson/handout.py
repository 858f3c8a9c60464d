"""The hand-out of a pupil's lesson: two pages to print, as one HTML file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hqnn_core.lesson.progress import Progress, came_text, is_right, predicted_text, right_text
from hqnn_core.lesson.steps import Lesson, Step


@dataclass(frozen=True)
class Picture:
    """A pupil's own picture: SVG text or the address of a PNG, and a sentence below it."""

    content: str
    caption: str


def handout_html(
    lesson: Lesson, progress: Progress, pictures: Sequence[Picture], name: str = ""
) -> str:
    """Predictions and outcomes on the first page, pictures and take-home messages on the second."""
    n_done = progress.n_done(lesson)
    rows = "".join(_row(i, step, progress) for i, step in enumerate(lesson.steps, start=1))
    kept = "".join(f"<li>{_marked(step.take_home)}</li>" for step in lesson.steps)
    shown = "".join(map(_figure, pictures))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>'
        f"{escape(lesson.title)}</title><style>{_STYLE}</style></head><body><section>"
        f"<h1>{escape(lesson.title)}</h1><p>Name: <span class=line>{escape(name)}</span> "
        f"{n_done} of {len(lesson.steps)} steps done</p><table><thead><tr><th>Step</th>"
        f"<th>Predicted</th><th>What came</th></tr></thead><tbody>{rows}</tbody></table></section>"
        f"<section><h2>My pictures</h2><div class=pictures>{shown}</div>"
        f"<h2>To take home</h2><ol>{kept}</ol></section></body></html>"
    )


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
"""


def _row(number: int, step: Step, progress: Progress) -> str:
    record = progress.of(step)
    predicted = predicted_text(record.predicted)
    if is_right(step, record):
        predicted += " ✓"
    came = "not done"
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
