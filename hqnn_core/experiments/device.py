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
from hqnn_core.figures.charts import Spec, axis_of, layer
from hqnn_core.figures.dots import dots_chart
from hqnn_core.figures.palette import Palette
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
    unreported,
)
from hqnn_core.runs import PRESETS, Preset
from hqnn_core.words import number_text, percent_text, plural, share_text, with_spread

SHOTS = 1_000
REPEATS = 20
ANSWERS = ["Less than 0.01", "0.01 to 0.05", "More than 0.05"]
"""The distance of the device's P(1) from the ideal one, on average."""


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


def answer(found: DeviceAnswer) -> str:
    off = abs(float(found.raw.mean()) - found.ideal)
    return ANSWERS[0 if off < 0.01 else 1 if off <= 0.05 else 2]


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


def chart(found: DeviceAnswer, palette: Palette) -> Spec:
    """A dot for each measurement, a line at each mean, and the ideal value across both rows."""
    rows = {"device": found.raw.tolist(), "device, mitigated": found.mitigated.tolist()}
    low, *_, high = sorted([*rows["device"], *rows["device, mitigated"], found.ideal])
    margin = max(0.02, 0.1 * (high - low))
    # Mitigation may lead beyond 0 and 1; nothing else does.
    x = axis_of("x", {"title": "P(1)", "tickCount": 5, "grid": True},
                min(low, max(low - margin, 0.0)), max(high, min(high + margin, 1.0)))  # fmt: skip
    spec = dots_chart(rows, x, palette, palette.others[0])
    rule = {"type": "rule", "color": palette.ink, "strokeWidth": 2.5}
    return {**spec, "layer": [layer([{"x": found.ideal}], rule, {"x": x}), *spec["layer"]]}


EXPERIMENT = Computed(
    intro="",
    question=f"How far from the ideal P(1) will it be, with {SHOTS:,} shots?",
    answers=ANSWERS,
    button=f"Measure {REPEATS} times",
    compute=ask_device,
    answer=answer,
    text=text,
    charts={"P(1) as the device measured it, raw and mitigated, and the ideal value": chart},
    source="",
)
