"""The charts of a class: accuracy over shots, and the predictions of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hqnn_core.board.view import Dot, Question
from hqnn_core.figures.charts import (
    LEGEND,
    Spec,
    axis_of,
    colour_of,
    frame_of,
    label_size,
    layer,
    rimmed,
    share_axis,
)
from hqnn_core.figures.palette import Palette
from hqnn_core.language import N_, gettext
from hqnn_core.words.board import names_text, round_name, shift_name
from hqnn_core.words.numbers import percent_text, whole_text

RUNS_HEIGHT = 300
ROW, BAR = 56, 20
SHOWN_LENGTH = 45
APART = 1.12
"""The factor between dots of different shifts at the same number of shots."""
_TOLD = (N_("pupils"), N_("shots"), N_("shift"), N_("correct"))


def board_runs_chart(dots: Sequence[Dot], palette: Palette) -> Spec:
    """Accuracy over shots, coloured by shift; a number beside a dot counts its runs."""
    colours = _colours([dot.shift for dot in dots], palette)
    places = {name: APART ** (i - (len(colours) - 1) / 2) for i, name in enumerate(colours)}
    rows = [_row(dot, places) for dot in dots]
    most = max([1_000, *(dot.shots for dot in dots)])
    axis = {"title": gettext("shots per circuit"), "grid": False, "format": ",",
            "labelOverlap": True, "values": [10**k for k in range(len(str(most)))]}  # fmt: skip
    x = axis_of("at", axis, 0.7, 1.4 * most, type="log")
    percent = gettext("test images correct (%)")
    y = share_axis("share", percent, [row["share"] for row in rows] or [90])
    title = {"title": gettext("shift"), "titleFontSize": label_size(), "titleOrient": "left"}
    colour = {
        **colour_of("shift", list(colours), list(colours.values())),
        "legend": {**LEGEND, "columns": 4, **title},
    }
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    told = [{"field": name, "type": "nominal", "title": gettext(name)} for name in _TOLD]
    dot = {"type": "point", "filled": True, "opacity": 0.9}
    counts = [row for row in rows if row["n"] > 1]
    number = {"x": x, "y": y, "text": {"field": "n"}}
    return {
        **frame_of(RUNS_HEIGHT, palette),
        "layer": [
            layer(rows, dot, {"x": x, "y": y, "color": colour, "size": size, "tooltip": told}),
            *(layer(counts, mark, number) for mark in rimmed(palette, dx=16, align="left")),
        ],
    }


def _row(dot: Dot, places: dict[str, float]) -> Spec:
    name = shift_name(dot.shift)
    name = name if name in places else gettext("other")
    n = len(dot.names)
    return {
        "at": dot.shots * places[name],
        "share": 100 * dot.accuracy,
        "size": 130 + 40 * min(n - 1, 10),
        "n": n,
        "pupils": names_text(dot.names),
        "shots": whole_text(dot.shots),
        "shift": name,
        "correct": percent_text(dot.accuracy),
    }


def _colours(shifts: Sequence[float | None], palette: Palette) -> dict[str, str]:
    """A colour for each shift; one for the rest, where there are more shifts than colours."""
    known = {shift_name(shift): shift for shift in shifts}
    most = len(palette.others)
    ordered = sorted(list(known)[:most], key=lambda name: known[name] or 0.0)
    found = dict(zip(ordered, palette.others, strict=False))
    return found | ({gettext("other"): palette.sampled} if len(known) > most else {})


def predictions_chart(question: Question, palette: Palette) -> Spec:
    """A bar below each answer; the right one is in ink once it is resolved."""
    answers = list(question.counts)
    if question.right is not None and question.right not in answers:
        answers.append(question.right)
    rows = [_answer(question, i, answer) for i, answer in enumerate(answers)]
    most = max((row["n"] for row in rows), default=0)
    x = {"field": "n", "type": "quantitative", "axis": None,
         "scale": {"domain": [0, 1.2 * max(most, 1)], "nice": False}}  # fmt: skip
    y = {"field": "number", "type": "ordinal", "axis": None}
    colour = {"condition": {"test": "datum.is_right", "value": palette.ink},
              "value": palette.sampled}  # fmt: skip
    bar = {"type": "bar", "height": BAR, "yOffset": ROW / 5}
    words = {"type": "text", "align": "left", "color": palette.ink, "fontSize": label_size()}
    answer = {"x": {"value": 2}, "y": y, "text": {"field": "answer"}, "tooltip": {"field": "whole"}}
    return {
        **frame_of(ROW * len(rows), palette),
        "layer": [
            layer(rows, bar, {"x": x, "y": y, "color": colour}),
            layer(rows, {**words, "dx": 6, "yOffset": ROW / 5},
                  {"x": x, "y": y, "text": {"field": "text"}}),
            layer(rows, {**words, "yOffset": -ROW / 5}, answer),
        ],
    }  # fmt: skip


def _answer(question: Question, number: int, answer: str) -> Spec:
    is_right = answer == question.right
    n = question.counts.get(answer, 0)
    return {
        "number": number,
        "answer": ("✓ " if is_right else "") + _short(answer),
        "whole": answer,
        "n": n,
        "text": whole_text(n),
        "is_right": is_right,
    }


def learning_chart(
    questions: Sequence[str], shares: Mapping[str, Sequence[float]], palette: Palette
) -> Spec:
    """A row for each question: its text, and below it the share of right answers in each round."""
    dots = [dot for i in range(len(questions)) for dot in _dots_of_rounds(i, shares)]
    texts = [{"number": i, "text": _short(text, 2 * SHOWN_LENGTH)}
             for i, text in enumerate(questions)]  # fmt: skip
    axis = {"title": gettext("right answers (%)"), "values": [0, 25, 50, 75, 100], "grid": True}
    x, y = axis_of("share", axis, -20, 120), {"field": "number", "type": "ordinal", "axis": None}
    colours = [palette.sampled, palette.ink, palette.others[0]][: len(shares)]
    fill = colour_of("round", [round_name(name) for name in shares], colours)
    low = {"yOffset": ROW / 5}
    point = {"type": "point", "filled": True, "size": 130, "opacity": 1, **low}
    line = {"type": "line", "color": palette.sampled, **low}
    words = {"type": "text", "color": palette.ink, "fontSize": label_size()}
    question = {**words, "align": "left", "yOffset": -ROW / 5}
    beside = {name: {"expr": f"datum.{name}"} for name in ("align", "dx", "dy")}
    text = {"field": "text"}
    return {
        **frame_of(ROW * len(questions) + 50, palette),
        "layer": [
            layer(dots, line, {"x": x, "y": y, "detail": {"field": "number"}}),
            layer(dots, point, {"x": x, "y": y, "color": fill}),
            *(layer(dots, mark, {"x": x, "y": y, "text": text})
              for mark in rimmed(palette, **low, **beside)),
            layer(texts, question, {"x": {"value": 2}, "y": y, "text": text}),
        ],
    }  # fmt: skip


def _dots_of_rounds(number: int, shares: Mapping[str, Sequence[float]]) -> list[Spec]:
    """The dots of a question: labels of the first two to the left and right, of a third below."""
    values = [each[number] for each in shares.values()]
    places = [("right", -12, 0), ("left", 12, 0)]
    if len(values) > 1 and values[0] > values[1]:
        places.reverse()
    places.append(("center", 0, 18))
    return [
        {
            "number": number, "round": round_name(name), "share": 100 * share,
            "text": ("" if number else f"{round_name(name)} ") + percent_text(share, False),
            "align": align, "dx": dx, "dy": dy,
        }
        for name, share, (align, dx, dy) in zip(shares, values, places, strict=False)
    ]  # fmt: skip


def _short(answer: str, longest: int = SHOWN_LENGTH) -> str:
    return answer if len(answer) <= longest else answer[: longest - 1] + "…"
