"""The charts of a network with many qubits show its numbers where they belong."""

import math

import pytest

from hqnn_core import ModelConfig
from hqnn_core.figures.many_qubits import dials_chart, expectations_chart
from hqnn_core.figures.matplotlib_svg import circuit_svg
from hqnn_core.figures.measurement_charts import probabilities_chart
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.result_charts import shares_chart
from hqnn_core.network import circuit_of

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


def test_bars_are_what_was_measured_and_lines_what_is_exact():
    spec = expectations_chart([0.1, -0.4], [0.0, -0.5], LIGHT, "⟨Z⟩")
    rows = spec["layer"][0]["data"]["values"]
    assert [(row["qubit"], row["measured"], row["exact"]) for row in rows] == [
        ("q0", 0.1, 0.0),
        ("q1", -0.4, -0.5),
    ]


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


def test_circuit_of_a_network_is_drawn_with_the_names_of_its_parameters():
    config = ModelConfig(digits=(1, 2, 3), qubits=2, layers=1)
    picture = circuit_svg(circuit_of(config).circuit, LIGHT)
    for name in ("x[0]", "x[1]", "w[0]", "w[1]"):
        assert name in picture
