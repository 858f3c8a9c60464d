"""A circuit with a device's errors: nearer by mitigation, few verdicts by chance, and the cost."""

import math

import numpy as np
import pytest

from hqnn_core import TrainConfig
from hqnn_core.experiments import device
from hqnn_core.quantum import MODEL_DEVICE, device_names, load_device, ry_circuit

THETA = 1.2
IDEAL = (1 + np.sin(THETA)) / 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", device_names())
def test_mitigation_brings_every_device_nearer_to_the_ideal_value(name):
    found = device.ask_device(ry_circuit(), THETA, load_device(name), 2_000, seed=1)
    assert found.ideal == pytest.approx(IDEAL)
    assert found.raw.shape == found.mitigated.shape == (20,)
    raw, mitigated = (abs(values.mean() - IDEAL) for values in (found.raw, found.mitigated))
    assert mitigated < max(raw, 0.01)
    assert mitigated < 0.02
    assert 0 < found.raw.std() < 0.03


def test_model_device_moves_a_certain_answer():
    found = device.ask_device(ry_circuit(), math.pi / 2, load_device(MODEL_DEVICE), 2_000, seed=1)
    guess = device.guess(ry_circuit(), math.pi / 2, MODEL_DEVICE, 2_000)
    assert guess.start == pytest.approx([1, 1])
    truth = device.truth(found)
    assert truth.values[0] < 0.99
    assert all(guess.y.low < y < guess.y.high for _, y in truth.marks[0].points)


def test_cost_of_a_training_is_three_circuits_an_image_and_two_jobs_a_batch():
    needed = device.training_cost(
        ry_circuit(), 100, TrainConfig(n_per_class=100, batch_size=8, epochs=20)
    )
    assert needed.circuits == 20 * 200 * 3 + 2
    assert needed.jobs == 20 * 25 * 2 + 1
    said = device.cost_text(ry_circuit())
    assert "1,001 jobs with 12,002 circuits" in said
    assert "Images: 200. Batch size: 8. Epochs: 20." in said
    assert "The chapter's training would take 12,001 jobs with 18,002 circuits" in said
    assert "Images: 200. Batch size: 1. Epochs: 30." in said


def answered(raw, mitigated) -> device.DeviceAnswer:
    return device.DeviceAnswer(0.96, np.array(raw), np.array(mitigated), 1_000)


@pytest.mark.parametrize(
    ("raw", "mitigated", "says"),
    [
        ([0.80, 0.82], [0.95, 0.97], "Mitigation brings the mean nearer"),
        ([0.955, 0.965], [0.95, 0.97], "These measurements cannot tell"),
        ([0.93, 0.931], [0.90, 0.901], "takes the mean farther"),
    ],
)
def test_words_claim_only_what_the_spread_allows(raw, mitigated, says):
    found = answered(raw, mitigated)
    assert says in device.text(found)
    assert [y for _, y in device.truth(found).marks[0].points] == [*raw, *mitigated]


@pytest.mark.parametrize("off", [0.0, 0.02])
def test_mitigation_that_does_nothing_is_seldom_said_to_do_something(off):
    rng, repeats = np.random.default_rng(0), 400
    n_false = 0
    for _ in range(repeats):
        raw, mitigated = 0.96 + off * np.array([[1], [-1]]) + 0.01 * rng.normal(size=(2, 20))
        n_false += "cannot tell" not in device.text(answered(raw, mitigated))
    assert n_false / repeats < 0.05
