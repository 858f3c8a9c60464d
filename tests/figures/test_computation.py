"""The figures of a computation show all of its numbers, and its sum as a staircase."""

from __future__ import annotations

import re

import torch

from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.sums import terms_chart, window_chart

LIGHT = PALETTES["light"]


def rows(spec: dict, layer: int) -> list[dict]:
    return spec["layer"][layer]["data"]["values"]


def contrast(grey: int, ink: int) -> float:
    def luminance(level: int) -> float:
        share = level / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    dark, light = sorted((luminance(grey), luminance(ink)))
    return (light + 0.05) / (dark + 0.05)


def test_window_has_each_value_in_its_grey_above_its_signed_weight():
    values, weights = torch.arange(25).reshape(5, 5) / 24, torch.full((5, 5), -0.125)
    weights[0, 1] = 0.25
    spec = window_chart(values, weights, 1.0, LIGHT)
    cells, texts = rows(spec, 0), rows(spec, 1)
    assert [cells[0]["colour"], cells[24]["colour"]] == ["rgb(0,0,0)", "rgb(255,255,255)"]
    assert [text["text"] for text in texts[:4]] == ["0", "× −0.12", "0.04", "× +0.25"]
    assert texts[0]["y"] < texts[1]["y"]
    assert len(texts) == 50


def test_numbers_can_be_read_on_every_grey():
    greys = torch.arange(256) / 255
    for start in range(0, 250, 25):
        spec = window_chart(greys[start : start + 25].view(5, 5), torch.ones(5, 5), 1.0, LIGHT)
        colours = {(cell["y"], cell["x"]): cell["colour"] for cell in rows(spec, 0)}
        for text in rows(spec, 1):
            [grey] = {int(n) for n in re.findall(r"\d+", colours[int(text["y"]), int(text["x"])])}
            assert contrast(grey, 0 if text["colour"] == "#000" else 255) >= 4.5


def test_terms_climb_to_the_sum_and_stay_on_the_axis():
    spec = terms_chart([("a", 0.5), ("b", -2.0), ("bias", 0.25)], "θ", LIGHT)
    bars = rows(spec, 0)
    assert [(bar["start"], bar["end"]) for bar in bars] == [
        (0, 0.5), (0.5, -1.5), (-1.5, -1.25), (0, -1.25),
    ]  # fmt: skip
    assert [bar["text"] for bar in bars] == ["+0.500", "−2.000", "+0.250", "−1.250"]
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert (low, high) == (-1.5, 0.5)
