"""The charts of a network with many qubits show its numbers where they belong."""

import math

import pytest

from hqnn_core.figures.many_qubits import dials_chart
from hqnn_core.figures.measurement_charts import probabilities_chart
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.result_charts import shares_chart

LIGHT = PALETTES["light"]


def test_arrows_point_where_h_and_ry_bring_the_qubit():
    spec = dials_chart([0.0, math.pi / 2, -math.pi / 2, math.pi, 0.3], LIGHT)
    arrows = spec["layer"][1]["data"]["values"]
    ways = [(a["x2"] - a["x"], a["y2"] - a["y"]) for a in arrows]
    up_down = [(1, 0), (0, -1), (0, 1), (-1, 0)]  # |+>, |1>, |0>, |->
    for way, expected in zip(ways, up_down, strict=False):
        assert way == pytest.approx(expected, abs=1e-9)
    assert [arrow["name"] for arrow in arrows] == ["q0", "q1", "q2", "q3", "q4"]
    assert arrows[4]["y"] < arrows[0]["y"]  # the fifth stands in a second row


def test_largest_probability_stands_out_and_each_has_its_number():
    spec = probabilities_chart([0.2, 0.7, 0.1], [0.25, 0.6, 0.15], ["3", "5", "8"], LIGHT)
    rows = spec["data"]["values"]
    assert [row["best"] for row in rows] == [False, True, False]
    assert [row["text"] for row in rows] == ["20 %", "70 %", "10 %"]
    assert [row["exact"] for row in rows] == [0.25, 0.6, 0.15]


def test_shares_stand_in_the_row_of_their_digit_and_the_column_of_the_answer():
    moments = [[0.5, 0.5, 0.5, 0.5], [0.9, 0.1, 0.3, 0.7]]
    spec = shares_chart(moments, ["4", "9"], LIGHT, 300, shown=1)
    cells = {(row["truth"], row["answer"]): row["shares"][1] for row in spec["data"]["values"]}
    assert spec["params"][0]["value"] == 1
    assert cells == {("4", "4"): 0.9, ("4", "9"): 0.1, ("9", "4"): 0.3, ("9", "9"): 0.7}
    assert shares_chart([], ["4", "9"], LIGHT, 300)["data"]["values"] == []
