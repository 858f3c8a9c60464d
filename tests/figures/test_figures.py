import json
import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings, strategies as st
from PIL import Image
from scipy.stats import binom

from hqnn_core import ModelConfig, StatevectorEngine, ry_circuit
from hqnn_core.board.view import Question
from hqnn_core.comparison.recorded import RecordedRun
from hqnn_core.experiments import uploads
from hqnn_core.figures.class_charts import predictions_chart
from hqnn_core.figures.end_labels import spread
from hqnn_core.figures.matplotlib_svg import circuit_svg, one_angle_svg
from hqnn_core.figures.measurement_charts import (
    probabilities_chart,
    shot_error_chart,
)
from hqnn_core.figures.palette import PALETTES, Palette, high_contrast
from hqnn_core.figures.pixels import digit_png
from hqnn_core.figures.result_charts import angles_chart, confusion_chart, shares_chart
from hqnn_core.figures.training_charts import MAX_BATCH_POINTS, Overlay, Replay, loss_chart
from hqnn_core.network.events import BatchDone, EpochDone
from hqnn_core.quantum.curves import BAND, RunningMean, expectation_curve, shot_errors
from hqnn_core.words.circuit import (
    expectation_text,
    shot_error_text,
)

LIGHT = PALETTES["light"]
GRID = np.linspace(-math.pi, math.pi, 41)


def values(spec: dict, layer: int) -> list[dict]:
    return spec["layer"][layer].get("data", spec.get("data"))["values"]


def test_deviation_of_the_curve_is_the_binomial_one():
    engine = StatevectorEngine(100, seed=6)
    curves = [expectation_curve(ry_circuit(), GRID, engine) for _ in range(150)]
    sampled = np.array([curve.sampled for curve in curves])
    np.testing.assert_allclose(sampled.std(axis=0), curves[0].deviation, rtol=0.25, atol=0.002)
    inside = np.array([curve.n_in_band for curve in curves]) / len(GRID)
    assert 0.93 < inside.mean() < 0.98
    assert not expectation_curve(ry_circuit(), GRID).deviation.any()


@pytest.mark.parametrize("shots", [1, 200])
def test_share_of_measurements_in_the_band_is_about_95_percent_over_a_turn_but_not_everywhere(
    shots,
):
    share = (1 - np.sin(np.linspace(-math.pi, math.pi, 1000, endpoint=False))) / 2
    counts = np.arange(shots + 1)
    chance = binom.pmf(counts, shots, share[:, None])
    off = np.abs(2 * (counts / shots - share[:, None]))
    in_band = off <= BAND * 2 * np.sqrt(share * (1 - share) / shots)[:, None] + 1e-12
    coverage = (chance * in_band).sum(1)
    assert 0.93 < coverage.mean() < 0.98
    assert 0.79 < coverage.min() < 0.86
    assert coverage.max() > 0.99


