"""What a circuit is measured for: observables, and the bases in which they are measured.

A Pauli string is Qiskit's: its last letter belongs to qubit 0. Strings that ask for no two
different bases on one qubit commute qubit by qubit, and are measured together.

Shapes: n qubits, K = 2**n outcomes, M observables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from qiskit.exceptions import QiskitError
from qiskit.quantum_info import SparsePauliOp
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import signs

Observable = str | SparsePauliOp


@dataclass(frozen=True, eq=False)
class Measurement:
    """An ansatz that ends in some basis, and what each outcome adds to each observable, (K, M)."""

    ansatz: Ansatz
    columns: NDArray[np.number]
    _tensors: dict[tuple[torch.dtype, torch.device], Tensor] = field(default_factory=dict)

    def columns_like(self, values: Tensor) -> Tensor:
        """The columns as a tensor, of the type and on the device of `values`."""
        key = values.dtype, values.device
        if key not in self._tensors:
            self._tensors[key] = torch.from_numpy(self.columns).to(values)
        return self._tensors[key]


def measurements(
    ansatz: Ansatz, observables: Sequence[Observable] | SparsePauliOp | None = None
) -> list[Measurement]:
    """As few measurements as a greedy search finds; their sum is each observable's expectation.

    None stands for Z of each qubit. Raises `ValueError` for observables of another number of
    qubits, for coefficients that are not real, and for what is no Pauli string.
    """
    if observables is None:
        return [Measurement(ansatz, signs(2**ansatz.n_qubits))]
    listed = [observables] if isinstance(observables, SparsePauliOp | str) else list(observables)
    if not listed:
        raise ValueError("observables are empty: name at least one, or None for each qubit's Z.")
    sums = [_checked(observable, ansatz.n_qubits) for observable in listed]
    bases: dict[str, NDArray[np.floating]] = {}
    for column, terms in enumerate(sums):
        for string, coefficient in terms.items():
            basis = _taken_into(bases, string, len(sums))
            bases[basis][:, column] += coefficient * _values(string)
    return [Measurement(_in_basis(ansatz, basis), columns) for basis, columns in bases.items()]


def _taken_into(bases: dict[str, NDArray[np.floating]], string: str, n_observables: int) -> str:
    """The basis among `bases` in which the string is measured, widened or added where needed."""
    for basis in bases:
        both = list(zip(basis, string, strict=True))
        if all(a == b or "I" in (a, b) for a, b in both):
            widened = "".join(b if a == "I" else a for a, b in both)
            bases[widened] = bases.pop(basis)
            return widened
    bases[string] = np.zeros((2 ** len(string), n_observables))
    return string


def _checked(observable: Observable, n_qubits: int) -> dict[str, float]:
    """The real coefficient of each Pauli string."""
    try:
        operator = SparsePauliOp(observable).simplify()
    except (QiskitError, TypeError):
        raise ValueError(
            f"an observable must be a Pauli string such as 'ZZ' or a SparsePauliOp; got "
            f"{observable!r}."
        ) from None
    if operator.num_qubits != n_qubits:
        raise ValueError(
            f"the observable {_shown(operator)} is on {operator.num_qubits} qubits, the circuit "
            f"has {n_qubits}: give it a letter for each qubit, I for those that it leaves out."
        )
    terms = operator.to_list()
    if any(abs(complex(coefficient).imag) > 1e-12 for _, coefficient in terms):
        raise ValueError(
            f"the observable {_shown(operator)} needs real coefficients to be measured."
        )
    return {string: complex(coefficient).real for string, coefficient in terms}


def _shown(operator: SparsePauliOp) -> str:
    """Its first terms, such as ZZ or 0.5 XX + 2 ZI."""
    terms = [
        letters if coefficient == 1 else f"{np.real_if_close(coefficient):.3g} {letters}"
        for letters, coefficient in operator.to_list()[:4]
    ]
    return " + ".join(terms) + (" + ..." if len(operator) > len(terms) else "")


def _values(string: str) -> NDArray[np.floating]:
    """What each outcome counts as, (K,), once every letter is measured in its basis."""
    each = signs(2 ** len(string))
    measured = [qubit for qubit, letter in enumerate(reversed(string)) if letter != "I"]
    return each[:, measured].prod(axis=1).astype(float)


def _in_basis(ansatz: Ansatz, basis: str) -> Ansatz:
    """The ansatz, with gates in front of its measurements that turn each X and Y into Z."""
    if not set(basis) & {"X", "Y"}:
        return ansatz
    circuit = ansatz.circuit.copy()
    circuit.remove_final_measurements()
    for qubit, letter in enumerate(reversed(basis)):
        if letter == "Y":
            circuit.sdg(qubit)
        if letter in "XY":
            circuit.h(qubit)
    return Ansatz(circuit, ansatz.features, ansatz.weights)
