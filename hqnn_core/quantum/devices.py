"""IBM's devices: snapshots of their errors, and jobs on the devices themselves.

Snapshots and accounts need the runtime of IBM, an extra: `pip install '.[hardware]'`. Without it,
there is the model device of `Noise("device")`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from qiskit import transpile
from qiskit.exceptions import QiskitError
from qiskit.providers import BackendV2

from hqnn_core.errors import InputError
from hqnn_core.language import N_, gettext
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.noise import device
from hqnn_core.quantum.engines.primitive import JobFailedError
from hqnn_core.quantum.engines.statevector import exact_engine

RUNTIME = "qiskit_ibm_runtime"
MODEL_DEVICE = "model device"
SNAPSHOTS = {
    "ibmq_manila, 5 qubits": "FakeManilaV2",
    "ibm_lagos, 7 qubits": "FakeLagosV2",
}
"""Devices of IBM whose errors, as once measured, come with the runtime."""


class AccountError(InputError):
    """There is no account, or the service does not answer; the message says why."""


def has_runtime() -> bool:
    """Whether the extra is installed; it is not imported for that."""
    return importlib.util.find_spec(RUNTIME) is not None


def device_names() -> list[str]:
    """What `load_device` can load here."""
    return [*SNAPSHOTS, MODEL_DEVICE] if has_runtime() else [MODEL_DEVICE]


def load_device(name: str) -> BackendV2:
    """A snapshot, or the model device. Raises `ValueError` for other names."""
    if name == MODEL_DEVICE:
        return device()
    if name not in device_names():
        raise ValueError(f"name must be one of {', '.join(device_names())}; got {name!r}.")
    provider = importlib.import_module(f"{RUNTIME}.fake_provider")
    return getattr(provider, SNAPSHOTS[name])()


@dataclass(frozen=True)
class Queue:
    """A device of an account, and how many jobs wait for it."""

    backend: Any
    name: str
    n_qubits: int
    waiting: int


def account() -> Any:
    """The service of the account that is saved on this machine.

    Raises `AccountError` without the runtime, without an account, or without an answer.
    """
    if not has_runtime():
        raise AccountError(
            gettext(
                "An account needs the runtime of IBM: {command}.",
                command="pip install '.[hardware]'",
            )
        )
    no_account = N_("No account answers: {reason}. Save one on this machine with {function}.")
    with _asking(no_account, function="QiskitRuntimeService.save_account"):
        return importlib.import_module(RUNTIME).QiskitRuntimeService()


def least_busy(service: Any) -> Queue:
    """The real device with the shortest queue. Raises `AccountError` if there is none."""
    with _asking(N_("No device is free: {reason}.")):
        backend = service.least_busy(operational=True, simulator=False)
        waiting = int(backend.status().pending_jobs)
    return Queue(backend, str(backend.name), int(backend.num_qubits), waiting)


@dataclass(frozen=True)
class Sent:
    """A circuit that was sent to a device as one job.

    Attributes:
        job: the runtime's.
        ideal: the exact P(measuring 1).
    """

    job: Any
    device: str
    ideal: float

    @property
    def id(self) -> str:
        return str(self.job.job_id())

    @property
    def status(self) -> str:
        """The runtime's, such as "QUEUED" or "DONE". Raises `AccountError` without an answer."""
        no_status = N_("{device} gives no status of the job {job}: {reason}.")
        with _asking(no_status, device=self.device, job=self.id):
            status = self.job.status()
        return str(getattr(status, "name", status))

    def p_one(self) -> float | None:
        """The measured P(1); None while the job waits or runs.

        Raises `JobFailedError` if it gives no result, `AccountError` without an answer.
        """
        status = self.status
        if status in ("ERROR", "CANCELLED"):
            raise JobFailedError(
                gettext(
                    "The job {job} on {device} ended as {status}.",
                    job=self.id, device=self.device, status=status,
                )
            )  # fmt: skip
        if status != "DONE":
            return None
        no_answer = N_("The answer of the job {job} on {device} did not come: {reason}.")
        with _asking(no_answer, device=self.device, job=self.id):
            counts = self.job.result()[0].data.meas.get_counts()
        return counts.get("1", 0) / sum(counts.values())


def send(ansatz: Ansatz, theta: float, queue: Queue, shots: int, sampler: Any = None) -> Sent:
    """Send a circuit of one angle and one qubit; `sampler` stands in for the runtime's.

    Raises `AccountError` if the service does not take it.
    """
    circuit = ansatz.bound([theta])
    circuit.remove_final_measurements()
    circuit.measure_all()
    ready = transpile(circuit, queue.backend)
    if sampler is None:
        sampler = importlib.import_module(RUNTIME).SamplerV2(mode=queue.backend)
    with _asking(N_("{device} did not take the job: {reason}."), device=queue.name):
        job = sampler.run([ready], shots=shots)
    ideal = exact_engine().probabilities(ansatz, [[theta]])[0, 1]
    return Sent(job, queue.name, float(ideal))


@contextmanager
def _asking(message: str, **values: str) -> Generator[None]:
    """Turn a fault of the service into an `AccountError` with this message and its {reason}."""
    try:
        yield
    except (QiskitError, OSError, RuntimeError, ValueError) as fault:
        reason = str(fault).strip(" '\"\n.") or type(fault).__name__
        raise AccountError(gettext(message, **values, reason=reason)) from fault
