"""Qiskit's samplers as an engine: simulators, noisy models of devices, real devices.

Readout errors are measured and mitigated for each qubit. Its confusion matrix C[i, j] is the
probability of reading i where j was prepared; frequencies are multiplied by its inverse.

Shapes: as in `base`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import CancelledError
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit import QuantumCircuit
from qiskit.exceptions import QiskitError
from qiskit.primitives import BaseSamplerV2, BitArray
from qiskit.providers import BackendV2

from hqnn_core.quantum.canonical import REGISTER
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, Part, checked_values
from hqnn_core.quantum.engines.transpiled import Prepared, prepared, transpiled
from hqnn_core.quantum.settings import check_seed

CALIBRATION_SHOTS = 10_000
"""A readout error is then known to 0.5 % or better."""

SMALLEST_CONTRAST = 0.05
"""Below this difference of its two readings a qubit says too little to be corrected."""


class JobFailedError(RuntimeError):
    """A job gave no result: it failed, was cancelled or was not allowed."""


class PrimitiveEngine(Engine):
    """Runs circuits on a `SamplerV2`, all those of a call in one job.

    A layer's forward pass is one job, and its backward pass one. Each circuit is transpiled once in
    the engine's life, to the gates of the sampler's backend.

    Args:
        sampler: Qiskit's `StatevectorSampler` or `BackendSamplerV2`, Aer's, the IBM runtime's, ...
        shots: measurements of each circuit.
        backend: what circuits are transpiled for; None for the sampler's own, if it has one.
        mitigates_readout: correct the frequencies by each qubit's confusion matrix, which one more
            job of two circuits measures when qubits are first used. Expectations then scatter more,
            and may lie a little outside of [-1, 1].
        seed: of the transpiler and of the directions of "spsa". The sampler has its own.

    Its calls raise `JobFailedError` where a job gives no result, and `UnsupportedGateError` where
    the backend cannot run the circuit.
    """

    shots: int

    def __init__(
        self,
        sampler: BaseSamplerV2,
        shots: int = 1024,
        backend: BackendV2 | None = None,
        mitigates_readout: bool = False,
        seed: int | None = None,
    ) -> None:
        if shots is None:
            raise ValueError("shots must be a number: a sampler measures.")
        super().__init__(shots, seed)
        self.sampler, self.mitigates_readout = sampler, mitigates_readout
        self.backend = backend or _backend_of(sampler)
        self.jobs_run = 0
        self._transpiler_seed = check_seed(seed)
        self._corrections: dict[tuple[int, ...], NDArray[np.floating]] = {}

    def check_size(self, n_qubits: int) -> None:
        """Raise `ValueError` for more qubits than the memory or the backend has room for."""
        super().check_size(n_qubits)
        room = None if self.backend is None else self.backend.num_qubits
        if room is not None and n_qubits > room:
            raise ValueError(
                f"the backend {_name_of(self.backend)} has {room} qubits, the circuit has "
                f"{n_qubits}: take a larger backend or a smaller circuit."
            )

    def total(self, parts: Sequence[Part], values: ArrayLike) -> NDArray[np.floating]:
        ansatzes, columns = zip(*parts, strict=True)
        self.check_size(ansatzes[0].n_qubits)
        checked = checked_values(ansatzes[0], values)
        if len(checked) == 0:
            return np.zeros((0, columns[0].shape[1]), checked.dtype)
        linear = [ansatz.linear for ansatz in ansatzes]
        means = map(self._mean, linear, self._measured(linear, checked), columns)
        return reduce(np.add, means).astype(checked.dtype)

    def averages(
        self, ansatz: Ansatz, values: ArrayLike, columns: NDArray[Any]
    ) -> NDArray[np.floating]:
        return self.total([(ansatz, columns)], values)

    def to_calibrate(self, ansatzes: Sequence[Ansatz]) -> list[tuple[int, ...]]:
        """The places of these circuits whose readout errors are still to be measured."""
        if not self.mitigates_readout:
            return []
        places = dict.fromkeys(self._prepare(ansatz.linear).places for ansatz in ansatzes)
        return [several for several in places if several not in self._corrections]

    def counts(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.int64]:
        """How often each outcome was measured, (B, K), readout errors included."""
        self.check_size(ansatz.n_qubits)
        checked = checked_values(ansatz, values)
        if len(checked) == 0:
            return np.zeros((0, 2**ansatz.n_qubits), np.int64)
        return _counts(*self._measured([ansatz.linear], checked))

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        self.circuits_run -= len(values)  # counted again where all circuits are
        return self._frequencies(ansatz, self._measured([ansatz], values)[0]).astype(values.dtype)

    def _mean(self, ansatz: Ansatz, bits: BitArray, columns: NDArray[Any]) -> NDArray[np.floating]:
        """The mean of the columns (K, M) over the shots, (B, M), in pieces that fit the memory."""
        rows = max(1, self.memory // (64 * len(columns)))
        pieces = [bits[first : first + rows] for first in range(0, bits.shape[0], rows)]
        return np.concatenate([self._frequencies(ansatz, piece) @ columns for piece in pieces])

    def _frequencies(self, ansatz: Ansatz, bits: BitArray) -> NDArray[np.floating]:
        frequencies = _counts(bits) / bits.num_shots
        if not self.mitigates_readout:
            return frequencies
        return _corrected(frequencies, self._corrections[self._prepare(ansatz).places])

    def _measured(self, ansatzes: Sequence[Ansatz], values: NDArray[np.floating]) -> list[BitArray]:
        """The outcomes of each ansatz at each of `values`, (B,) an ansatz, from one job."""
        self._calibrate(ansatzes)
        several = [self._prepare(ansatz).pubs(values, self.shots) for ansatz in ansatzes]
        self.circuits_run += len(several) * len(values)
        found = iter(self._job([pub for pubs in several for pub in pubs]))
        return [_joined([next(found) for _ in pubs]) for pubs in several]

    def _job(self, pubs: list[Any]) -> list[BitArray]:
        self.jobs_run += 1
        try:
            results: Any = self.sampler.run(pubs).result()
        except (QiskitError, RuntimeError, OSError, CancelledError) as fault:
            reason = str(fault).strip(" '\n.") or type(fault).__name__
            is_remote = getattr(self.backend, "service", None) is not None
            causes = (
                "account and at the backend's state"
                if is_remote
                else ("number of qubits and of shots")
            )
            raise JobFailedError(
                f"a job on {_name_of(self.backend or self.sampler)} gave no result: {reason}. "
                f"Nothing was trained by it. Look at the {causes}, then run the step again."
            ) from fault
        return [_bits(result.data) for result in results]

    def _prepare(self, ansatz: Ansatz) -> Prepared:
        if ansatz not in self._prepared:
            self._prepared[ansatz] = prepared(ansatz, self.backend, self._transpiler_seed)
        return self._prepared[ansatz]

    def _calibrate(self, ansatzes: Sequence[Ansatz]) -> None:
        """Measure the readout errors of the places that are new, in one job."""
        places = self.to_calibrate(ansatzes)
        circuits = [
            transpiled(circuit, self.backend, self._transpiler_seed, several)
            for several in places
            for circuit in _calibration_circuits(len(several))
        ]
        if not circuits:
            return
        self.circuits_run += len(circuits)
        measured = self._job([(circuit, None, CALIBRATION_SHOTS) for circuit in circuits])
        for several, zeros, ones in zip(places, measured[::2], measured[1::2], strict=True):
            self._corrections[several] = _inverse_confusion(zeros, ones)


def _backend_of(sampler: Any) -> BackendV2 | None:
    """The backend that a sampler runs on: some have it as a property, some as a method."""
    found = getattr(sampler, "backend", None) or getattr(sampler, "_backend", None)
    backend: Any = found() if callable(found) else found
    return backend


def _name_of(target: object) -> str:
    return str(getattr(target, "name", None) or type(target).__name__)


def _bits(data: Any) -> BitArray:
    if REGISTER not in data:
        raise JobFailedError(
            f"the sampler's result has the registers {sorted(data)}, but the circuit is measured "
            f"into {REGISTER!r}: use a sampler that leaves registers their names, as Qiskit's do."
        )
    return data[REGISTER]


def _joined(bits: Sequence[BitArray]) -> BitArray:
    """The outcomes of several pubs of a circuit, (B,)."""
    return bits[0] if bits[0].ndim else BitArray.concatenate([each.reshape(1) for each in bits])


def _counts(bits: BitArray) -> NDArray[np.int64]:
    """How often each outcome was measured, (B, K)."""
    bytes_ = bits.array.astype(np.int64)  # (B, shots, bytes), the first byte is the highest
    outcomes = bytes_ @ 256 ** np.arange(bytes_.shape[-1])[::-1]
    return np.stack([np.bincount(row, minlength=2**bits.num_bits) for row in outcomes])


def _calibration_circuits(n_qubits: int) -> tuple[QuantumCircuit, QuantumCircuit]:
    """Every qubit prepared as 0 and measured, and every qubit prepared as 1."""
    zeros, ones = QuantumCircuit(n_qubits), QuantumCircuit(n_qubits)
    ones.x(range(n_qubits))
    for circuit in (zeros, ones):
        circuit.measure_all()
    return zeros, ones


def _inverse_confusion(zeros: BitArray, ones: BitArray) -> NDArray[np.floating]:
    """The inverse of each qubit's confusion matrix, (n, 2, 2), from those circuits' shots.

    Raises `ValueError` for a qubit that reads about the same whatever was prepared.
    """
    wrong, right = _share_of_ones(zeros), _share_of_ones(ones)
    unclear = np.flatnonzero(right - wrong < SMALLEST_CONTRAST)
    if len(unclear):
        qubit = unclear[0]
        raise ValueError(
            f"qubit {qubit} is read as 1 with a frequency of {wrong[qubit]:.6g} when it is 0 and "
            f"{right[qubit]:.6g} when it is 1: its readout cannot be mitigated. Use other qubits."
        )
    confusion = np.array([[1 - wrong, 1 - right], [wrong, right]])  # (2, 2, n)
    return np.linalg.inv(np.moveaxis(confusion, 2, 0))


def _corrected(
    frequencies: NDArray[np.floating], inverse: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Frequencies (B, K) without the readout errors; some may be a little below 0."""
    state = frequencies
    for qubit, matrix in enumerate(inverse):
        pairs = state.reshape(len(frequencies), -1, 2, 2**qubit)
        state = matrix @ pairs
    return state.reshape(frequencies.shape)


def _share_of_ones(bits: BitArray) -> NDArray[np.float64]:
    """The frequency of 1 on each qubit, (n,)."""
    return bits.to_bool_array(order="little").reshape(-1, bits.num_bits).mean(axis=0)
