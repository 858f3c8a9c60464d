"""Curves that a circuit of one qubit can draw: its input stands in several of its gates.

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
from hqnn_core.quantum.analysis.fourier import fourier_spectrum
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.layer import QuantumLayer
from hqnn_core.quantum.progress import Report, part_of, unreported

TargetName = Literal["sine", "two waves", "sawtooth", "square"]
N_POINTS = 60
HEIGHT = 0.75
"""Of the curves with jumps: a square's lowest wave is 4/pi times as high, and <Z> ends at 1."""

TARGETS: dict[TargetName, Callable[[NDArray[np.floating]], NDArray[np.floating]]] = {
    "sine": lambda x: -np.sin(x),
    "two waves": lambda x: 0.5 * np.cos(x) + 0.3 * np.sin(3 * x),
    "sawtooth": lambda x: HEIGHT * x / math.pi,
    "square": lambda x: HEIGHT * np.sign(np.sin(x)),
}
"""Curves over one turn, [-pi, pi); the first is what the chapter's circuit gives."""
MAX_UPLOADS = 8
_STEPS = 80  # of L-BFGS


@dataclass(frozen=True)
class UploadFit:
    """A circuit trained to draw a curve, from several starts.

    Attributes:
        x: angles in [-pi, pi), (K,), radians.
        target: the curve, (K,).
        curves: what the trained circuits give, (S, K).
        best: the best that waves up to frequency L can do, by least squares, (K,).
        frequencies: 0 and up, beyond L too, (F,).
        heights: of the waves of the best trained circuit, (F,).
        target_heights: of the target, (F,).
    """

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
        """That of the best sum of waves up to frequency L."""
        return _rms(self.best - self.target)


def upload_circuit(uploads: int) -> Ansatz:
    """One qubit: RZ(x) so many times, with a free rotation (RZ, RY, RZ) before, between and behind.

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
    target: TargetName,
    uploads: int,
    starts: int = 3,
    seed: int = 0,
    report: Report = unreported,
) -> UploadFit:
    """Train `upload_circuit` on a target from random weights, by L-BFGS on exact gradients.

    Reports steps of L-BFGS; a start that has converged counts as all of its steps.
    """
    x = np.linspace(-math.pi, math.pi, N_POINTS, endpoint=False) + math.pi / N_POINTS  # off jumps
    wanted, ansatz = TARGETS[target](x), upload_circuit(uploads)
    layers = [
        _trained(ansatz, x, wanted, seed + k, part_of(report, k * _STEPS, starts * _STEPS))
        for k in range(starts)
    ]
    with torch.no_grad():
        curves = np.stack([layer(torch.from_numpy(x)[:, None])[:, 0].numpy() for layer in layers])
    weights = layers[int(np.argmin([_rms(curve - wanted) for curve in curves]))].weights
    assert weights is not None
    frequencies = np.arange(MAX_UPLOADS + 1)
    values = np.concatenate(([0.0], weights.detach().numpy()))
    spectrum = fourier_spectrum(ansatz, 0, values=values, highest=MAX_UPLOADS)
    return UploadFit(
        uploads,
        x,
        wanted,
        curves,
        _sum_of_waves(x, wanted, uploads),
        frequencies,
        _heights(spectrum.coefficients[:, 0]),
        _heights(np.fft.rfft(wanted)[: len(frequencies)] / len(x)),
    )


def _trained(
    ansatz: Ansatz,
    x: NDArray[np.floating],
    wanted: NDArray[np.floating],
    seed: int,
    report: Report,
) -> QuantumLayer:
    layer = QuantumLayer(ansatz, StatevectorEngine(), rule="exact", seed=seed).double()
    inputs, outputs = torch.from_numpy(x)[:, None], torch.from_numpy(wanted)[:, None]
    optimiser = torch.optim.LBFGS(
        layer.parameters(), max_iter=_STEPS, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        [state] = optimiser.state.values()
        report(max(state["n_iter"] - 1, 0), _STEPS)
        optimiser.zero_grad()
        found = (layer(inputs) - outputs).square().mean()
        found.backward()
        return found

    optimiser.step(loss)  # type: ignore[arg-type]
    report(_STEPS, _STEPS)
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
