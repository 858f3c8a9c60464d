"""The charts of a class: accuracy over shots, and the predictions of a question."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.board import Question, RunSent
from hqnn_core.figures.charts import LEGEND, Spec, axis_of, frame_of, label_size, layer
from hqnn_core.figures.palette import Palette
from hqnn_core.words import shift_name

RUNS_HEIGHT = 330
ROW = 44
SHOWN_LENGTH = 40
OTHERS = "another shift"


def board_runs_chart(runs: Sequence[tuple[str, RunSent]], palette: Palette) -> Spec:
    """A dot for each run with shots: accuracy over shots, coloured by shift."""
    drawn = [(name, run) for name, run in runs if run.shots is not None]
    colours = _colours([shift_name(run) for _, run in drawn], palette)
    rows = [
        {
            "shots": run.shots,
            "share": 100 * run.accuracy,
            "shift": shift_name(run) if shift_name(run) in colours else OTHERS,
            "name": name,
        }
        for name, run in drawn
    ]
    shares = [100 * run.accuracy for _, run in drawn]
    low = 10 * ((min(shares) - 1) // 10) if shares else 0.0
    most = max((run.shots or 1 for _, run in drawn), default=1_000)
    x = axis_of("shots", {"title": "shots per circuit", "grid": False, "format": ",",
                          "labelOverlap": True}, 1, max(most, 1_000))  # fmt: skip
    x["scale"] = {"type": "log", "domain": [0.8, 1.25 * max(most, 1_000)], "nice": False}
    x["axis"]["values"] = [10**k for k in range(len(str(max(most, 1_000))))]
    y = axis_of("share", {"title": "test images correct (%)", "tickCount": 5, "grid": True},
                max(low, 0.0), 100.0)  # fmt: skip
    names = list(colours)
    colour = {
        "field": "shift",
        "type": "nominal",
        "scale": {"domain": names, "range": list(colours.values())},
        "legend": {**LEGEND, "columns": 3, "title": "shift", "titleFontSize": label_size()},
    }
    mark = {"type": "point", "filled": True, "size": 150, "opacity": 0.8}
    tooltip = [{"field": "name", "title": "pupil"}, {"field": "shots"}, {"field": "share"}]
    encoding = {"x": x, "y": y, "color": colour, "tooltip": tooltip}
    return {**frame_of(RUNS_HEIGHT, palette), "layer": [layer(rows, mark, encoding)]}


def _colours(names: Sequence[str], palette: Palette) -> dict[str, str]:
    """A colour for each shift; beyond those that can be told apart, one for the rest."""
    known = list(dict.fromkeys(names))
    most = len(palette.others)
    found = dict(zip(sorted(known[:most]), palette.others, strict=False))
    return found | ({OTHERS: palette.sampled} if len(known) > most else {})


def predictions_chart(question: Question, palette: Palette) -> Spec:
    """A bar for each answer that was predicted; the right one stands out once it is resolved."""
    answers = list(question.counts)
    if question.right is not None and question.right not in answers:
        answers.append(question.right)
    rows = [
        {
            "answer": _short(answer),
            "n": question.counts.get(answer, 0),
            "text": f"{question.counts.get(answer, 0):,}" + (" ✓" if _is(question, answer) else ""),
            "is_right": _is(question, answer),
        }
        for answer in answers
    ]
    y = {
        "field": "answer",
        "type": "nominal",
        "sort": [_short(answer) for answer in answers],
        "axis": {"title": None, "labelFontSize": label_size(1), "labelLimit": 300,
                 "ticks": False, "domain": False},
    }  # fmt: skip
    most = max((row["n"] for row in rows), default=1)
    x = axis_of("n", {"title": "predictions", "tickMinStep": 1, "grid": True}, 0, 1.15 * most)
    right = {"test": "datum.is_right", "value": palette.classes[0]}
    bar = {"type": "bar", "height": ROW * 2 // 3}
    words = {"type": "text", "align": "left", "dx": 6, "fontSize": label_size(),
             "color": palette.ink}  # fmt: skip
    return {
        **frame_of({"step": ROW}, palette),
        "layer": [
            layer(rows, bar,
                  {"x": x, "y": y, "color": {"condition": right, "value": palette.sampled}}),
            layer(rows, words, {"x": x, "y": y, "text": {"field": "text"}}),
        ],
    }  # fmt: skip


def _is(question: Question, answer: str) -> bool:
    return answer == question.right


def _short(answer: str) -> str:
    return answer if len(answer) <= SHOWN_LENGTH else answer[: SHOWN_LENGTH - 1] + "…"
