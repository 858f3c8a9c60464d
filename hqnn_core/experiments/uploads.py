"""Re-uploading experiment: the curves that a one-qubit circuit can draw, by its input gates.

Source: Schuld, Sweke, Meyer, "Effect of data encoding on the expressive power of variational
quantum-machine-learning models", Phys. Rev. A 103, 032430 (2021). Shapes: K points of a curve,
L uploads, S starts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter, ParameterVector

from hqnn_core.errors import check_whole
from hqnn_core.experiments import Computed, Setting
from hqnn_core.figures.charts import Spec, axis_of, frame_of, layer
from hqnn_core.figures.guess_stage import Axis, Guess, Mark, Truth, points_of
from hqnn_core.figures.palette import Palette
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.quantum import (
    Ansatz,
    QuantumLayer,
    Report,
    StatevectorEngine,
    analysis,
    part_of,
    unreported,
)
from hqnn_core.words.numbers import number_text

TargetName = Literal["sine", "two waves", "sawtooth", "square"]
N_POINTS = 60
HEIGHT = 0.75
"""Of the curves with jumps: a square's lowest wave is 4/pi times as high, and <Z> ends at 1."""

TARGETS: dict[TargetName, Callable[[NDArray[np.floating]], NDArray[np.floating]]] = {
    "sine": np.sin,
    "two waves": lambda x: 0.5 * np.cos(x) + 0.3 * np.sin(3 * x),
    "sawtooth": lambda x: HEIGHT * x / math.pi,
    "square": lambda x: HEIGHT * np.sign(np.sin(x)),
}
"""Curves over one turn, [-pi, pi); the first is that of the chapter's circuit."""
TARGET_NAMES: dict[TargetName, str] = {
    "sine": N_("Sine"),
    "two waves": N_("Two waves"),
    "sawtooth": N_("Sawtooth"),
    "square": N_("Square"),
}
MAX_UPLOADS = 8
STEPS = 80  # of L-BFGS

EXACT_ENOUGH = 1e-3
SAME = 1.02
"""A start reaches the best possible curve if it is at most 2 % farther from the target."""


@dataclass(frozen=True)
class UploadFit:
    """A circuit trained to draw a curve, from several starts.

    Attributes:
        name: of the curve.
        x: angles in [-pi, pi), (K,), radians.
        target: the curve, (K,).
        curves: of the trained circuits, (S, K).
        best: the sum of waves up to frequency L nearest to the target, by least squares, (K,).
        frequencies: 0 and up, above L too, (F,).
        heights: of the waves of the best trained circuit, (F,).
        target_heights: of the target, (F,).
    """

    name: TargetName
    uploads: int
    x: NDArray[np.floating]
    target: NDArray[np.floating]
    curves: NDArray[np.floating]
    best: NDArray[np.floating]
    frequencies: NDArray[np.integer]
    heights: NDArray[np.floating]
    target_heights: NDArray[np.floating]

    @property
    def errors(self) -> list[float]:
        """The root mean square distance of each trained circuit from the target."""
        return [_rms(curve - self.target) for curve in self.curves]

    @property
    def least_error(self) -> float:
        """That of `best`."""
        return _rms(self.best - self.target)


def upload_circuit(uploads: int) -> Ansatz:
    """One qubit: `uploads` times RZ(x), with a free rotation (RZ, RY, RZ) around each.

    Its <Z> is a sum of waves of x with the frequencies 0..L; with the right rotations it is any
    such sum that stays within [-1, 1].
    """
    check_whole("uploads", uploads, 1, MAX_UPLOADS)
    x, w = Parameter("x"), ParameterVector("w", 3 * (uploads + 1))
    circuit = QuantumCircuit(1, name="uploads")
    for block in range(uploads + 1):
        if block:
            circuit.rz(x, 0)
        circuit.rz(w[3 * block], 0)
        circuit.ry(w[3 * block + 1], 0)
        circuit.rz(w[3 * block + 2], 0)
    return Ansatz(circuit, (x,), tuple(w))


