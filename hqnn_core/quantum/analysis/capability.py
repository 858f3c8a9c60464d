"""Expressibility and entangling capability of a circuit, and the circuits they were compared on.

Source: Sim, Johnson, Aspuru-Guzik, "Expressibility and entangling capability of parameterized
quantum circuits for hybrid quantum-classical algorithms", Adv. Quantum Technol. 2, 1900070 (2019).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import Statevector
from torch import Tensor

from hqnn_core.errors import ConfigError, check_whole
from hqnn_core.quantum.analysis.random_states import MAX_DRAWS, random_angles, states_in_pieces
from hqnn_core.quantum.circuit import Ansatz

BINS = 75
MIN_PAIRS = 1_000
"""Chance alone adds about (bins in use - 1) / (2 * pairs) to the result: here up to 0.04."""

SIM_CIRCUITS: dict[int, tuple[str, ...]] = {
    1: ("rx each", "rz each"),
    2: ("rx each", "rz each", "cx line"),
    4: ("rx each", "rz each", "crx line"),
    9: ("h each", "cz line", "rx each"),
    15: ("ry each", "cx ring", "ry each", "cx ring-down"),
    18: ("rx each", "rz each", "crz ring"),
    19: ("rx each", "rz each", "crx ring"),
}
"""Circuits by their numbers in the paper: the gates of a layer, and the qubits each is on."""


def expressibility(ansatz: Ansatz, pairs: int = 20_000, bins: int = BINS, seed: int = 0) -> float:
    """How far the circuit's states at random angles are from evenly spread ones, 0 or more.

    It is the Kullback-Leibler divergence, in nats, of the histogram of `fidelities` from that of
    Haar-random states. 0 is a circuit that reaches all states alike. The largest possible value,
    (2**n - 1) * ln(bins), is that of a circuit whose state never changes.

    Args:
        ansatz: all its parameters, features too, are drawn from [0, 2 pi).
        pairs: of states that are compared; on 4 qubits, 20,000 are off by 0.02 at most
            or so, and the paper's 5,000 by 0.04.
        bins: of the histogram over [0, 1]; the paper has 75. From 8 qubits on, more than 96 % of
            evenly spread pairs lie in the first of those: take more bins there.
        seed: of the angles.

    Raises `ConfigError` for too few pairs, `ValueError` for a circuit without parameters.
    """
    check_whole("bins", bins, 2, 1_000)
    counts, _ = np.histogram(fidelities(ansatz, pairs, seed), bins, (0.0, 1.0))
    found, filled = counts / pairs, counts > 0
    log_haar = haar_log_shares(ansatz.n_qubits, bins)
    return float((found[filled] * (np.log(found[filled]) - log_haar[filled])).sum())


def fidelities(ansatz: Ansatz, pairs: int = 20_000, seed: int = 0) -> NDArray[np.floating]:
    """|<a|b>|**2 of pairs of the circuit's states at random angles, each in [0, 1], (pairs,)."""
    check_whole("pairs", pairs, MIN_PAIRS, MAX_DRAWS // 2)
    pieces = states_in_pieces(ansatz, random_angles(ansatz, 2 * pairs, seed))
    overlaps = [(piece[::2].conj() * piece[1::2]).sum(dim=1).abs() for piece in pieces]
    return np.concatenate(overlaps).clip(0, 1) ** 2  # rounding leaves some of them above 1


def haar_log_shares(n_qubits: int, bins: int = BINS) -> NDArray[np.floating]:
    """The log of the share of pairs of Haar-random states in each bin of fidelity, (bins,).

    Their fidelity F has the density (N - 1) (1 - F)**(N - 2), N = 2**n_qubits, so a bin from a to b
    has (1 - a)**(N - 1) - (1 - b)**(N - 1) of the pairs, which may be too few for a float.
    """
    power, number = 2.0**n_qubits - 1, np.arange(bins)
    left, right = np.log(1 - number / bins), np.log1p(-(number[:-1] + 1) / bins)
    beyond = np.append(power * (right - left[:-1]), -np.inf)
    return power * left + np.log1p(-np.exp(beyond))


def meyer_wallach(states: ArrayLike | Tensor | Statevector) -> NDArray[np.floating]:
    """Meyer and Wallach's entanglement Q of each state: 0 for a product state, at most 1, (...,).

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
    if not np.allclose((np.abs(amplitudes) ** 2).sum(axis=-1), 1, atol=1e-4):
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


def sim_circuit(number: int, n_qubits: int = 4, layers: int = 1) -> Ansatz:
    """Circuit `number` of the paper's figure 2; its angles are weights. Qubit 0 is the top line.

    Raises `ConfigError` for a number not in `SIM_CIRCUITS`, fewer than 2 qubits and no layers.
    """
    if number not in SIM_CIRCUITS:
        raise ConfigError(
            "number", f"must be one of {', '.join(map(str, SIM_CIRCUITS))}", f"{number!r}"
        )
    n_qubits = check_whole("n_qubits", n_qubits, 2, 1_000)
    layers = check_whole("layers", layers, 1, 1_000)
    circuit, weights = QuantumCircuit(n_qubits), list[Parameter]()
    for step in SIM_CIRCUITS[number] * layers:
        gate, place = step.split()
        for qubits in _places(place, n_qubits):
            angles = [Parameter(f"w[{len(weights)}]")] if "r" in gate else []
            weights += angles
            getattr(circuit, gate)(*angles, *qubits)
    return Ansatz(circuit, features=(), weights=tuple(weights))


def _places(place: str, n_qubits: int) -> list[tuple[int, ...]]:
    """The qubits of each gate, (control, target) for gates on two of them."""
    upwards = range(n_qubits - 1, -1, -1)
    if place == "each":
        return [(qubit,) for qubit in range(n_qubits)]
    if place == "line":
        return [(qubit, qubit - 1) for qubit in upwards if qubit > 0]
    if place == "ring":
        return [(qubit, (qubit + 1) % n_qubits) for qubit in upwards]
    return [((i - 1) % n_qubits, (i - 2) % n_qubits) for i in range(n_qubits)]
