"""A circuit on devices: snapshots, the model device, and a stand-in for an account's service."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from qiskit.exceptions import QiskitError
from qiskit.primitives import BackendSamplerV2
from qiskit.providers import BackendV2

from hqnn_core.quantum import (
    DEVICE_ERRORS,
    MODEL_DEVICE,
    AccountError,
    JobFailedError,
    Sent,
    account,
    device_names,
    devices,
    least_busy,
    load_device,
    ry_circuit,
    send,
)

THETA = 1.2
IDEAL = (1 + np.sin(THETA)) / 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_model_device_has_errors_within_those_of_real_devices():
    provider = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    names = ("FakeHanoiV2", "FakeTorino", "FakeBelemV2")
    real = [_usual_errors(getattr(provider, name)()) for name in names]
    made_up = _usual_errors(load_device(MODEL_DEVICE))
    for error, each in zip(made_up, zip(*real, strict=True), strict=True):
        assert min(each) < error < max(each)
    assert made_up == pytest.approx([DEVICE_ERRORS[name] for name in ("measure", "cx", "sx")])


def _usual_errors(backend: BackendV2) -> list[float]:
    """The median errors of a reading, of a gate on two qubits, and of one on one."""
    target: Any = backend.target
    [entangler] = {"cx", "ecr", "cz"} & set(target.operation_names)
    return [
        float(np.median([kept.error for kept in target[name].values() if kept.error is not None]))
        for name in ("measure", entangler, "sx")
    ]


def test_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(devices, "RUNTIME", "no_such_package")
    assert device_names() == [MODEL_DEVICE]
    with pytest.raises(ValueError, match="name must be one of model device"):
        load_device("ibmq_manila, 5 qubits")
    with pytest.raises(AccountError, match=r"pip install '\.\[hardware\]'"):
        account()


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
    assert (queue.name, queue.n_qubits, queue.waiting) == ("ibm_far_away", 5, 3)
    sent = send(ry_circuit(), THETA, queue, 4_000, BackendSamplerV2(backend=queue.backend))
    p_one = None
    while p_one is None:
        p_one = sent.p_one()
    assert p_one == pytest.approx(IDEAL, abs=0.04)
    assert sent.ideal == pytest.approx(IDEAL)


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
    assert Sent(job, "ibm_far_away", 0.5).p_one() is None
    job.status = lambda: "ERROR"
    with pytest.raises(JobFailedError, match="The job abc on ibm_far_away ended as ERROR"):
        Sent(job, "ibm_far_away", 0.5).p_one()


def test_job_whose_service_falls_silent_gets_a_sentence():
    def silent():
        raise OSError("no answer")

    job = SimpleNamespace(job_id=lambda: "abc", status=silent, result=silent)
    with pytest.raises(AccountError, match="gives no status of the job abc: no answer"):
        Sent(job, "ibm_far_away", 0.5).p_one()
    job.status = lambda: "DONE"
    with pytest.raises(AccountError, match="abc on ibm_far_away did not come: no answer"):
        Sent(job, "ibm_far_away", 0.5).p_one()
