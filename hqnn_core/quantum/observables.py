"""Observables as Pauli sums, and the measurement bases that they need.

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
from qiskit.quantum_info import Operator, Pauli, PauliList, SparsePauliOp
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import signs

Observable = str | Pauli | SparsePauliOp | Operator
MAX_OPERATOR_QUBITS = 6
"""A matrix of 6 qubits has up to 4**6 Pauli strings."""


@dataclass(frozen=True, eq=False)
class Measurement:
    """A linear ansatz in some basis, and what each outcome adds to each observable, (K, M)."""

    ansatz: Ansatz
    columns: NDArray[np.number]
    _tensors: dict[tuple[torch.dtype, torch.device], Tensor] = field(default_factory=dict)

    def columns_like(self, values: Tensor) -> Tensor:
        """The columns as a tensor, of the type and on the device of `values`."""
        if torch.compiler.is_compiling():  # which needs tensors of its own
            return torch.from_numpy(self.columns).to(values)
        key = values.dtype, values.device
        if key not in self._tensors:
            self._tensors[key] = torch.from_numpy(self.columns).to(values)
        return self._tensors[key]


def measurements(
    ansatz: Ansatz,
    observables: Sequence[Observable] | PauliList | Observable | None = None,
) -> list[Measurement]:
    """The measurements whose sum is each observable's expectation; commuting terms share one.

    None stands for Z of each qubit. Raises `ValueError` for observables of another number of
    qubits, for coefficients that are not real, and for what is no Pauli string.
    """
    if observables is None:
        return [Measurement(ansatz.linear, signs(2**ansatz.n_qubits))]
    listed = [observables] if isinstance(observables, Observable) else list(observables)  # type: ignore[arg-type]
    if not listed:
        raise ValueError("observables are empty: name at least one, or None for each qubit's Z.")
    sums = [_checked(observable, ansatz.n_qubits) for observable in listed]
    strings = PauliList(list(dict.fromkeys(string for terms in sums for string in terms)))
    groups = strings.group_commuting(qubit_wise=True)
    return [_measurement(ansatz, list(group.to_labels()), sums) for group in groups]


def marginals(ansatz: Ansatz, qubits: Sequence[int] | None = None) -> Measurement:
    """The outcomes of some qubits, (K, 2**k): the first one is the lowest bit of an outcome.

    None stands for all. Raises `ValueError` for a qubit that is not there or is named twice.
    """
    chosen = list(range(ansatz.n_qubits) if qubits is None else qubits)
    distinct = set(chosen)
    if not chosen or len(distinct) < len(chosen) or not distinct <= set(range(ansatz.n_qubits)):
        raise ValueError(
            f"qubits must name some of 0 to {ansatz.n_qubits - 1}, each once; got {chosen}."
        )
    outcomes = np.arange(2**ansatz.n_qubits)
    seen = sum((outcomes >> qubit & 1) << i for i, qubit in enumerate(chosen))
    return Measurement(ansatz.linear, np.eye(2 ** len(chosen), dtype=np.int8)[seen])


def _measurement(
    ansatz: Ansatz, strings: Sequence[str], sums: Sequence[dict[str, float]]
) -> Measurement:
    """The terms of the sums in these strings, which commute qubit by qubit, in one basis."""
    columns = np.zeros((2**ansatz.n_qubits, len(sums)))
    for string in strings:
        for column, terms in enumerate(sums):
            if string in terms:
                columns[:, column] += terms[string] * _values(string)
    basis = "".join(map(max, zip(*strings, strict=True)))  # "I" is below the other letters
    return Measurement(_in_basis(ansatz, basis), columns)


def _checked(observable: Observable, n_qubits: int) -> dict[str, float]:
    """The real coefficient of each Pauli string."""
    operator = _pauli_sum(observable).simplify()
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


def _pauli_sum(observable: object) -> SparsePauliOp:
    try:
        if isinstance(observable, Operator):
            _check_matrix(observable)
            return SparsePauliOp.from_operator(observable)
        return SparsePauliOp(observable)  # type: ignore[arg-type]
    except (QiskitError, TypeError):
        raise ValueError(
            "an observable must be a Pauli string such as 'ZZ', a Pauli, a SparsePauliOp or an "
            f"Operator; got {observable!r}."
        ) from None


def _check_matrix(operator: Operator) -> None:
    if operator.num_qubits is None or operator.num_qubits > MAX_OPERATOR_QUBITS:
        raise ValueError(
            f"an Operator as observable may have up to {MAX_OPERATOR_QUBITS} qubits; this one has "
            f"the dimensions {operator.dim}: write it as a SparsePauliOp."
        )
    matrix = np.array(operator.data)
    if not np.allclose(matrix, matrix.conj().T):
        raise ValueError("an Operator as observable must be Hermitian: equal to its adjoint.")


def _shown(operator: SparsePauliOp) -> str:
    """The first terms of a sum, such as ZZ or 0.5 XX + 2 ZI."""
    terms = [
        letters if coefficient == 1 else f"{np.real_if_close(coefficient):.3g} {letters}"
        for letters, coefficient in operator.to_list()[:4]
    ]
    return " + ".join(terms) + (" + ..." if len(operator) > len(terms) else "")


def _values(string: str) -> NDArray[np.floating]:
    """The value of a Pauli string at each outcome, (K,), measured in its basis."""
    each = signs(2 ** len(string))
    measured = [qubit for qubit, letter in enumerate(reversed(string)) if letter != "I"]
    return each[:, measured].prod(axis=1).astype(float)


def _in_basis(ansatz: Ansatz, basis: str) -> Ansatz:
    """The ansatz, with gates in front of its measurements that turn each X and Y into Z."""
    if not set(basis) & {"X", "Y"}:
        return ansatz.linear
    linear = ansatz.linear
    circuit = linear.circuit.copy()
    circuit.remove_final_measurements()
    for qubit, letter in enumerate(reversed(basis)):
        if letter == "Y":
            circuit.sdg(qubit)
        if letter in "XY":
            circuit.h(qubit)
    circuit.measure_all()
    return linear.with_circuit(circuit)
