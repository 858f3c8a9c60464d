import math
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from hqnn_core import AerEngine, StatevectorEngine, ry_circuit
from hqnn_core.curves import CONFIDENCE_95, expectation_curve
from hqnn_core.figures.charts import dial_chart, expectation_chart, outcomes_chart
from hqnn_core.figures.circuit import circuit_svg
from hqnn_core.figures.palette import PALETTES
from hqnn_core.figures.pixels import digit_png, maps_png, strongest
from hqnn_core.figures.training_charts import MAX_BATCH_POINTS, accuracy_chart, loss_chart
from hqnn_core.text import angle_text, expectation_text, measured_share_text
from hqnn_core.training import BatchDone, EpochDone

LIGHT = PALETTES["light"]
GRID = np.linspace(-math.pi, math.pi, 41)


def values(spec: dict, layer: int) -> list[dict]:
    return spec["layer"][layer].get("data", spec.get("data"))["values"]


def test_exact_curve_has_no_scatter():
    curve = expectation_curve(ry_circuit(), GRID)
    np.testing.assert_allclose(curve.exact, -np.sin(GRID), atol=1e-12)
    assert curve.sampled is None
    assert not curve.deviation.any()


def test_deviation_of_the_curve_is_the_binomial_one():
    shots, repeats = 100, 400
    engine = StatevectorEngine(shots, seed=6)
    curves = [expectation_curve(ry_circuit(), GRID, engine) for _ in range(repeats)]
    sampled = np.array([curve.sampled for curve in curves])
    np.testing.assert_allclose(sampled.std(axis=0), curves[0].deviation, rtol=0.2, atol=0.002)
    inside = np.abs(sampled - curves[0].exact) <= CONFIDENCE_95 * curves[0].deviation + 1e-9
    assert 0.93 < inside.mean() < 0.98


def test_expectation_chart_marks_theta_on_the_exact_line():
    curve = expectation_curve(ry_circuit(), GRID, AerEngine(50, seed=1))
    spec = expectation_chart(curve, 0.5, LIGHT)
    assert values(spec, 4)[0] == {"theta": 0.5, "exact": pytest.approx(-math.sin(0.5), abs=2e-3)}
    assert all(-1 <= row["low"] <= row["exact"] <= row["high"] <= 1 for row in values(spec, 2))


@pytest.mark.parametrize("hadamard", [True, False])
@pytest.mark.parametrize("theta", [0.0, 0.7, -2.0, 7.5])
def test_height_of_the_dial_is_the_expectation(theta, hadamard):
    spec = dial_chart(theta, hadamard, LIGHT)
    tip = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    expectation = StatevectorEngine().expectations(ry_circuit(hadamard), [[theta]])[0, 0]
    assert tip["data"]["values"][0]["y"] == pytest.approx(expectation)


def test_outcome_bars_have_the_colours_of_their_digits():
    spec = outcomes_chart([0.25, 0.75], [0.3, 0.7], ["0", "1"], LIGHT)
    assert [(r["outcome"], r["frequency"], r["exact"]) for r in spec["data"]["values"]] == [
        ("0", 0.25, 0.3),
        ("1", 0.75, 0.7),
    ]
    assert spec["layer"][0]["encoding"]["color"]["scale"]["range"] == list(LIGHT.classes)


def batch(step: int, per_epoch: int = 25) -> BatchDone:
    epoch, number = divmod(step - 1, per_epoch)
    return BatchDone(epoch + 1, number + 1, step, 0.5, -0.8, 3 * step, 0.01 * step)


def epoch(number: int) -> EpochDone:
    return EpochDone(number, 25 * number, 0.3, -0.9, 0.2, -0.95, 0.99, 200, (0.1,), 600, 1.0)


def test_loss_chart_shows_batches_epochs_test_and_the_chapter():
    spec = loss_chart([batch(i) for i in range(1, 51)], [epoch(1), epoch(2)], 20, [-0.7] * 30,
                      "chapter", LIGHT)  # fmt: skip
    assert values(spec, 0)[24] == {"epoch": 1.0, "value": pytest.approx(0.2), "name": "batch"}
    assert values(spec, 1)[1] == {"epoch": 2, "value": pytest.approx(0.1), "name": "training"}
    assert values(spec, 2)[1] == {"epoch": 2, "value": pytest.approx(0.05), "name": "test"}
    assert [row["value"] for row in values(spec, 3)] == pytest.approx([0.3] * 20)


def test_recorded_curve_is_not_shown_in_another_measure():
    spec = loss_chart([], [epoch(1)], 20, [-0.7] * 30, "nll", LIGHT)
    names = {row["name"] for layer in spec["layer"] for row in layer["data"]["values"]}
    assert names == {"training", "test"}


def test_long_run_is_drawn_with_a_bounded_number_of_points():
    batches = [batch(i) for i in range(1, 20_001)]
    points = values(loss_chart(batches, [], 800, [], "nll", LIGHT), 0)
    assert MAX_BATCH_POINTS / 2 < len(points) <= MAX_BATCH_POINTS
    assert points[-1]["epoch"] == pytest.approx(800, rel=0.01)


def test_charts_of_a_run_that_has_not_begun_have_their_axes():
    for spec in (loss_chart([], [], 20, [], "nll", LIGHT), accuracy_chart([], 20, LIGHT)):
        assert all(layer["encoding"]["x"]["scale"]["domain"][0] == 0 for layer in spec["layer"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_circuit_is_drawn_as_svg_in_the_colours_of_the_theme(theme):
    palette = PALETTES[theme]
    svg = circuit_svg(ry_circuit().bound([0.5]), palette)
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert palette.quantum.lower() in svg.lower()


def test_digit_png_shows_the_pixels_of_the_image(tmp_path):
    image = torch.zeros(1, 28, 28)
    image[0, 3, 5] = 1
    (tmp_path / "a.png").write_bytes(digit_png(image, scale=4))
    pixels = np.asarray(Image.open(tmp_path / "a.png"))
    assert pixels.shape == (112, 112)
    assert pixels[12:16, 20:24].min() == 255
    assert pixels.sum() == 16 * 255


def test_feature_maps_stand_strongest_first(tmp_path):
    maps = torch.stack([torch.full((2, 2), float(v)) for v in (1, 3, 2)])
    assert strongest(maps, 2)[:, 0, 0].tolist() == [3, 2]
    (tmp_path / "m.png").write_bytes(maps_png(maps, columns=2, scale=1))
    assert np.asarray(Image.open(tmp_path / "m.png")).shape == (5, 5)


def test_angle_is_written_in_radians_and_in_multiples_of_pi():
    assert angle_text(math.pi / 3) == "1.05 rad = 0.333 π"
    assert angle_text(-math.pi) == "−3.14 rad = −1 π"


def test_measured_share_has_its_uncertainty():
    assert measured_share_text(0.963, 1000) == "963 of 1,000 shots (96.3 ± 0.6 %)."
    assert measured_share_text(1.0, 1000) == "1,000 of 1,000 shots (100 ± 0.1 %)."
    assert measured_share_text(0.5, None) == "exactly 50 %."


def test_expectation_sentence_compares_measured_with_exact():
    sentence = expectation_text(math.pi / 6, [0.2, 0.8], [0.25, 0.75], 100)
    assert "100 shots gave ⟨Z⟩ = −0.6; exact is −0.5" in sentence
    assert "± 0.087" in sentence
