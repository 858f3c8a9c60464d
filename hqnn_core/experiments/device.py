"""Device experiment: P(measuring 1) with the errors of a real device, beside the ideal value.

The errors are simulated on the cluster. A job on a device of IBM computes nothing here: the page
asks IBM's service over the network when its buttons are pressed. Shapes: R repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qiskit.primitives import BackendSamplerV2
from qiskit.providers import BackendV2

from hqnn_core.config import TrainConfig
from hqnn_core.experiments import Computed
from hqnn_core.figures.guess_stage import (
    Axis,
    Guess,
    Mark,
    Truth,
    around,
    named_axis,
    named_places,
)
from hqnn_core.quantum import (
    DEVICE_ERRORS,
    MODEL_DEVICE,
    Ansatz,
    Cost,
    PrimitiveEngine,
    QuantumLayer,
    Queue,
    Report,
    Sent,
    cost,
    exact_engine,
    load_device,
    ry_circuit,
    unreported,
)
from hqnn_core.runs import PRESETS, Preset
from hqnn_core.words.numbers import (
    number_text,
    percent_text,
    plural,
    share_text,
    with_spread,
)

SHOTS = 1_000
REPEATS = 20


@dataclass(frozen=True)
class DeviceAnswer:
    """P(measuring 1) of one qubit's circuit on a device.

    Attributes:
        ideal: exact, without a device.
        raw: as measured, (R,).
        mitigated: with the readout errors taken out, (R,); shots may leave it outside [0, 1].
        shots: of each of them.
    """

    ideal: float
    raw: NDArray[np.floating]
    mitigated: NDArray[np.floating]
    shots: int


def ask_device(
    ansatz: Ansatz,
    theta: float,
    backend: BackendV2 | str,
    shots: int,
    seed: int | None = None,
    report: Report = unreported,
) -> DeviceAnswer:
    """Measure a circuit of one angle and one qubit `REPEATS` times with a device's errors.

    The backend may be the name of one that `load_device` loads. Reports circuits: `REPEATS`
    without mitigation, then as many with it, and two that measure the readout errors.
    """
    if isinstance(backend, str):
        backend = load_device(backend)
    values, found, total = np.full((REPEATS, 1), theta), [], 2 * REPEATS + 2
    options = {"seed_simulator": seed}
    for mitigates in (False, True):
        report(len(found) * REPEATS, total)
        sampler = BackendSamplerV2(backend=backend, options=options)
        engine = PrimitiveEngine(sampler, shots, backend, mitigates, seed)
        found.append(engine.probabilities(ansatz, values)[:, 1])
    report(total, total)
    ideal = exact_engine().probabilities(ansatz, values[:1])[0, 1]
    raw, mitigated = found
    return DeviceAnswer(float(ideal), raw, mitigated, shots)


def training_cost(ansatz: Ansatz, shots: int, training: TrainConfig) -> Cost:
    """The cost of a training by the shift rule on a device, readout mitigation included."""
    sampler = BackendSamplerV2(backend=load_device(MODEL_DEVICE))
    engine = PrimitiveEngine(sampler, shots, mitigates_readout=True)
    layer = QuantumLayer(ansatz, engine)
    return cost(layer, training.n_images(2), training.batch_size, training.epochs)


def text(found: DeviceAnswer) -> str:
    """The measurements, raw and mitigated, beside the ideal value, Markdown."""
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
    """The device that comes with the app, Markdown."""
    misread, two_qubits, one = (
        percent_text(DEVICE_ERRORS[name]) for name in ("measure", "cx", "sx")
    )
    return (
        f"The {MODEL_DEVICE} is made up, with errors as usual on IBM's devices: {misread} of the "
        f"bits are read wrongly, {two_qubits} of the gates on two qubits and {one} of those on one "
        "fail. For snapshots of IBM's devices, and for the devices themselves: pip install "
        "'.[hardware]'."
    )


def cost_text(ansatz: Ansatz) -> str:
    """The cost of a whole training on a device, our way and the chapter's, before it starts."""
    ours, chapters = (_plan_text(ansatz, preset) for preset in PRESETS[:2])
    return (
        f"Not started here: to **train** the chapter's network on a device would take {ours}. As "
        f"the chapter trains, it would take {chapters}. Each job waits in the device's queue."
    )


def _plan_text(ansatz: Ansatz, preset: Preset) -> str:
    training = preset.training
    needed = training_cost(ansatz, preset.model.shots or 0, training)
    size = training.batch_size
    batches = "one at a time" if size == 1 else f"in batches of {size}"
    return (
        f"{needed.jobs:,} jobs with {needed.circuits:,} circuits and {needed.shots:,} shots: "
        f"{training.n_images(2)} images, {batches}, for {plural(training.epochs, 'epoch')}"
    )


def queue_text(queue: Queue) -> str:
    """The device that an account offers, and its queue."""
    return (
        f"The least busy device of your account is **{queue.name}** with "
        f"{plural(queue.n_qubits, 'qubit')}. {plural(queue.waiting, 'job')} "
        f"{'waits' if queue.waiting == 1 else 'wait'} there."
    )


def job_text(sent: Sent) -> str:
    """The status of a job, or its result. Raises as `Sent.p_one`."""
    status, p_one = sent.status, sent.p_one()
    job = f"Job {sent.id} on {sent.device}"
    if p_one is None:
        return f"{job}: {status.lower()}."
    ideal = percent_text(sent.ideal)
    return f"{job}: P(1) = **{percent_text(p_one)}**; the ideal value is {ideal}."


def guess(ansatz: Ansatz, theta: float, backend: str, shots: int) -> Guess:
    """The device's mean P(1), raw and mitigated; the ideal value is known."""
    ideal = float(exact_engine().probabilities(ansatz, np.array([[theta]]))[0, 1])
    low, high = max(ideal - 0.15, -0.05), min(ideal + 0.15, 1.05)
    ticks = [(k / 20, f"{k / 20:g}") for k in range(21) if low <= k / 20 <= high]
    places = named_places(["device", "device,\nmitigated"])
    return Guess(
        question=f"What will the device measure with {plural(shots, 'shot')}, and what is left of "
        "its error after readout mitigation?",
        x=named_axis(),
        y=Axis("P(1)", low, high, ticks, step=0.005),
        places=places,
        start=[ideal] * len(places),
        joins="",
        known=[Mark("line", [(0, ideal), (1, ideal)], "ink", "ideal")],
    )


def truth(found: DeviceAnswer) -> Truth:
    """A dot for each measurement; the truth is their mean."""
    both = (found.raw, found.mitigated)
    rows = named_places(["device", "device, mitigated"])
    dots = [
        dot
        for (x, _), values in zip(rows, both, strict=True)
        for dot in around(x, values.tolist(), 0.3)
    ]
    named = plural(len(found.raw), "measurement") + " each"
    return Truth(
        values=[float(values.mean()) for values in both],
        errors=[float(values.std(ddof=1)) / len(values) ** 0.5 for values in both],
        marks=[Mark("dots", dots, "first", named)],
    )


EXPERIMENT = Computed(
    intro="A real device makes errors: in its gates, and when it reads a qubit. Here is what they "
    "do to one answer of the network.",
    compute=ask_device,
    example=lambda: (ry_circuit(), 1.0, MODEL_DEVICE, SHOTS, 0),
    guess=guess,
    truth=truth,
    text=text,
    source="",
)
