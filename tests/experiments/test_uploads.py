"""What a circuit with several uploads can draw: its frequencies, and how near it comes."""

import numpy as np
import pytest

from hqnn_core.experiments import uploads as experiment
from hqnn_core.quantum import StatevectorEngine
from hqnn_core.quantum.analysis import random_angles


@pytest.mark.parametrize("uploads", [1, 2, 5])
def test_circuit_has_no_frequency_above_its_uploads(uploads):
    ansatz = experiment.upload_circuit(uploads)
    x = np.linspace(-np.pi, np.pi, 64, endpoint=False)
    values = np.tile(random_angles(ansatz, 1, seed=uploads), (64, 1))
    values[:, 0] = x
    waves = np.abs(np.fft.rfft(StatevectorEngine().expectations(ansatz, values)[:, 0]))
    assert waves[uploads + 1 :].max() < 1e-9
    assert waves[uploads] > 1e-3


@pytest.mark.parametrize(("target", "uploads"), [("sine", 1), ("two waves", 3)])
def test_curve_of_few_waves_is_drawn_exactly_with_as_many_uploads(target, uploads):
    found = experiment.upload_fit(target, uploads)
    assert min(found.errors) < 1e-3
    assert found.least_error < 1e-9
    np.testing.assert_allclose(experiment.truth(found).values,
                               experiment.guess(target, uploads).start, atol=5e-3)  # fmt: skip
    np.testing.assert_allclose(found.heights[: uploads + 1], found.target_heights[: uploads + 1],
                               atol=3e-3)  # fmt: skip
    assert "nothing is left over" in experiment.text(found)


def test_square_wave_is_drawn_as_well_as_its_lowest_waves_allow():
    found = experiment.upload_fit("square", 3)
    assert min(found.errors) == pytest.approx(found.least_error, rel=0.02)
    assert all(error > 0.999 * found.least_error for error in found.errors)
    assert found.heights[4:].max() < 1e-9
    assert found.target_heights[5] > 0.1  # what three uploads cannot reach
    assert "frequencies up to 3" in experiment.text(found)


@pytest.mark.parametrize("target", experiment.TARGETS)
@pytest.mark.parametrize("uploads", [1, 8])
def test_best_sum_of_waves_is_one_that_the_circuit_can_give(target, uploads, monkeypatch):
    monkeypatch.setattr(experiment, "STEPS", 1)
    assert np.abs(experiment.upload_fit(target, uploads, starts=1).best).max() < 1 + 1e-9


@pytest.mark.parametrize("target", ["square", "sawtooth"])
def test_curve_with_jumps_has_only_the_waves_of_its_formula(target, monkeypatch):
    """A square wave has 4/(pi w) at odd frequencies w, a sawtooth 2/(pi w) at all of them."""
    monkeypatch.setattr(experiment, "STEPS", 1)
    found = experiment.upload_fit(target, 1, starts=1)
    each = found.frequencies[1:]
    wanted = 4 / (np.pi * each) * (each % 2) if target == "square" else 2 / (np.pi * each)
    np.testing.assert_allclose(
        found.target_heights[1:] / experiment.HEIGHT, wanted, rtol=0.05, atol=1e-9
    )
    assert found.target_heights[0] < 1e-9


def test_one_upload_of_two_waves_leaves_the_other():
    found = experiment.upload_fit("two waves", 1)
    assert found.least_error == pytest.approx(0.3 / np.sqrt(2), rel=1e-6)
    assert experiment.text(found).startswith("1 upload gives the frequencies 0 and 1.")
