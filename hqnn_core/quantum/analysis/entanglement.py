"""How entangled a state is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit.quantum_info import Statevector
from torch import Tensor


def meyer_wallach(states: ArrayLike | Tensor | Statevector) -> NDArray[np.floating]:
    """Meyer and Wallach's Q of each state: 0 for a product state, at most 1, (...,).

    Q = 2 (1 - mean over the qubits of Tr rho_k**2), rho_k the state of qubit k alone: Brennen,
    "An observable measure of entanglement for pure states of multi-qubit systems", Quantum Inf.
    Comput. 3, 619 (2003), of Meyer, Wallach, J. Math. Phys. 43, 4273 (2002). It is 1 where every
    qubit alone is a fair coin in every basis.

    `states` (..., 2**n) are amplitudes, as from `states_at_random` or `StatevectorEngine.states`.
    Raises `ValueError` for another length, and where the squares do not add up to 1.
    """
    amplitudes = np.asarray(states.detach().cpu() if isinstance(states, Tensor) else states)
    size = amplitudes.shape[-1] if amplitudes.ndim else 0
    n_qubits = size.bit_length() - 1
    if n_qubits < 1 or size != 2**n_qubits:
        raise ValueError(
            f"states must have the shape (..., 2**n), an amplitude for each outcome of n qubits; "
            f"got {amplitudes.shape}."
        )
    weights = np.abs(amplitudes) ** 2
    if not np.allclose(weights.sum(axis=-1), 1, atol=1e-4):
        raise ValueError(
            "the squares of a state's amplitudes must add up to 1: divide each state by its norm."
        )
    purities = [_purity(amplitudes, qubit) for qubit in range(n_qubits)]
    return (2 * (1 - np.mean(purities, axis=0))).clip(0, 1)  # rounding leaves it outside


def _purity(amplitudes: NDArray[np.number], qubit: int) -> NDArray[np.floating]:
    """Tr rho**2 of one qubit alone."""
    split = amplitudes.reshape(*amplitudes.shape[:-1], -1, 2, 2**qubit)
    zero, one = split[..., 0, :], split[..., 1, :]
    p_zero, p_one = ((np.abs(half) ** 2).sum(axis=(-2, -1)) for half in (zero, one))
    coherence = (zero.conj() * one).sum(axis=(-2, -1))
    return p_zero**2 + p_one**2 + 2 * np.abs(coherence) ** 2