@pytest.mark.parametrize("theta", [0.8, -1.571, math.pi / 2 - 1e-5])
def test_shot_errors_fall_with_the_root_of_the_shots_and_lie_on_the_axis(theta):
    engines = [StatevectorEngine(shots, seed=1) for shots in (1, 100, 100_000)]
    errors = shot_errors(ry_circuit(), theta, engines, 500)
    law = abs(math.cos(theta)) / np.sqrt(errors.shots)
    np.testing.assert_allclose(errors.theory, law, rtol=1e-5)
    if theta == 0.8:
        np.testing.assert_allclose(errors.measured, errors.theory, rtol=0.12)
        assert "± 0.07. For a tenth of it you need 10,000 shots." in shot_error_text(
            errors, theta, 100
        )
    spec = shot_error_chart(errors, 100, LIGHT)
    line, dots = (part["data"]["values"] for part in spec["layer"][-2:])
    low, high = spec["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    assert len(line) == 3
    assert len(dots) == sum(errors.measured > 1e-9)
    assert all(low <= row["error"] <= high for row in (*line, *dots))


def test_certain_outcome_has_no_error_to_draw():
    errors = shot_errors(ry_circuit(False), 0.0, [StatevectorEngine(10)], 20)
    assert shot_error_chart(errors, 10, LIGHT)["layer"][-1]["data"]["values"] == []
    assert "the outcome is certain" in shot_error_text(errors, 0.0, 10)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_of_digits_and_of_the_networks_parts_stand_for_nothing_else(theme):
    palette: Palette = PALETTES[theme]
    found = uploads.upload_fit("sine", 1, starts=1)
    question = Question("s", "Which?", {"a": 1, "b": 2}, "a")
    names = [str(digit) for digit in range(10)]
    shares = [0.1] * 10
    specs = [
        confusion_chart([[5, 1], [0, 6]], ["0", "1"], palette),
        shares_chart([[0.01] * 100], names, palette, 100),
        probabilities_chart(shares, shares, names, palette),
        uploads.spectrum_chart(found, palette),
        predictions_chart(question, palette),
    ]
    taken = {*palette.classes, palette.classical, palette.quantum}
    assert palette.of_class(7, 10) not in taken
    for spec in specs:
        assert not [colour for colour in taken if colour in str(spec)], spec


def batch(step: int, per_epoch: int = 25) -> BatchDone:
    epoch, number = divmod(step - 1, per_epoch)
    return BatchDone(epoch + 1, number + 1, step, 0.5, -0.8, 3 * step, 0.01 * step)


def epoch(number: int) -> EpochDone:
    return EpochDone(number, 25 * number, 0.3, -0.9, 0.2, -0.95, 0.99, 200, (0.1,), 600, 1.0)


RECORDED = (RecordedRun("2020", (-0.7,) * 30, {}),)


def names_of(spec: dict) -> list[str]:
    """What is written at the ends of the lines, without the rims."""
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    return [values({"layer": texts}, i)[0]["name"] for i in range(0, len(texts), 2)]


def lines_of(spec: dict) -> list[list[tuple[float, float]]]:
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    return [[(row["x"], row["y"]) for row in line["data"]["values"]] for line in lines]


def test_loss_chart_shows_batches_epochs_test_and_the_chapter():
    spec = loss_chart([batch(i) for i in range(1, 51)], [epoch(1), epoch(2)], 20, RECORDED,
                      "chapter", LIGHT)  # fmt: skip
    batches, training, test, recorded = lines_of(spec)
    assert batches[24] == (1.0, pytest.approx(0.2))
    assert training[1] == (2, pytest.approx(0.1))
    assert test[1] == (2, pytest.approx(0.05))
    assert recorded == [(i, pytest.approx(0.3)) for i in range(1, 21)]
    assert sorted(names_of(spec)) == ["notebook 2020", "test", "training"]
    in_another_measure = loss_chart([], [epoch(1)], 20, RECORDED, "nll", LIGHT)
    assert set(names_of(in_another_measure)) == {"training", "test"}


def test_smooth_line_is_the_mean_of_the_epoch_before_and_a_long_run_has_few_points():
    batches = [replace(batch(i), chapter_loss=-0.5 if i % 2 else -0.7) for i in range(1, 101)]
    points = lines_of(loss_chart(batches, [], 4, [], "chapter", LIGHT, smooth=True))[0]
    assert len(points) == 100
    assert all(abs(y - 0.4) < 0.005 for _, y in points[30:])
    many = [batch(i) for i in range(30, 10_001)]  # resumed in mid-epoch
    points = lines_of(loss_chart(many, [], 400, [], "nll", LIGHT))[0]
    assert MAX_BATCH_POINTS / 2 < len(points) <= MAX_BATCH_POINTS
    assert points[0][0] > 1
    assert points[-1][0] == pytest.approx(400, rel=0.01)


def test_marker_of_a_replay_is_on_the_test_loss():
    replay = Replay(2, [0, 1, 1.5, 2], ["untrained", "epoch 1", "epoch 2, batch 13", "epoch 2"])
    ends = [epoch(1), replace(epoch(2), test_chapter_loss=-0.85)]
    spec = loss_chart([], ends, 20, [], "chapter", LIGHT, replay=replay)
    assert (spec["params"][0]["value"], spec["params"][0]["bind"]["max"]) == (2, 3)
    [row] = spec["layer"][-1]["data"]["values"]
    assert (row["xs"], row["names"]) == (replay.at, replay.names)
    assert row["ys"] == [None, *map(pytest.approx, (0.05, 0.1, 0.15))]


def others(n: int, last: float = 0.95) -> list[Overlay]:
    """Runs whose losses end near one another."""
    ends = [replace(epoch(20), test_chapter_loss=-last - 0.001 * i) for i in range(n)]
    return [Overlay(f"{i} run", [epoch(1), end]) for i, end in enumerate(ends)]


def test_other_runs_are_named_at_their_ends_and_names_do_not_stand_on_one_another():
    spec = loss_chart([], [epoch(1)], 20, RECORDED, "chapter", LIGHT, others(11))
    assert {f"{i} run" for i in range(11)} <= set(names_of(spec))
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    rows = [layer["data"]["values"][0] for layer in texts[::2]]
    low, high = texts[0]["encoding"]["y"]["scale"]["domain"]
    heights = sorted(row["place"] for row in rows if row["x"] == 20)
    assert len(heights) == 12  # the notebook's is there too
    assert min(np.diff(heights)) / (high - low) == pytest.approx(1 / 12)
    assert low <= heights[0] < heights[-1] <= high
    lines = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "line"][:11]
    assert len({(mark["color"], tuple(mark["strokeDash"])) for mark in lines}) == 11


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1), max_size=30))
def test_places_of_names_are_apart_in_order_and_inside(ends):
    places = spread(ends, 0.05, 0.0, 1.0)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    order = sorted(range(len(ends)), key=lambda i: ends[i])
    gaps = np.diff([places[i] for i in order])
    assert all(gaps >= min(0.05, 1 / max(len(ends) - 1, 1)) - 1e-9)
    if len(ends) == 1:
        assert places == ends


