"""What the Beyond page says of a real device beside the ideal one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hqnn_core.config import TrainConfig
from hqnn_core.quantum import DEVICE_ERRORS, MODEL_DEVICE, Cost, DeviceAnswer
from hqnn_core.words.numbers import (
    number_text,
    percent_text,
    plural,
    share_text,
    with_spread,
)

DEVICE_ANSWERS = ["Less than 0.01", "0.01 to 0.05", "More than 0.05"]
"""How far the device's P(1) may be from the ideal one, on average."""


def device_answer(found: DeviceAnswer) -> str:
    """Which of the predictions came out."""
    off = abs(float(found.raw.mean()) - found.ideal)
    return DEVICE_ANSWERS[0 if off < 0.01 else 1 if off <= 0.05 else 2]


def device_text(found: DeviceAnswer) -> str:
    """What the device measured, raw and mitigated, beside the ideal value, Markdown."""
    return (
        f"Ideal: P(1) = **{share_text(found.ideal)}**. The device: **{_with(found.raw)}**. With "
        f"readout mitigation: **{_with(found.mitigated)}**. Mean and spread of "
        f"{plural(len(found.raw), 'measurement')} of {plural(found.shots, 'shot')}. "
        f"{_outside(found)}{_verdict(found)}"
    )


def _with(values: NDArray[np.floating]) -> str:
    return with_spread(float(values.mean()), float(values.std(ddof=1)), (0, 1))


def _outside(found: DeviceAnswer) -> str:
    """Why a probability may be below 0 or above 1, where one is."""
    if found.mitigated.min() >= 0 and found.mitigated.max() <= 1:
        return ""
    return (
        "Mitigation subtracts the readout errors that are to be expected. A measurement with fewer "
        "of them comes out below 0 or above 1. "
    )


def _verdict(found: DeviceAnswer) -> str:
    """Whether mitigation brings the mean nearer, by more than its own chance."""
    raw, mitigated = (abs(float(v.mean()) - found.ideal) for v in (found.raw, found.mitigated))
    error = 2 * float(found.raw.std(ddof=1) + found.mitigated.std(ddof=1)) / len(found.raw) ** 0.5
    off = (
        f"The mean is off by {number_text(raw)}, with mitigation by {number_text(mitigated)}; the "
        f"two must differ by more than {number_text(error)} to be more than chance."
    )
    if raw - mitigated > error:
        return f"{off} Mitigation brings the mean nearer to the ideal value."
    if mitigated - raw > error:
        return f"{off} Here mitigation takes the mean farther from the ideal value."
    return f"{off} Whether mitigation helps, these measurements cannot tell."


def model_device_text() -> str:
    """What the device is that comes with the app, Markdown."""
    misread, two_qubits, one = (
        percent_text(DEVICE_ERRORS[name]) for name in ("measure", "cx", "sx")
    )
    return (
        f"The {MODEL_DEVICE} is made up, with errors as usual on IBM's devices: {misread} of the "
        f"bits are read wrongly, {two_qubits} of the gates on two qubits and {one} of those on one "
        "fail."
    )


Plan = tuple[TrainConfig, Cost]


def cost_text(n_images: int, ours: Plan, chapters: Plan) -> str:
    """What a whole training on a device would take, our way and the chapter's, before it starts."""
    return (
        "Not started here: to **train** the chapter's network on a device would take "
        f"{_plan_text(n_images, ours)}. As the chapter trains, it would take "
        f"{_plan_text(n_images, chapters)}. Each job waits in the device's queue."
    )


def _plan_text(n_images: int, plan: Plan) -> str:
    training, needed = plan
    size = training.batch_size
    batches = "one at a time" if size == 1 else f"in batches of {size}"
    return (
        f"{needed.jobs:,} jobs with {needed.circuits:,} circuits and {needed.shots:,} shots: "
        f"{n_images} images, {batches}, for {plural(training.epochs, 'epoch')}"
    )


def queue_text(name: str, n_qubits: int, waiting: int) -> str:
    """The device that an account offers, and its queue."""
    return (
        f"The least busy device of your account is **{name}** with {plural(n_qubits, 'qubit')}. "
        f"{plural(waiting, 'job')} {'waits' if waiting == 1 else 'wait'} there."
    )


def job_text(job_id: str, device: str, status: str, p_one: float | None, ideal: float) -> str:
    """Where a job stands, or what it gave."""
    if p_one is None:
        return f"Job {job_id} on {device}: {status.lower()}."
    return (
        f"Job {job_id} on {device}: P(1) = **{percent_text(p_one)}**; the ideal value is "
        f"{percent_text(ideal)}."
    )
