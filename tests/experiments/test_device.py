"""A circuit with a device's errors: nearer by mitigation, few verdicts by chance, and the cost."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hqnn_core import TrainConfig
from hqnn_core.experiments import device
from hqnn_core.quantum import DEVICE_ERRORS, MODEL_DEVICE, device_names, load_device, ry_circuit
from hqnn_core.words.numbers import percent_text

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


def test_words_name_the_errors_of_the_model_device():
    assert all(
        percent_text(DEVICE_ERRORS[n]) in device.model_device_text() for n in ("cx", "measure")
    )


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


def test_words_say_how_the_queue_and_the_job_of_an_account_stand():
    queue: Any = SimpleNamespace(name="ibm_far_away", n_qubits=5, waiting=3)
    said = device.queue_text(queue)
    assert said.endswith("**ibm_far_away**. Qubits: 5. Jobs in its queue: 3.")
    sent: Any = SimpleNamespace(id="abc", device="ibm_far_away", status="QUEUED", ideal=0.5)
    sent.p_one = lambda: None
    assert device.job_text(sent) == "Job abc on ibm_far_away has the status QUEUED."
    sent.p_one = lambda: 0.25
    assert device.job_text(sent).endswith("P(1) = **25 %**. Without errors: 50 %.")


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


@pytest.mark.parametrize(
    ("mitigated", "is_outside"),
    [([0.98, 1.004], True), ([-0.002, 0.001], True), ([0.98, 1.0], False)],
)
def test_probability_outside_of_0_and_1_is_explained(mitigated, is_outside):
    assert ("below 0 or above 1" in device.text(answered([0.9, 0.91], mitigated))) == is_outside
