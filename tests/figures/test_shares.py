"""An axis of a share ends at 0 and at 100 %, and marks there are whole."""

from __future__ import annotations

import math

import pytest

from hqnn_core import ModelConfig
from hqnn_core.board.view import Dot
from hqnn_core.comparison.rankings import Summary
from hqnn_core.figures.class_charts import board_runs_chart
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.result_charts import angles_chart
from hqnn_core.figures.sweep_charts import sweep_chart
from hqnn_core.figures.training_charts import accuracy_chart
from hqnn_core.network import EpochDone

LIGHT = PALETTES["light"]


def summary(mean: float | None, spread: float | None = None) -> Summary:
    return Summary({"shots": 1}, mean, spread, 5, 0)


@pytest.mark.parametrize(("mean", "spread"), [(0.0, None), (0.005, 0.02), (0.5, 0.5), (1.0, 0.02)])
@pytest.mark.parametrize(("measure", "top"), [("test_accuracy", 100), ("test_chapter_loss", 1)])
def test_spread_of_a_share_stays_within_it(mean, spread, measure, top):
    spec = sweep_chart([summary(mean, spread)], "shots", None, measure, LIGHT)
    [row] = spec["data"]["values"]
    assert 0 <= row["low"] <= row["mean"] <= row["high"] <= top
    scale = spec["layer"][1]["encoding"]["y"]["scale"]
    if measure == "test_accuracy":
        assert 0 <= scale["domain"][0] <= row["low"]
        assert scale["domain"][0] < scale["domain"][1] == 100


def test_sweep_has_a_dot_for_each_seed_within_the_axis_and_below_its_number():
    runs = (0.7, 0.97, 0.98, 0.98)
    found = [Summary({"shots": n}, 0.91, 0.14, 4, 0, runs) for n in (1, 2)]
    spec = sweep_chart(found, "shots", None, "test_accuracy", LIGHT)
    dots = spec["layer"][2]
    places = [(row["x"], row["seed"], row["run"]) for row in dots["data"]["values"]]
    assert places == [(x, i, pytest.approx(100 * runs[i])) for x in "12" for i in range(4)]
    assert dots["encoding"]["xOffset"]["field"] == "seed"  # equal results are beside each other
    assert dots["encoding"]["y"]["scale"]["domain"][0] < 70
    assert [row["top"] for row in spec["data"]["values"]] == [100, 100]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_axis_of_a_share_ends_at_one_and_marks_there_are_whole(share):
    done = EpochDone(1, 25, 0.3, -0.9, 0.2, -0.95, share, 200, (0.1,), 600, 1.0)
    angles = angles_chart([[math.pi / 2]], [1], ModelConfig(), LIGHT)
    for spec, top in (
        (accuracy_chart([done], 20, LIGHT), 1),
        (board_runs_chart([Dot(10, 1.0, share, ("ada",))], LIGHT), 100),
        (angles, 1),
    ):
        dots = [it for it in spec["layer"] if it["mark"]["type"] in ("point", "line")]
        assert dots
        for it in dots:
            low, high = it["encoding"]["y"]["scale"]["domain"]
            assert 0 <= low < high == top
            assert not it["mark"].get("clip")