@pytest.mark.parametrize("kind", ["hybrid", "classical"])
def test_angles_stand_on_the_curve_of_their_network_in_the_colour_of_their_class(kind):
    config = ModelConfig(kind=kind)
    spec = angles_chart([[-1.0, 0.5]], [0, 1], config, LIGHT, cloud=[(2.0, 1)])
    exact = {
        "hybrid": lambda t: (1 + math.sin(t)) / 2,
        "classical": lambda t: 1 / (1 + math.exp(-t)),
    }[kind]
    cloud, dots = values(spec, 1), values(spec, 2)
    assert [(row["thetas"], row["digit"]) for row in dots] == [([-1.0], "0"), ([0.5], "1")]
    moved = [{"theta": row["thetas"][0], "p": row["ps"][0]} for row in dots]
    for row in [*cloud, *moved]:
        assert row["p"] == pytest.approx(exact(row["theta"]), abs=1e-4)
    colour = spec["layer"][2]["encoding"]["color"]["scale"]
    assert colour == {"domain": ["0", "1"], "range": list(LIGHT.classes)}


@pytest.mark.parametrize("kind", ["hybrid", "classical"])
def test_angles_of_a_network_gone_wild_stay_on_a_readable_axis(kind):
    spec = angles_chart([[1e7, -3e5]], [0, 1], ModelConfig(kind=kind), LIGHT)
    axis = spec["layer"][2]["encoding"]["x"]["axis"]
    assert axis.get("tickCount", len(axis.get("values", ()))) <= 9
    assert axis["title"] == {"hybrid": "θ (radians)", "classical": "logit"}[kind]
    low, high = spec["layer"][2]["encoding"]["x"]["scale"]["domain"]
    assert all(low <= row["thetas"][0] <= high for row in values(spec, 2))
    if kind == "hybrid":
        assert values(spec, 2)[0]["ps"][0] == pytest.approx((1 + math.sin(1e7)) / 2, abs=1e-4)


@pytest.mark.parametrize("theta", [-1.234, math.pi / 2])
def test_angle_written_into_the_picture_is_the_one_that_qiskit_would_draw(theta):
    def texts(svg: str) -> list[str]:
        nodes = ElementTree.fromstring(svg).iterfind(".//{*}text")
        return sorted("".join("".join(node.itertext()).split()) for node in nodes)

    svg = circuit_svg(ry_circuit().bound([theta]), LIGHT)
    assert LIGHT.quantum.lower() in svg.lower()
    written = texts(one_angle_svg(ry_circuit(), theta, LIGHT))
    assert [text.replace("-", "−") for text in texts(svg)] == written
    assert ">−0.0000349<" in one_angle_svg(ry_circuit(), -3.49e-5, LIGHT)  # without an exponent


def test_digit_png_shows_the_pixels_of_the_image(tmp_path):
    image = torch.zeros(1, 28, 28)
    image[0, 3, 5] = 1
    (tmp_path / "a.png").write_bytes(digit_png(image, scale=4))
    pixels = np.asarray(Image.open(tmp_path / "a.png"))
    assert pixels.shape == (112, 112)
    assert pixels[12:16, 20:24].min() == 255
    assert pixels.sum() == 16 * 255


@pytest.mark.parametrize(
    ("bits", "exact", "says"),
    [
        (
            np.repeat([1, 0], [87, 13]), -0.717,
            "87 of 100 shots gave 1, so E = 0.74 (95 %\u00a0interval: 0.58 to 0.84). The exact "
            "value is 0.717.",
        ),
        (
            np.array([0]), 2.22e-16,
            "0 of 1 shot gave 1, so E = −1 (95 %\u00a0interval: −1 to 0.6). The exact value is 0.",
        ),
        (np.array([], int), 0.0, "Nothing is measured yet. The exact value of E is 0."),
    ],
)  # fmt: skip
def test_expectation_sentence_compares_the_shots_with_exact(bits, exact, says):
    assert expectation_text(RunningMean(bits, exact)) == says


def test_name_of_a_band_is_true_where_it_is_given():
    for n in (1_000, 10_000):  # the ends of the chart's axis; 10 of the rarer outcome, at least
        share = np.linspace(10 / n, 0.5, 200)
        counts = np.arange(n + 1)
        chance = binom.pmf(counts, n, share[:, None])
        off = np.abs(counts / n - share[:, None])
        in_band = off <= BAND * np.sqrt(share * (1 - share) / n)[:, None] + 1e-12
        coverage = (chance * in_band).sum(1)
        assert 0.925 < coverage.min() <= coverage.max() < 0.975  # 19 of 20, to the nearest


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_projector_has_pure_ink_on_pure_paper_and_larger_letters(theme):
    usual, projected = PALETTES[theme], high_contrast(theme)
    assert {projected.ink, projected.paper} == {"#000000", "#FFFFFF"}
    assert projected.classes == usual.classes
    for palette, letters in ((usual, 1), (projected, 1.25)):
        spec = probabilities_chart([0.25, 0.75], [0.3, 0.7], ["0", "1"], palette)
        assert {"name": "letters", "value": letters} in spec["config"]["params"]
        assert "letters" in json.dumps(spec["layer"])
