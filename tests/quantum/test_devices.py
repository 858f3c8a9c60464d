"""A circuit on devices: snapshots, the model device, and a stand-in for an account's service."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from qiskit.exceptions import QiskitError
from qiskit.primitives import BackendSamplerV2
from qiskit.providers import BackendV2

from hqnn_core import TrainConfig
from hqnn_core.figures import PALETTES, device_chart
from hqnn_core.quantum import (
    MODEL_DEVICE,
    AccountError,
    DeviceAnswer,
    JobFailedError,
    Sent,
    account,
    ask_device,
    device_names,
    devices,
    least_busy,
    load_device,
    ry_circuit,
    send,
    training_cost,
)
from hqnn_core.words import (
    DEVICE_ANSWERS,
    cost_text,
    device_answer,
    device_text,
    job_text,
    model_device_text,
    percent_text,
    queue_text,
)

THETA = 1.2
IDEAL = (1 + np.sin(THETA)) / 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", device_names())
def test_mitigation_brings_every_device_nearer_to_the_ideal_value(name):
    found = ask_device(ry_circuit(), THETA, load_device(name), 2_000, seed=1)
    assert found.ideal == pytest.approx(IDEAL)
    assert found.raw.shape == found.mitigated.shape == (20,)
    raw, mitigated = (abs(values.mean() - IDEAL) for values in (found.raw, found.mitigated))
    assert mitigated < max(raw, 0.01)
    assert mitigated < 0.02
    assert 0 < found.raw.std() < 0.03


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_model_device_has_errors_within_those_of_real_devices():
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    names = ("FakeManilaV2", "FakeHanoiV2", "FakeSherbrooke", "FakeTorino", "FakeBelemV2")
    real = [_usual_errors(getattr(provider, name)()) for name in names]
    made_up = _usual_errors(load_device(MODEL_DEVICE))
    for error, each in zip(made_up, zip(*real, strict=True), strict=True):
        assert min(each) < error < max(each)
    shown = [percent_text(error) for error in made_up]
    assert all(text in model_device_text() for text in shown)


def _usual_errors(backend: BackendV2) -> list[float]:
    """The median errors of a reading, of a gate on two qubits, and of one on one."""
    target: Any = backend.target
    [entangler] = {"cx", "ecr", "cz"} & set(target.operation_names)
    return [
        float(np.median([kept.error for kept in target[name].values() if kept.error is not None]))
        for name in ("measure", entangler, "sx")
    ]


def test_model_device_moves_a_certain_answer_by_more_than_the_first_prediction_says():
    found = ask_device(ry_circuit(), math.pi / 2, load_device(MODEL_DEVICE), 2_000, seed=1)
    assert device_answer(found) != DEVICE_ANSWERS[0]


def test_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(devices, "RUNTIME", "no_such_package")
    assert device_names() == [MODEL_DEVICE]
    with pytest.raises(ValueError, match="name must be one of model device"):
        load_device("ibmq_manila, 5 qubits")
    with pytest.raises(AccountError, match=r"pip install '\.\[hardware\]'"):
        account()


def test_cost_of_a_training_is_three_circuits_an_image_and_two_jobs_a_batch():
    needed = training_cost(ry_circuit(), 100, 200, 8, 20)
    assert needed.circuits == 20 * 200 * 3 + 2
    assert needed.jobs == 20 * 25 * 2 + 1
    chapters = training_cost(ry_circuit(), 100, 200, 1, 30)
    assert (chapters.jobs, chapters.circuits) == (30 * 200 * 2 + 1, 30 * 200 * 3 + 2)
    plans = (TrainConfig(), needed), (TrainConfig(epochs=30, batch_size=1), chapters)
    text = cost_text(200, *plans)
    assert "1,001 jobs with 12,002 circuits" in text
    assert "200 images, in batches of 8, for 20 epochs" in text
    assert "As the chapter trains, it would take 12,001 jobs" in text
    assert "200 images, one at a time, for 30 epochs" in text


class Service:
    """An account's service with one device, here the model device."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    def least_busy(self, operational: bool, simulator: bool):
        assert operational
        assert not simulator
        if self.fault:
            raise self.fault
        backend: Any = load_device(MODEL_DEVICE)
        backend.status = lambda: SimpleNamespace(pending_jobs=3)
        backend.name = "ibm_far_away"
        return backend


def test_one_job_goes_to_the_least_busy_device_and_its_answer_comes_back():
    queue = least_busy(Service())
    assert (queue.name, queue.waiting) == ("ibm_far_away", 3)
    assert "**ibm_far_away** with 5 qubits. 3 jobs wait there." in queue_text(
        queue.name, queue.n_qubits, queue.waiting
    )
    sent = send(ry_circuit(), THETA, queue, 4_000, BackendSamplerV2(backend=queue.backend))
    p_one = None
    while p_one is None:
        p_one = sent.p_one()
    assert p_one == pytest.approx(IDEAL, abs=0.04)
    assert sent.ideal == pytest.approx(IDEAL)
    assert sent.id in job_text(sent.id, sent.device, sent.status, p_one, sent.ideal)


@pytest.mark.parametrize("fault", [QiskitError("no backend matches"), OSError("no network")])
def test_service_that_does_not_answer_gets_a_sentence(fault):
    with pytest.raises(AccountError, match="No device is free: no "):
        least_busy(Service(fault))


def test_job_that_is_refused_or_fails_gets_a_sentence():
    queue = least_busy(Service())

    class Full:
        def run(self, pubs, shots):
            raise RuntimeError("the queue is full")

    with pytest.raises(AccountError, match="ibm_far_away did not take the job: the queue is full"):
        send(ry_circuit(), THETA, queue, 10, Full())
    job = SimpleNamespace(job_id=lambda: "abc", status=lambda: "QUEUED")
    assert Sent(job, "ibm_far_away", 10, 0.5).p_one() is None
    assert job_text("abc", "ibm_far_away", "QUEUED", None, 0.5).endswith("ibm_far_away: queued.")
    job.status = lambda: "ERROR"
    with pytest.raises(JobFailedError, match="the job abc on ibm_far_away ended as ERROR"):
        Sent(job, "ibm_far_away", 10, 0.5).p_one()


@pytest.mark.parametrize("fault", [QiskitError("no answer"), OSError("no answer")])
def test_job_whose_service_falls_silent_gets_a_sentence(fault):
    def silent():
        raise fault

    job = SimpleNamespace(job_id=lambda: "abc", status=silent, result=silent)
    with pytest.raises(AccountError, match="gives no status of the job abc: no answer"):
        Sent(job, "ibm_far_away", 10, 0.5).p_one()
    job.status = lambda: "DONE"
    with pytest.raises(AccountError, match="abc on ibm_far_away did not come: no answer"):
        Sent(job, "ibm_far_away", 10, 0.5).p_one()


@pytest.mark.parametrize(
    ("raw", "mitigated", "answer", "says"),
    [
        ([0.80, 0.82], [0.95, 0.97], 2, "Mitigation brings the mean nearer"),
        ([0.955, 0.965], [0.95, 0.97], 0, "these measurements cannot tell"),
        ([0.93, 0.931], [0.90, 0.901], 1, "takes the mean farther"),
    ],
)
def test_words_claim_only_what_the_spread_allows(raw, mitigated, answer, says):
    found = DeviceAnswer(0.96, np.array(raw), np.array(mitigated), 1_000)
    assert device_answer(found) == DEVICE_ANSWERS[answer]
    assert says in device_text(found)
    dots = device_chart(found, PALETTES["light"])["layer"][2]["data"]["values"]
    assert [dot["p"] for dot in dots] == [*raw, *mitigated]
