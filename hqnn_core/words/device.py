"""What the Beyond page says of a real device beside the ideal one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hqnn_core.quantum import Cost, DeviceAnswer
from hqnn_core.words.numbers import number_text, percent_text, plural, with_spread

DEVICE_ANSWERS = ["Less than 0.01", "0.01 to 0.05", "More than 0.05"]
"""How far the device's P(1) may be from the ideal one, on average."""


def device_answer(found: DeviceAnswer) -> str:
    """Which of the predictions came out."""
    off = abs(float(found.raw.mean()) - found.ideal)
    return DEVICE_ANSWERS[0 if off < 0.01 else 1 if off <= 0.05 else 2]


def device_text(found: DeviceAnswer) -> str:
    """What the device measured, raw and mitigated, beside the ideal value, Markdown."""
    return (
        f"Ideal: P(1) = **{number_text(found.ideal)}**. The device: **{_with(found.raw)}**. With "
        f"readout mitigation: **{_with(found.mitigated)}**. Mean and spread of "
        f"{plural(len(found.raw), 'measurement')} of {plural(found.shots, 'shot')}. "
        f"{_verdict(found)}"
    )


def _with(values: NDArray[np.floating]) -> str:
    return with_spread(float(values.mean()), float(values.std(ddof=1)))


def _verdict(found: DeviceAnswer) -> str:
    """Whether mitigation brings the mean nearer, by more than its own chance."""
    raw, mitigated = (abs(float(v.mean()) - found.ideal) for v in (found.raw, found.mitigated))
    error = 2 * float(found.raw.std(ddof=1) + found.mitigated.std(ddof=1)) / len(found.raw) ** 0.5
    if raw - mitigated > error:
        return "Mitigation brings the mean nearer to the ideal value."
    if mitigated - raw > error:
        return "Here mitigation takes the mean farther from the ideal value."
    return "Whether mitigation helps, these measurements cannot tell."


def cost_text(needed: Cost, n_images: int, epochs: int) -> str:
    """What a whole training on a device would take, said before anybody starts it."""
    return (
        f"Not started here: to **train** the chapter's network on a device, {n_images} images for "
        f"{plural(epochs, 'epoch')}, would take {needed.jobs:,} jobs with {needed.circuits:,} "
        f"circuits and {needed.shots:,} shots. Each job waits in the device's queue."
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
