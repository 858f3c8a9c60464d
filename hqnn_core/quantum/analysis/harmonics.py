"""The frequencies with which an expectation can oscillate in one parameter of a circuit.

An expectation is a finite Fourier sum in each parameter: Schuld, Sweke, Meyer, "Effect of data
encoding on the expressive power of variational quantum-machine-learning models", Phys. Rev. A 103,
032430 (2021). Shapes: B samples, P parameters of the ansatz, M observables, R the highest harmonic,
N = 2R + 1 terms of the sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor

from hqnn_core.errors import InputError
from hqnn_core.quantum.canonical import UnsupportedGateError
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.gates import gates_of
from hqnn_core.quantum.observables import Observable, measurements

MAX_HARMONIC = 1_000
COARSEST = 1_000
"""The largest whole number in the ratio of two frequencies that is looked for."""


@dataclass(frozen=True)
class Harmonics:
    """The sum over k = 0..highest of a_k cos(k base x) + b_k sin(k base x)."""

    base: float
    highest: int

    @property
    def n_terms(self) -> int:
        return 2 * self.highest + 1

    @property
    def grid(self) -> NDArray[np.floating]:
        """N angles at equal distances over one period, which fix the sum, (N,)."""
        return np.arange(self.n_terms) * (2 * math.pi / (self.base * self.n_terms))

    def terms(self, angles: Tensor) -> Tensor:
        """1, the cosines 1..R and the sines 1..R at `angles` (B,), (B, N)."""
        orders = torch.arange(1, self.highest + 1, dtype=angles.dtype, device=angles.device)
        phases = self.base * angles[:, None] * orders
        return torch.cat((torch.ones_like(angles)[:, None], phases.cos(), phases.sin()), dim=1)

    @property
    def analysis(self) -> NDArray[np.floating]:
        """From values on the grid to the factors of the terms, (N, N)."""
        norms = np.full((self.n_terms, 1), 2 / self.n_terms)
        norms[0] = 1 / self.n_terms
        return norms * self.terms(torch.from_numpy(self.grid)).numpy().T


def harmonics_of(ansatz: Ansatz, column: int) -> Harmonics:
    """The harmonics of any expectation in the parameter at `column` of `ansatz.parameters`.

    `base` is the largest of which all frequencies are multiples. Raises `InputError` where there
    is none, `UnsupportedGateError` where an angle is not linear in that parameter.
    """
    for expression in ansatz.expressions:
        if column in expression.columns:
            raise UnsupportedGateError(
                f"the angle {expression.text} is not linear in {ansatz.parameters[column].name}, "
                "so no finite sum of waves is exact: take a parameter that stands alone."
            )
    parameter = ansatz.parameters[column]
    column = ansatz.linear.parameters.index(parameter)
    uses = [
        (abs(gate.angle.slopes[column]), gate.gaps)
        for gate in gates_of(ansatz)
        if gate.angle and gate.angle.slopes[column]
    ]
    if not uses:
        return Harmonics(1.0, 0)
    base = _common_divisor([slope * gap for slope, gaps in uses for gap in gaps])
    highest = sum(slope * max(gaps) for slope, gaps in uses)
    if base is None or highest / base > MAX_HARMONIC:
        raise InputError(
            f"the frequencies of {parameter.name} are not small multiples of one: "
            "multiply it by whole numbers or simple fractions in the circuit's angles."
        )
    return Harmonics(base, round(highest / base))


def column_of(ansatz: Ansatz, parameter: int | str | Parameter) -> int:
    """The column of a parameter, given as itself, by its name or its number (features first).

    Raises `InputError` where the circuit has none such.
    """
    names = [parameter.name for parameter in ansatz.parameters]
    if isinstance(parameter, int | np.integer) and 0 <= parameter < len(names):
        return int(parameter)
    if parameter in names:
        return names.index(parameter)
    if parameter in ansatz.parameters:
        return ansatz.parameters.index(parameter)
    raise InputError(
        f"the circuit has no parameter {parameter}; it has {', '.join(names) or 'none'}."
    )


def expectations(
    ansatz: Ansatz,
    engine: Engine,
    values: NDArray[np.floating],
    observables: Sequence[Observable] | SparsePauliOp | None,
) -> NDArray[np.floating]:
    """The observables (B, M), None for Z of each qubit, at `values` (B, P)."""
    parts = (
        engine.averages(m.ansatz, values, m.columns) for m in measurements(ansatz, observables)
    )
    return reduce(np.add, parts)


def _common_divisor(steps: list[float]) -> float | None:
    """The largest number of which all `steps` are whole multiples."""
    unit = steps[0]
    ratios = [Fraction(step / unit).limit_denominator(COARSEST) for step in steps]
    if any(abs(r * unit - step) > 1e-9 * unit for r, step in zip(ratios, steps, strict=True)):
        return None
    denominator = math.lcm(*(ratio.denominator for ratio in ratios))
    return unit * math.gcd(*(int(ratio * denominator) for ratio in ratios)) / denominator