def upload_fit(
    target: TargetName, uploads: int, starts: int = 3, seed: int = 0, report: Report = unreported
) -> UploadFit:
    """Train `upload_circuit` on a target from random weights, by L-BFGS on exact gradients.

    The target is that of E = P(1) - P(0) = -<Z>.
    Reports steps of L-BFGS; a start that has converged counts as all of its steps.
    """
    x = np.linspace(-math.pi, math.pi, N_POINTS, endpoint=False) + math.pi / N_POINTS  # off jumps
    wanted, ansatz = TARGETS[target](x), upload_circuit(uploads)
    layers = [
        _trained(ansatz, x, -wanted, seed + k, part_of(report, k * STEPS, starts * STEPS))
        for k in range(starts)
    ]
    with torch.no_grad():
        curves = -np.stack([layer(torch.from_numpy(x)[:, None])[:, 0].numpy() for layer in layers])
    weights = layers[int(np.argmin([_rms(curve - wanted) for curve in curves]))].weights
    assert weights is not None
    frequencies = np.arange(MAX_UPLOADS + 1)
    values = np.concatenate(([0.0], weights.detach().numpy()))
    spectrum = analysis.fourier_spectrum(ansatz, 0, values=values, highest=MAX_UPLOADS)
    return UploadFit(
        name=target,
        uploads=uploads,
        x=x,
        target=wanted,
        curves=curves,
        best=_sum_of_waves(x, wanted, uploads),
        frequencies=frequencies,
        heights=_heights(spectrum.coefficients[:, 0]),
        target_heights=_heights(np.fft.rfft(wanted)[: len(frequencies)] / len(x)),
    )


def _trained(
    ansatz: Ansatz, x: NDArray[np.floating], wanted: NDArray[np.floating], seed: int, report: Report
) -> QuantumLayer:
    layer = QuantumLayer(ansatz, StatevectorEngine(), rule="exact", seed=seed).double()
    inputs, outputs = torch.from_numpy(x)[:, None], torch.from_numpy(wanted)[:, None]
    optimiser = torch.optim.LBFGS(
        layer.parameters(), max_iter=STEPS, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        [state] = optimiser.state.values()
        report(max(state["n_iter"] - 1, 0), STEPS)
        optimiser.zero_grad()
        found = (layer(inputs) - outputs).square().mean()
        found.backward()
        return found

    optimiser.step(loss)  # type: ignore[arg-type]
    report(STEPS, STEPS)
    return layer


def _sum_of_waves(
    x: NDArray[np.floating], wanted: NDArray[np.floating], highest: int
) -> NDArray[np.floating]:
    """The sum of waves up to a frequency that is nearest to a curve."""
    each = np.arange(1, highest + 1)
    waves = np.concatenate(
        (np.ones((len(x), 1)), np.cos(np.outer(x, each)), np.sin(np.outer(x, each))), axis=1
    )
    return waves @ np.linalg.lstsq(waves, wanted)[0]


def _heights(coefficients: NDArray[np.complexfloating]) -> NDArray[np.floating]:
    """Of each wave: |c_0|, and 2 |c_w| of the others."""
    return np.abs(coefficients) * np.where(np.arange(len(coefficients)) == 0, 1, 2)


def _rms(values: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(values**2)))


def text(found: UploadFit) -> str:
    """How near the trained circuits came, and what was possible, Markdown."""
    errors, least = found.errors, found.least_error
    waves = ngettext(
        "{n} upload gives the frequencies 0 and 1.", "{n} uploads give frequencies up to {n}.",
        found.uploads,
    )  # fmt: skip
    told = gettext(
        "Distance from the curve (root mean square), start by start: **{errors}**.",
        errors=", ".join(number_text(error, 2) for error in errors),
    )
    possible = (
        gettext("At best, nothing is left over.")
        if least < EXACT_ENOUGH
        else gettext("At best, {least} is left over.", least=number_text(least, 2))
    )
    reached = gettext(
        "Starts that reached this: {reached} of {starts}.", starts=len(errors),
        reached=sum(error < max(SAME * least, EXACT_ENOUGH) for error in errors),
    )  # fmt: skip
    return f"{waves} {told} {possible} {reached}"


def guess(target: TargetName, uploads: int) -> Guess:
    """The circuit's curve at five angles; it begins on the target."""
    x = np.linspace(-math.pi, math.pi, 4 * N_POINTS, endpoint=False) + math.pi / (4 * N_POINTS)
    eighth = math.pi / 8
    places = [
        (-6 * eighth, "−3π/4"),
        (-3 * eighth, "−3π/8"),
        (0.0, "0"),
        (3 * eighth, "3π/8"),
        (6 * eighth, "3π/4"),
    ]
    return Guess(
        question=ngettext(
            "The circuit tries to draw the dashed curve with {n} upload. What comes out?",
            "The circuit tries to draw the dashed curve with {n} uploads. What comes out?",
            uploads,
        ),
        x=Axis(gettext("x (radians)"), -math.pi, math.pi,
               [(-math.pi, "−π"), *places, (math.pi, "π")]),
        y=Axis("E", -1.05, 1.05, [(-1.0, "−1"), (0.0, "0"), (1.0, "1")]),
        places=[(at, f"x = {name}") for at, name in places],
        start=TARGETS[target](np.array([at for at, _ in places])).tolist(),
        joins="curve",
        known=[
            Mark("line", points_of(x, TARGETS[target](x)), "ink", gettext(TARGET_NAMES[target]),
                 is_dashed=True),
        ],
    )  # fmt: skip


