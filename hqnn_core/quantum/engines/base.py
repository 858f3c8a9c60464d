"""The base class of engines, which run an ansatz for many parameter sets at once.

Shapes: B parameter sets, P parameters of the ansatz, n qubits, K = 2**n outcomes. Outcome k
is the number whose bit i is the one measured on qubit i (Qiskit's order).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache, reduce
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.settings import check_seed, check_shots

Part = tuple[Ansatz, NDArray[Any]]
"""An ansatz, and what each of its outcomes counts as, (K, M)."""

NOT_FINITE = "an angle is infinite or not a number; circuits need finite ones."


class NonFiniteAngleError(ValueError):
    """An angle is infinite or not a number: the network before the circuit has diverged."""

    def __init__(self, sentence: str = NOT_FINITE) -> None:
        super().__init__(sentence)


class Engine(ABC):
    """Runs circuits.

    Args:
        shots: measurements of each circuit, None for exact probabilities where the engine can.
        seed: of the sampled outcomes; None draws a new one from the operating system. An
            engine advances its own random stream, so equal seeds give equal call sequences.
    """

    memory = 2**31
    """Bytes that a call may take at once, about; a larger one is cut into pieces."""

    def __init__(self, shots: int | None, seed: int | None = None) -> None:
        self.shots = check_shots(shots)
        self.circuits_run = 0
        self._random = np.random.default_rng(check_seed(seed))
        self._prepared: WeakKeyDictionary[Ansatz, Any] = WeakKeyDictionary()

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but the prepared circuits, which are made again when needed."""
        return {name: value for name, value in vars(self).items() if name != "_prepared"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _prepared=WeakKeyDictionary())

    def probabilities(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
        """Probability of each outcome, (B, K): a frequency with shots, else exact.

        `values` (B, P) are angles in radians, in the order of `ansatz.parameters`; float32
        stays float32. Raises `ValueError` for another shape and `NonFiniteAngleError` for
        values that are infinite or not a number.
        """
        self.check_size(ansatz.n_qubits)
        return self._of_checked(ansatz.linear, checked_values(ansatz, values))

    def _of_checked(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        self.circuits_run += len(values)
        if len(values) == 0:
            return np.zeros((0, 2**ansatz.n_qubits), values.dtype)
        return self._run(ansatz, values)

    def expectations(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
        """<Z> = P(0) - P(1) of each qubit, (B, n) in [-1, 1]; arguments as `probabilities`."""
        self.check_size(ansatz.n_qubits)  # before their signs are made
        return self.averages(ansatz, values, signs(2**ansatz.n_qubits))

    def averages(
        self, ansatz: Ansatz, values: ArrayLike, columns: NDArray[Any]
    ) -> NDArray[np.floating]:
        """The mean over outcomes of each of `columns` (K, M), (B, M).

        The circuits run in one go, or in several where `memory` does not hold all their outcomes.
        """
        self.check_size(ansatz.n_qubits)
        ansatz, checked = ansatz.linear, checked_values(ansatz, values)
        columns = columns.astype(checked.dtype)
        rows = self.memory // _bytes_of(ansatz.n_qubits)
        if len(checked) <= rows:
            return self._of_checked(ansatz, checked) @ columns
        pieces = np.split(checked, range(rows, len(checked), rows))
        return np.concatenate([self._of_checked(ansatz, piece) @ columns for piece in pieces])

    def total(self, parts: Sequence[Part], values: ArrayLike) -> NDArray[np.floating]:
        """The sum of the `averages` of several circuits at the same values, (B, M)."""
        return reduce(np.add, (self.averages(ansatz, values, c) for ansatz, c in parts))

    def check_size(self, n_qubits: int) -> None:
        """Raise `ValueError` where one circuit alone needs more than `memory`."""
        if _bytes_of(n_qubits) + 5 * n_qubits * 2**n_qubits > self.memory:  # and its `signs`
            raise ValueError(
                f"{n_qubits} qubits have 2**{n_qubits} outcomes, which do not fit into "
                f"the engine's {self.memory / 2**30:.3g} GiB: use fewer qubits, or set the "
                "engine's memory to more bytes."
            )

    def random_signs(self, *shape: int) -> NDArray[np.int64]:
        """+1 and -1, equally likely, from the engine's random stream."""
        return outcome_values(self._random.integers(2, size=shape))

    def counts(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.int64]:
        """How often each outcome was measured, (B, K). Raises `ValueError` without shots."""
        if self.shots is None:
            raise ValueError("counts need shots: this engine was made with shots=None (exact).")
        return np.rint(self.probabilities(ansatz, values) * self.shots).astype(np.int64)

    @property
    def random_state(self) -> dict[str, Any]:
        """The state of its random stream, as plain values; set it to resume from there."""
        return dict(self._random.bit_generator.state)

    @random_state.setter
    def random_state(self, state: dict[str, Any]) -> None:
        self._random.bit_generator.state = state

    @abstractmethod
    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """`probabilities` of a linear ansatz at checked values, of their dtype."""


def outcome_values(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """The value of each measured bit: +1 for 0, -1 for 1."""
    return 1 - 2 * bits


@lru_cache(maxsize=4)
def signs(n_outcomes: int) -> NDArray[np.int8]:
    """What the bit of each qubit counts as in each outcome, (K, n)."""
    outcomes = np.arange(n_outcomes)
    each = np.empty((n_outcomes, n_outcomes.bit_length() - 1), np.int8)
    for qubit, column in enumerate(each.T):
        column[:] = outcome_values(outcomes >> qubit & 1)
    return each


def _bytes_of(n_qubits: int) -> int:
    """What a circuit's state takes while it is run, with room for its outcomes."""
    return 64 * 2**n_qubits


def checked_values(ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
    """The values (B, P) with those of the ansatz' expressions: a column for each of `linear`'s.

    Raises as `Engine.probabilities` does.
    """
    array = np.asarray(values)
    if array.dtype != np.float32:
        array = array.astype(np.float64)
    n_parameters, n_features = len(ansatz.parameters), len(ansatz.features)
    if array.ndim != 2 or array.shape[1] != n_parameters:
        raise ValueError(
            f"values must have the shape (B, {n_parameters}), a column for each parameter of "
            f"the circuit; got {array.shape}."
        )
    if ansatz.expressions:
        rows = torch.from_numpy(np.ascontiguousarray(array))
        both = ansatz.expanded(rows[:, :n_features], rows[:, n_features:])
        array = torch.cat(both, dim=1).numpy()
    if not np.isfinite(array).all():
        raise NonFiniteAngleError
    return array
