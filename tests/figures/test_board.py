"""The charts of a class."""

from __future__ import annotations

import json
import math

import pytest

from hqnn_core.board.entries import RunSent
from hqnn_core.board.view import Dot, Question, dots_of
from hqnn_core.figures.class_charts import board_runs_chart, learning_chart, predictions_chart
from hqnn_core.figures.palette import PALETTES

LIGHT = PALETTES["light"]
HALF, QUARTER = math.pi / 2, math.pi / 4


def rows_of(spec: dict, layer: int = 0) -> list[dict]:
    return spec["layer"][layer]["data"]["values"]


def test_runs_that_would_hide_each_other_are_one_dot_with_their_number():
    runs = [(name, RunSent(10, HALF, 0.98)) for name in ("Ada", "Bob", "Cy")]
    dots = dots_of([*runs, ("Di", RunSent(10, HALF, 0.9)), ("Ed", RunSent(None, None, 1.0))])
    assert [(dot.accuracy, dot.names) for dot in dots] == [
        (0.98, ("Ada", "Bob", "Cy")), (0.9, ("Di",)),
    ]  # fmt: skip
    spec = board_runs_chart(dots, LIGHT)
    first, second = rows_of(spec)
    assert first["size"] > second["size"]
    assert [row["n"] for row in rows_of(spec, 2)] == [3]
    assert first["pupils"] == "Ada, Bob, Cy"


@pytest.mark.parametrize("dots", [[], [Dot(10**9, None, 0.0, ("Ada",))], [Dot(1, 1, 1.0, ("A",))]])
def test_every_dot_lies_within_the_axes(dots):
    spec = board_runs_chart(dots, LIGHT)
    for name, field in (("x", "at"), ("y", "share")):
        low, high = spec["layer"][0]["encoding"][name]["scale"]["domain"]
        assert all(low <= row[field] <= high for row in rows_of(spec))


def test_right_answer_stands_out_once_it_is_told_and_no_sooner():
    question = Question("s", "Which?", {"this": 2, "that": 1}, None)
    assert not any(row["is_right"] for row in rows_of(predictions_chart(question, LIGHT)))
    resolved = Question("s", "Which?", {"this": 2, "that": 1}, "neither")
    rows = rows_of(predictions_chart(resolved, LIGHT))
    assert [(row["answer"], row["n"]) for row in rows] == [
        ("this", 2), ("that", 1), ("✓ neither", 0),
    ]  # fmt: skip


def test_hostile_text_is_data_and_never_an_expression():
    hostile = "'+alert(1)+' <script>alert(1)</script> " * 4
    charts = [
        predictions_chart(Question(hostile, hostile, {hostile: 1}, hostile), LIGHT),
        board_runs_chart([Dot(10, 1.0, 0.9, (hostile,))], LIGHT),
    ]
    for spec in charts:
        for layer in spec["layer"]:
            del layer["data"]
        assert "alert" not in json.dumps(spec)


def test_label_of_each_round_stands_clear_of_the_others():
    shares = {"before": [0.2, 0.9, 0.5], "after": [0.8, 0.6, 0.5], "later": [0.7, 0.6, 0.5]}
    rows = rows_of(learning_chart(["What?", "Why?", "How?"], shares, LIGHT), 2)
    assert [row["text"] for row in rows[:4]] == ["before 20 %", "after 80 %", "later 70 %", "90 %"]
    for i in range(3):
        before, after, later = rows[3 * i : 3 * i + 3]
        assert (before["dx"] < after["dx"]) == (before["share"] <= after["share"])
        assert (later["dx"], later["dy"] > 0) == (0, True)
