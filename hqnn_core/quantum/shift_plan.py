"""The circuits from which a shift rule gets the slopes of an ansatz.

A parameter's frequencies follow from the gates it stands in. Where the general rule does not fit
them, or takes more circuits, each of its gates is shifted alone (the product rule): such a gate
gets a parameter of its own, 0 but for the shift, that is added to its angle.

Shapes: B samples, P parameters of the ansatz, Q >= P of the one that is run, R shifted circuits,
M observables, C columns to differentiate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from qiskit.circuit import Parameter

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.gates import SKIPPED, gates_of
from hqnn_core.quantum.parameter_shift import ShiftTerms, frequencies, general_terms, shift_terms
from hqnn_core.quantum.settings import Rule

Use = tuple[ShiftTerms, int, int]  # the terms, the column they shift, the parameter of the slope


@dataclass(frozen=True, eq=False)
class ShiftPlan:
    """slope in parameter p = sum over r of coefficients[r, p] * E(values + offsets[r]).

    Attributes:
        ansatz: the given one, or one with more weights, which are 0 unless shifted.
        offsets: of each circuit's angles, in radians, (R, Q).
        coefficients: (R, P).
    """

    ansatz: Ansatz
    offsets: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    _parts: dict[tuple[int, int], ShiftPlan] = field(default_factory=dict)

    def within(self, first: int, last: int) -> ShiftPlan:
        """The part for the slopes of the parameters from `first` to before `last`."""
        if (first, last) not in self._parts:
            wanted = self.coefficients[:, first:last]
            rows = wanted.any(axis=1)
            self._parts[first, last] = ShiftPlan(self.ansatz, self.offsets[rows], wanted[rows])
        return self._parts[first, last]

    def shifted(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """`values` (B, Q) of all circuits, (R * B, Q), for one engine call."""
        offsets = self.offsets.astype(values.dtype)
        return (values + offsets[:, None]).reshape(-1, values.shape[1])

    def gradient(
        self, averages: NDArray[np.floating], upstream: NDArray[np.floating]
    ) -> NDArray[np.floating]:
        """(B, C) from the averages (R * B, M) of those circuits and the gradient (B, M) of them."""
        shifted = averages.reshape(len(self.offsets), *upstream.shape)  # (R, B, M)
        return (shifted * upstream).sum(axis=2).T @ self.coefficients


def shift_plan(ansatz: Ansatz, rule: Rule, shift: float) -> ShiftPlan:
    """The plan of a linear ansatz for a rule and its shift, in radians.

    The general rule for several frequencies has shifts of its own.

    Only "parameter-shift" looks at the gates: the other rules shift each parameter as if it were
    the whole angle of one gate. Raises as `shift_terms` does.
    """
    plain, n = shift_terms(rule, shift), len(ansatz.parameters)
    if rule != "parameter-shift":
        return _of_uses(ansatz, [(plain, i, i) for i in range(n)], n)
    uses: list[Use] = []
    alone: dict[int, int] = {}  # the gates to be shifted alone, and the columns of their shifts
    gates = gates_of(ansatz)
    for column in range(n):
        inside = [
            (number, gate.angle.slopes[column], gate.gaps)
            for number, gate in enumerate(gates)
            if gate.angle and gate.angle.slopes[column]
        ]
        by_gates = sum(len(gaps) for _, _, gaps in inside)
        several = frequencies([(slope, gaps) for _, slope, gaps in inside], by_gates)
        terms = general_terms(several, shift) if len(several) <= by_gates else None
        if terms is not None:
            uses.append((terms, column, column))
            continue
        for number, slope, gaps in inside:
            own = alone.setdefault(number, n + len(alone))
            of_gate = general_terms(gaps, shift)
            assert of_gate is not None
            uses.append((of_gate.times(slope), own, column))
    return _of_uses(_opened(ansatz, list(alone)) if alone else ansatz, uses, n)


def _of_uses(ansatz: Ansatz, uses: Sequence[Use], n_parameters: int) -> ShiftPlan:
    """The plan of these uses; two that shift one column by the same share a circuit."""
    rows: dict[tuple[int, float], NDArray[np.float64]] = {}
    for term in range(max((len(terms.offsets) for terms, _, _ in uses), default=0)):
        for terms, column, parameter in uses:
            if term < len(terms.offsets):
                row = rows.setdefault((column, terms.offsets[term]), np.zeros(n_parameters))
                row[parameter] += terms.coefficients[term]
    offsets = np.zeros((len(rows), len(ansatz.parameters)))
    for row, (column, offset) in zip(offsets, rows, strict=True):
        row[column] = offset
    return ShiftPlan(ansatz, offsets, np.array([*rows.values()]).reshape(-1, n_parameters))


def _opened(ansatz: Ansatz, numbers: list[int]) -> Ansatz:
    """The ansatz with a weight of its own added to the angle of some gates, in that order."""
    circuit = ansatz.circuit.copy()
    places = [i for i, step in enumerate(circuit.data) if not isinstance(step.operation, SKIPPED)]
    extra = [Parameter(f"shift of gate {number}") for number in numbers]
    for number, parameter in zip(numbers, extra, strict=True):
        instruction = circuit.data[places[number]]
        gate = instruction.operation.to_mutable()
        gate.params = [gate.params[0] + parameter]
        circuit.data[places[number]] = instruction.replace(operation=gate)
    return ansatz.with_circuit(circuit, extra)
