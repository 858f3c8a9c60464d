"""Which circuits give the slopes of an ansatz by a shift rule.

A parameter's frequencies follow from the gates it stands in. Where the general rule does not fit
them, or takes more circuits, each of its gates is shifted alone (the product rule): such a gate
gets a parameter of its own, 0 but for the shift, that is added to its angle.
"""

from __future__ import annotations

from dataclasses import dataclass

from qiskit.circuit import Parameter

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.gates import SKIPPED, gates_of, with_known_gates
from hqnn_core.quantum.parameter_shift import (
    ShiftTerms,
    frequencies,
    general_terms,
    shift_terms,
)
from hqnn_core.quantum.settings import Rule


@dataclass(frozen=True)
class ShiftPlan:
    """The ansatz to run, and for each rule in use the columns that it shifts.

    Attributes:
        ansatz: the given one, or one with more weights, which are 0 unless shifted.
        groups: (column to shift, parameter whose slope the terms belong to) by their terms.
    """

    ansatz: Ansatz
    groups: dict[ShiftTerms, list[tuple[int, int]]]

    def within(self, first: int, last: int) -> ShiftPlan:
        """Only what gives the slopes of the parameters from `first` to before `last`."""
        groups = {
            terms: kept
            for terms, pairs in self.groups.items()
            if (kept := [pair for pair in pairs if first <= pair[1] < last])
        }
        return ShiftPlan(self.ansatz, groups)


def shift_plan(ansatz: Ansatz, rule: Rule, shift: float) -> ShiftPlan:
    """The plan for a rule and its shift, in radians; the general rule has its own shifts.

    Only "parameter-shift" looks at the gates: the other rules shift each parameter as if it were
    the whole angle of one gate. Raises as `gates_of` and `shift_terms` do.
    """
    plain = shift_terms(rule, shift)
    if rule != "parameter-shift":
        return ShiftPlan(ansatz, {plain: [(i, i) for i in range(len(ansatz.parameters))]})
    groups: dict[ShiftTerms, list[tuple[int, int]]] = {}
    alone: dict[int, int] = {}  # the gates to be shifted alone, and the columns of their shifts
    gates = gates_of(ansatz)
    for column in range(len(ansatz.parameters)):
        uses = [
            (number, gate.angle.slopes[column], gate.gaps)
            for number, gate in enumerate(gates)
            if gate.angle and gate.angle.slopes[column]
        ]
        by_gates = sum(len(gaps) for _, _, gaps in uses)
        several = frequencies([(slope, gaps) for _, slope, gaps in uses], by_gates)
        terms = general_terms(several, shift) if len(several) <= by_gates else None
        if terms is not None:
            groups.setdefault(terms, []).append((column, column))
            continue
        for number, slope, gaps in uses:
            own = alone.setdefault(number, len(ansatz.parameters) + len(alone))
            of_gate = general_terms(gaps, shift)
            assert of_gate is not None
            groups.setdefault(of_gate.times(slope), []).append((own, column))
    return ShiftPlan(_opened(ansatz, list(alone)) if alone else ansatz, groups)


def _opened(ansatz: Ansatz, numbers: list[int]) -> Ansatz:
    """The ansatz with a weight of its own added to the angle of some gates, in that order."""
    circuit = with_known_gates(ansatz.circuit)
    places = [i for i, one in enumerate(circuit.data) if one.operation.name not in SKIPPED]
    extra = [Parameter(f"shift of gate {number}") for number in numbers]
    for number, parameter in zip(numbers, extra, strict=True):
        instruction = circuit.data[places[number]]
        gate = instruction.operation.to_mutable()
        gate.params = [gate.params[0] + parameter]
        circuit.data[places[number]] = instruction.replace(operation=gate)
    return Ansatz(circuit, ansatz.features, (*ansatz.weights, *extra))
