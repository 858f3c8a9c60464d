"""What every engine does: run an ansatz for many parameter sets at once.

Shapes: B parameter sets, P parameters of the ansatz, n qubits, K = 2**n outcomes. Outcome k
is the number whose binary digit i is the bit measured on qubit i (Qiskit's order).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.expectation import outcome_values
from hqnn_core.quantum.settings import check_shots


class NonFiniteAngleError(ValueError):
    """An angle is infinite or not a number: the network before the circuit has diverged."""


class Engine(ABC):
    """Runs circuits.

    Args:
        shots: measurements of each circuit, None for exact probabilities where the engine can.
        seed: of the sampled outcomes; None draws a new one from the operating system. An
            engine advances its own random stream, so equal seeds give equal call sequences.
    """

    def __init__(self, shots: int | None, seed: int | None = None) -> None:
        check_shots(shots)
        self.shots = shots
        self.circuits_run = 0
        self._random = np.random.default_rng(seed)

    def probabilities(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
        """Probability of each outcome, (B, K): a frequency with shots, else exact.

        `values` (B, P) are angles in radians, in the order of `ansatz.parameters`; float32
        stays float32. Raises `ValueError` for another shape and `NonFiniteAngleError` for
        values that are infinite or not a number.
        """
        checked = _checked(ansatz, values)
        self.circuits_run += len(checked)
        if len(checked) == 0:
            return np.zeros((0, 2**ansatz.n_qubits), checked.dtype)
        return self._run(ansatz, checked)

    def expectations(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
        """<Z> = P(0) - P(1) of each qubit, (B, n) in [-1, 1]; arguments as `probabilities`."""
        return expectations_of(self.probabilities(ansatz, values))

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
        """`probabilities` of checked values, of the dtype of `values`."""


def expectations_of(probabilities: NDArray[Any]) -> NDArray[Any]:
    """<Z> of each qubit, (B, n), of outcome probabilities or frequencies (B, K)."""
    return probabilities @ _signs(probabilities.shape[1]).astype(probabilities.dtype)


@cache
def _signs(n_outcomes: int) -> NDArray[np.int64]:
    """What the bit of each qubit counts as in each outcome, (K, n)."""
    outcomes, qubits = np.arange(n_outcomes), np.arange(n_outcomes.bit_length() - 1)
    return outcome_values(outcomes[:, None] >> qubits & 1)


def _checked(ansatz: Ansatz, values: ArrayLike) -> NDArray[np.floating]:
    array = np.asarray(values)
    if array.dtype != np.float32:
        array = array.astype(np.float64)
    n_parameters = len(ansatz.parameters)
    if array.ndim != 2 or array.shape[1] != n_parameters:
        raise ValueError(
            f"values must have the shape (B, {n_parameters}), a column for each parameter of "
            f"the circuit; got {array.shape}."
        )
    if not np.isfinite(array).all():
        raise NonFiniteAngleError(
            "an angle is infinite or not a number; circuits need finite ones."
        )
    return array