def truth(found: UploadFit) -> Truth:
    """The curve of the circuit from each start; the truth is that of the best one."""
    best = found.curves[int(np.argmin(found.errors))]
    at = [x for x, _ in guess(found.name, found.uploads).places]
    values = np.interp(at, found.x, best, period=2 * math.pi)
    named = ngettext(
        "the circuit, from {n} start", "the circuit, from {n} starts", len(found.curves)
    )
    curves = [
        Mark("line", points_of(found.x, curve), "first", "" if i else named)
        for i, curve in enumerate(found.curves)
    ]
    return Truth(values.tolist(), [0.0] * len(at), curves)


def spectrum_chart(found: UploadFit, palette: Palette, height: int = 150) -> Spec:
    """The height of each wave: bars for the best circuit, lines across for the target.

    Frequencies out of reach of the uploads are on a grey ground.
    """
    top = float(1.1 * max(1e-3, *found.heights, *found.target_heights))
    last = int(found.frequencies[-1])
    x = axis_of("w", {"title": gettext("frequency"), "values": list(range(last + 1)), "grid": False,
                      "format": "d"}, -0.6, last + 0.6)  # fmt: skip
    y = axis_of("h", {"title": gettext("height"), "tickCount": 3, "grid": True}, 0.0, top)
    bars = [
        {**row, "from": row["w"] - 0.25, "to": row["w"] + 0.25} for row in _waves(found.heights)
    ]
    beyond = [{"from": found.uploads + 0.5, "to": last + 0.6, "low": 0, "high": top}]
    ends = {"x": {**x, "field": "from"}, "x2": {"field": "to"}}
    ground = {"type": "rect", "color": palette.faint, "opacity": 0.5}
    tick = {"type": "tick", "orient": "horizontal", "color": palette.ink, "thickness": 2.5,
            "size": 34}  # fmt: skip
    zero = {"y": {**y, "field": "h"}, "y2": {"datum": 0}}
    return {
        **frame_of(height, palette),
        "layer": [
            layer(beyond, ground, {**ends, "y": {**y, "field": "low"}, "y2": {"field": "high"}}),
            layer(bars, {"type": "rect", "color": palette.others[0]}, {**ends, **zero}),
            layer(_waves(found.target_heights), tick, {"x": x, "y": y}),
        ],
    }


def spectrum_text(found: UploadFit) -> str:
    """The caption of `spectrum_chart`."""
    return ngettext(
        "Height of each wave: lines for the curve “{curve}”, bars for the best circuit. Grey: out "
        "of reach of {n} upload",
        "Height of each wave: lines for the curve “{curve}”, bars for the best circuit. Grey: out "
        "of reach of {n} uploads",
        found.uploads, curve=gettext(TARGET_NAMES[found.name]),
    )  # fmt: skip


def _waves(heights: NDArray[np.floating]) -> list[Spec]:
    return [{"w": w, "h": float(h)} for w, h in enumerate(heights)]


EXPERIMENT = Computed(
    intro=lambda: gettext(
        "The chapter's circuit takes its input θ in **one** gate. So E is one sine of θ and "
        "nothing else. Here one qubit takes the input in several gates, with trained rotations "
        "between them. Each *upload* adds a frequency."
    ),
    settings=[
        Setting(
            "upload_target", N_("Curve to draw"), list(TARGETS), "square", TARGET_NAMES.__getitem__
        ),
        Setting("uploads", N_("Uploads"), range(1, MAX_UPLOADS + 1), 3),
    ],
    compute=upload_fit,
    guess=guess,
    truth=truth,
    text=text,
    charts={spectrum_text: spectrum_chart},
    source=lambda: gettext(
        "Source: M. Schuld, R. Sweke, J. J. Meyer, *Effect of data encoding on the expressive "
        "power of variational quantum-machine-learning models*, Phys. Rev. A 103, 032430 (2021)."
    ),
)
