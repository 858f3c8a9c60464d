import math

import pytest

from hqnn_core import ModelConfig
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.trail_chart import (
    MOMENTS,
    MOST_REPLAYED,
    common_reach,
    replayed,
    time_ticks,
    trail_charts,
)
from hqnn_core.runs.run import Probe

LIGHT = PALETTES["light"]


def probes(n: int, reach: float = 1.0) -> list[Probe]:
    return [Probe(i, 1, i, (-reach * i / n, reach * i / n)) for i in range(n + 1)]


def charts(known: list[Probe], shown: int, config: ModelConfig | None = None):
    return trail_charts(known, shown, [0, 1], config or ModelConfig(), 20, 25, LIGHT, (200, 100))


def rows(spec: dict, layer: int) -> list[dict]:
    return spec["layer"][layer]["data"]["values"]


def test_dots_are_those_of_the_moment_and_the_heap_stays_in_sight():
    curve, trails = charts(probes(10), 6)
    for spec in (curve, trails):
        [moment] = spec["params"]
        assert (moment["name"], moment["value"], moment["bind"]["max"]) == ("moment", 6, 10)
    assert [row["thetas"][6] for row in rows(curve, 2)] == pytest.approx([-0.6, 0.6])
    assert curve["layer"][2]["transform"][0] == {"calculate": "datum.thetas[moment]", "as": "theta"}
    assert [row["theta"] for row in rows(curve, 1)] == [0, 0]
    assert all(row["step"] == row["moment"] for row in rows(trails, 0))
    assert trails["layer"][0]["transform"] == [{"filter": "datum.moment <= moment"}]
    assert {(row["image"], row["digit"]) for row in rows(trails, 0)} == {(0, "0"), (1, "1")}


@pytest.mark.parametrize(
    ("config", "reach"),
    [
        (ModelConfig(), math.pi),
        (ModelConfig(hadamard=False), 2 * math.pi),
        (ModelConfig(kind="classical"), 4 * math.pi),
    ],
)
def test_axis_holds_the_best_angles_of_the_network(config, reach):
    curve, _ = charts(probes(3), 3, config)
    assert curve["layer"][0]["encoding"]["x"]["scale"]["domain"] == pytest.approx([-reach, reach])


def test_network_and_twin_have_the_same_axis_and_a_logit_beyond_is_drawn_at_its_end():
    reach = 2 * math.pi
    pair = [
        trail_charts(probes(3, 9), 3, [0, 1], config, 20, 25, LIGHT, (200, 100), reach)[0]
        for config in (ModelConfig(), ModelConfig(kind="classical"))
    ]
    axes = [spec["layer"][0]["encoding"]["x"]["scale"]["domain"] for spec in pair]
    assert axes == [pytest.approx([-reach, reach])] * 2
    assert [row["thetas"][3] for row in rows(pair[1], 2)] == pytest.approx(
        [-reach, reach], abs=1e-3
    )
    assert [row["thetas"][1] for row in rows(pair[1], 2)] == pytest.approx([-3, 3])


def test_axis_of_a_first_epoch_is_as_short_as_its_angles():
    known = probes(3, 0.2)
    reach = common_reach([(ModelConfig(), known)])
    spec, _ = trail_charts(
        known, 0, [0, 1], ModelConfig(), 1, 3, LIGHT, (200, 100), reach, math.pi / 4
    )
    x = spec["layer"][0]["encoding"]["x"]
    assert reach == pytest.approx(0.2)
    assert x["scale"]["domain"] == pytest.approx([-math.pi / 4, math.pi / 4])
    assert x["axis"]["values"] == pytest.approx([-math.pi / 4, 0, math.pi / 4])


def test_long_run_has_a_bounded_number_of_points_with_the_first_and_the_last():
    _, trails = charts(probes(1000), 1000)
    steps = sorted({row["step"] for row in rows(trails, 0)})
    assert len(steps) <= 2 * MOMENTS
    assert (steps[0], steps[-1]) == (0, 1000)


@pytest.mark.parametrize("n", [1, 200, 201, 1_050])
def test_replay_has_at_most_two_hundred_moments_with_the_first_and_the_last(n):
    known = probes(n)
    kept = replayed(known)
    assert (kept[0], kept[-1]) == (known[0], known[-1])
    assert len(kept) == len({probe.step for probe in kept}) <= MOST_REPLAYED
    assert len(kept) == len(known) or len(kept) > MOST_REPLAYED / 2
    assert replayed([]) == []


def test_labels_of_time_are_apart():
    assert time_ticks(20, 25) == {
        0: "untrained", 500: "epoch 20", 25: "epoch 1", 125: "epoch 5", 1: "batch 1", 5: "batch 5",
    }  # fmt: skip
    assert time_ticks(1, 1) == {0: "untrained", 1: "epoch 1"}
