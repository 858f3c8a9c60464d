"""Density-matrix simulator of noisy circuits in torch, for whole batches.

Errors follow every gate, on the qubits of that gate: first a depolarising channel, then amplitude
damping, then phase damping. They are those of Qiskit Aer (`depolarizing_error`,
`amplitude_damping_error`, `phase_damping_error`); Nielsen, Chuang, "Quantum Computation and Quantum
Information", section 8.3.

Shapes: B samples, F features, W weights, n qubits, k qubits of a gate, b = 1 or B. A density matrix
is a state of 2n qubits, (b, 4**n): qubit i of its rows is bit i, of its columns bit n + i.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import reduce

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from hqnn_core.errors import check_share
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.statevector import StatevectorEngine
from hqnn_core.quantum.engines.steps import Matrices, Place, applied
from hqnn_core.quantum.engines.transpiled import noisy_circuit
from hqnn_core.quantum.gates import gates_of

MAX_QUBITS = 8


@dataclass(frozen=True)
class Channels:
    """Strengths of errors, numbers or scalar tensors; a gradient reaches tensors that ask for one.

    Attributes:
        depolarizing: p of rho -> (1 - p) rho + p 1 / 2**k, in [0, 1].
        amplitude_damping: probability that 1 falls to 0, in [0, 1].
        phase_damping: lambda; coherences shrink by sqrt(1 - lambda), in [0, 1].
        readout_error: probability that a measured bit is read wrong, in [0, 0.5].

    Raises `ConfigError` for values out of bounds.
    """

    depolarizing: float | Tensor = 0.0
    amplitude_damping: float | Tensor = 0.0
    phase_damping: float | Tensor = 0.0
    readout_error: float | Tensor = 0.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = float(torch.as_tensor(getattr(self, each.name)).detach())
            check_share(each.name, value, 0.5 if each.name == "readout_error" else 1.0)

    def like(self, values: Tensor) -> Channels:
        """The same strengths as tensors of the type and on the device of `values`."""
        tensors = {
            name: torch.as_tensor(strength, dtype=values.dtype, device=values.device)
            for name, strength in vars(self).items()
        }
        return replace(self, **tensors)


class DensityMatrixEngine(StatevectorEngine):
    """Simulates an ansatz of up to 8 qubits with noise, exactly or with sampled shots.

    It runs the gates of `AerEngine` with simple noise: a gate that is none of them is taken apart
    first, and each of its parts has its errors. With the rule "exact" a `QuantumLayer` on it is
    differentiable in the features, in the weights and in the strengths of `channels`.
    """

    def __init__(
        self, channels: Channels | None = None, shots: int | None = None, seed: int | None = None
    ) -> None:
        super().__init__(shots, seed)
        self.channels = channels or Channels()

    def check_size(self, n_qubits: int) -> None:
        """Raise `ValueError` for more than 8 qubits."""
        super().check_size(n_qubits)
        if n_qubits > MAX_QUBITS:
            raise ValueError(
                f"a density matrix of {n_qubits} qubits has 4**{n_qubits} numbers; up to "
                f"{MAX_QUBITS} qubits are simulated with noise: use fewer, or AerEngine's shots."
            )

    def density_matrices(self, ansatz: Ansatz, values: ArrayLike) -> Tensor:
        """The state before measurement for each of `values` (B, P): (B, 2**n, 2**n), complex.

        Raises as `probabilities` does.
        """
        self.check_size(ansatz.n_qubits)
        flat = self.states(ansatz, values)
        return flat.reshape(len(flat), 2**ansatz.n_qubits, -1).mT  # its rows are the lower bits

    def _compiled(self, ansatz: Ansatz, dtype: torch.dtype, device: torch.device) -> NoisyProgram:
        return NoisyProgram(ansatz, dtype, device, self.channels)


class NoisyProgram:
    """A linear ansatz and its errors, ready to run; see `Program`, whose methods it has."""

    def __init__(
        self, ansatz: Ansatz, dtype: torch.dtype, device: torch.device, channels: Channels
    ) -> None:
        self._place = Place(dtype, device, False, len(ansatz.features))
        gates = gates_of(ansatz.with_circuit(noisy_circuit(ansatz.circuit)))
        self._gates = [(Matrices([gate], self._place), gate.qubits) for gate in gates]
        self._n, self._channels = ansatz.n_qubits, channels
        self.bytes_per_sample = 4 * (len(gates) + 2) * 4**self._n * 16

    def states(self, features: Tensor, weights: Tensor, states: Tensor | None) -> Tensor:
        """The final density matrices (B, 4**n), from pure `states` (B, 2**n) or |0...0>."""
        channels = self._channels.like(features)
        sizes = {len(qubits) for _, qubits in self._gates}
        errors = {k: _errors(k, channels).to(self._place.state_dtype) for k in sizes}
        rho = self._first(states)
        for matrices, qubits in self._gates:
            gate = matrices(features, weights)[:, 0]  # (b, 2**k, 2**k)
            both = (gate.conj()[:, :, None, :, None] * gate[:, None, :, None, :]).flatten(3)
            after = errors[len(qubits)] @ both.flatten(1, 2)
            rho = applied(after, rho, [*qubits, *(self._n + q for q in qubits)], 2 * self._n)
        return rho.expand(len(features), -1)

    def probabilities(
        self, features: Tensor, weights: Tensor, states: Tensor | None = None
    ) -> Tensor:
        """Of the outcomes as they are read, (B, 2**n)."""
        rho = self.states(features, weights, states)
        diagonal = rho[:, torch.arange(2**self._n, device=rho.device) * (2**self._n + 1)].real
        error = self._channels.like(features).readout_error
        same = torch.eye(2, dtype=features.dtype, device=features.device)
        confusion = (1 - error) * same + error * (1 - same)
        for qubit in range(self._n):
            diagonal = applied(confusion[None], diagonal, [qubit], self._n)
        return diagonal

    def _first(self, states: Tensor | None) -> Tensor:
        if states is None:
            rho = torch.zeros(1, 4**self._n, dtype=self._place.state_dtype)
            rho[0, 0] = 1
            return rho.to(self._place.device)
        pure = states.to(self._place.state_dtype)
        return (pure.conj()[:, :, None] * pure[:, None, :]).flatten(1)


def _errors(n_qubits: int, channels: Channels) -> Tensor:
    """The errors of k qubits after a gate, as a matrix on their density matrix, (4**k, 4**k)."""
    damping = _damping(channels)
    each = reduce(torch.kron, [damping] * n_qubits)  # the bits are c, r, c, r, ... of each qubit
    axes = [*range(0, 2 * n_qubits, 2), *range(1, 2 * n_qubits, 2)]  # all columns', then all rows'
    order = torch.from_numpy(
        np.arange(4**n_qubits).reshape((2,) * 2 * n_qubits).transpose(axes).reshape(-1).copy()
    ).to(each.device)
    p, size = channels.depolarizing, 2**n_qubits
    assert isinstance(p, Tensor)
    unit = torch.eye(size, dtype=each.dtype, device=each.device).flatten()
    mixed = (1 - p) * torch.eye(4**n_qubits, dtype=each.dtype, device=each.device)
    return each[order][:, order] @ (mixed + p / size * torch.outer(unit, unit))


def _damping(channels: Channels) -> Tensor:
    """Amplitude damping, then phase damping of one qubit, (4, 4), on 00, 01, 10 and 11."""
    fall, fade = channels.amplitude_damping, channels.phase_damping
    assert isinstance(fall, Tensor) and isinstance(fade, Tensor)  # noqa: PT018
    kept = ((1 - fall) * (1 - fade)).sqrt()
    one, none = torch.ones_like(fall), torch.zeros_like(fall)
    rows = [
        [one, none, none, fall],
        [none, kept, none, none],
        [none, none, kept, none],
        [none, none, none, 1 - fall],
    ]
    return torch.stack([torch.stack(row) for row in rows])
