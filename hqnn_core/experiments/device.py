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
    mean_truth,
    named_dots,
    named_guess,
)
from hqnn_core.language import N_, gettext, ngettext
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
from hqnn_core.words.numbers import number_text, percent_text, share_text, whole_text, with_spread

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
    said = gettext(
        "Without errors: P(1) = **{ideal}**. A copy of the device's errors says **{raw}**. With "
        "readout mitigation, it says **{mitigated}**.",
        ideal=share_text(found.ideal), raw=_with(found.raw), mitigated=_with(found.mitigated),
    )  # fmt: skip
    made = ngettext(
        "Mean and spread of {measurements} measurements with {n} shot each.",
        "Mean and spread of {measurements} measurements with {n} shots each.",
        found.shots, measurements=len(found.raw),
    )  # fmt: skip
    return " ".join(filter(None, [said, made, _outside(found), _verdict(found)]))


def _with(values: NDArray[np.floating]) -> str:
    return with_spread(float(values.mean()), float(values.std(ddof=1)), (0, 1))


def _outside(found: DeviceAnswer) -> str:
    """Why a probability may be below 0 or above 1, where one is."""
    if found.mitigated.min() >= 0 and found.mitigated.max() <= 1:
        return ""
    return gettext(
        "Mitigation subtracts the usual readout errors. A measurement with fewer of them comes out "
        "below 0 or above 1."
    )


def _verdict(found: DeviceAnswer) -> str:
    """Whether mitigation brings the mean nearer, by more than its own chance."""
    raw, mitigated = (abs(float(v.mean()) - found.ideal) for v in (found.raw, found.mitigated))
    error = 2 * float(found.raw.std(ddof=1) + found.mitigated.std(ddof=1)) / len(found.raw) ** 0.5
    off = gettext(
        "Error of the mean: {raw}. With mitigation: {mitigated}. Up to {error} of difference can "
        "be chance.",
        raw=number_text(raw), mitigated=number_text(mitigated), error=number_text(error),
    )  # fmt: skip
    if raw - mitigated > error:
        return f"{off} " + gettext("Mitigation brings the mean nearer to the value without errors.")
    if mitigated - raw > error:
        return f"{off} " + gettext("Here mitigation takes the mean farther from it.")
    return f"{off} " + gettext("These measurements cannot tell whether mitigation helps.")


def device_label(name: str) -> str:
    """A name from `device_names` as it is shown."""
    if name == MODEL_DEVICE:
        return gettext("model device")
    device, _, size = name.partition(", ")
    return ngettext(
        "{device}, {n} qubit", "{device}, {n} qubits", int(size.split()[0]), device=device
    )


def model_device_text() -> str:
    """The device that comes with the app, Markdown."""
    misread, two_qubits, one = (
        percent_text(DEVICE_ERRORS[name]) for name in ("measure", "cx", "sx")
    )
    return gettext(
        "The model device is made up, with the usual errors of IBM's devices. Bits read wrongly: "
        "{misread}. Gates that fail on two qubits: {two}. Gates that fail on one: {one}. For "
        "copies of IBM's devices, and for the devices themselves: {command}.",
        misread=misread, two=two_qubits, one=one, command="pip install '.[hardware]'",
    )  # fmt: skip


def cost_text(ansatz: Ansatz) -> str:
    """The cost of a whole training on a device, our way and the chapter's, before it starts."""
    plans = [_plan_text(ansatz, *each) for each in zip(PLANS, PRESETS, strict=False)]
    before = gettext("We do not **train** on a device here: each job would wait in its queue.")
    return " ".join([before, *plans])


PLANS = (
    N_(
        "Our training would take {jobs} jobs with {circuits} circuits and {shots} shots. Images: "
        "{images}. Batch size: {size}. Epochs: {epochs}."
    ),
    N_(
        "The chapter's training would take {jobs} jobs with {circuits} circuits and {shots} shots. "
        "Images: {images}. Batch size: {size}. Epochs: {epochs}."
    ),
)
"""Of the first `PRESETS`."""


def _plan_text(ansatz: Ansatz, plan: str, preset: Preset) -> str:
    training = preset.training
    needed = training_cost(ansatz, preset.model.shots or 0, training)
    return gettext(
        plan, jobs=whole_text(needed.jobs), circuits=whole_text(needed.circuits),
        shots=whole_text(needed.shots), images=whole_text(training.n_images(2)),
        size=training.batch_size, epochs=training.epochs,
    )  # fmt: skip


def queue_text(queue: Queue) -> str:
    """The device that an account offers, and its queue."""
    return gettext(
        "The least busy device of your account is **{device}**. Qubits: {qubits}. Jobs in its "
        "queue: {waiting}.",
        device=queue.name, qubits=queue.n_qubits, waiting=whole_text(queue.waiting),
    )  # fmt: skip


def job_text(sent: Sent) -> str:
    """The status of a job, or its result. Raises as `Sent.p_one`."""
    status, p_one = sent.status, sent.p_one()
    if p_one is None:
        return gettext(
            "Job {job} on {device} has the status {status}.",
            job=sent.id, device=sent.device, status=status,
        )  # fmt: skip
    return gettext(
        "Job {job} on {device}: P(1) = **{p_one}**. Without errors: {ideal}.",
        job=sent.id, device=sent.device, p_one=percent_text(p_one), ideal=percent_text(sent.ideal),
    )  # fmt: skip


def guess(ansatz: Ansatz, theta: float, backend: str, shots: int) -> Guess:
    """The device's mean P(1), raw and mitigated; the ideal value is known."""
    ideal = float(exact_engine().probabilities(ansatz, np.array([[theta]]))[0, 1])
    low, high = max(ideal - 0.15, -0.05), min(ideal + 0.15, 1.05)
    ticks = [(k / 20, f"{k / 20:g}") for k in range(21) if low <= k / 20 <= high]
    return named_guess(
        ngettext(
            "What will the device measure with {n} shot? And with readout mitigation?",
            "What will the device measure with {n} shots? And with readout mitigation?",
            shots,
        ),
        Axis("P(1)", low, high, ticks, step=0.005),
        [gettext("device"), gettext("device, mitigated")],
        ideal,
        known=[Mark("line", [(0, ideal), (1, ideal)], "ink", gettext("without errors"))],
    )


def truth(found: DeviceAnswer) -> Truth:
    """A dot for each measurement; the truth is their mean."""
    both = [found.raw.tolist(), found.mitigated.tolist()]
    return mean_truth(
        both, [Mark("dots", named_dots(both, 0.3), "first", gettext("one measurement"))]
    )


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "Real devices make errors, in their gates and when they read a qubit. What do these errors "
        "do to one answer of the network?"
    ),
    compute=ask_device,
    example=lambda: (ry_circuit(), 1.0, MODEL_DEVICE, SHOTS, 0),
    guess=guess,
    truth=truth,
    text=text,
)
