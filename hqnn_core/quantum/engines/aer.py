"""Qiskit Aer as an engine: real circuits, real shots."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit import QuantumCircuit, transpile
from qiskit.result.models import ExperimentResultData
from qiskit.transpiler.exceptions import TranspilerError
from qiskit_aer import AerSimulator

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, checked_values
from hqnn_core.quantum.engines.noise import DEVICE_GATES, DEVICE_SEED, Noise, noise_model
from hqnn_core.quantum.gates import UnsupportedGateError

BASIS_GATES = [
    *("id", "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx", "sxdg", "p", "rx", "ry", "rz", "u"),
    *("cx", "cy", "cz", "swap", "rxx", "ryy", "rzz", "rzx", "ccx", "cswap"),
]
"""The gates that circuits are transpiled to. Aer knows more gates, but when Aer 0.18 itself binds
the angles of controlled ones (cp, crx, cry, crz, cu3, mcp), up to a tenth of the counts are wrong.
Those gates are decomposed into the gates named here."""

NO_DENSITY_MATRIX = frozenset(["cswap"])
"""Gates among them that Aer cannot apply to a density matrix, which it needs for noise."""


@dataclass(frozen=True)
class _Prepared:
    """A circuit as it is run, and the simulator with its errors."""

    circuit: QuantumCircuit
    simulator: AerSimulator


class AerEngine(Engine):
    """Samples an ansatz on `AerSimulator`, all parameter sets of a call in one job.

    Each ansatz is transpiled once in the engine's life, and its parameters are bound inside
    the simulator. Raises `ValueError` for `shots=None`: a device only ever gives samples.

    With simple `noise` a circuit is run gate by gate as it is drawn, and each gate has its error.
    A gate that is none of `BASIS_GATES`, and cswap, is taken apart first, and each gate that it is
    made of has an error: cswap is cx, ccx and cx, so it has three.
    """

    shots: int

    def __init__(
        self, shots: int = 100, seed: int | None = None, noise: Noise | None = None
    ) -> None:
        if shots is None:
            raise ValueError("shots must be a number: Aer samples. StatevectorEngine is exact.")
        super().__init__(shots, seed)
        self.noise = noise or Noise()
        self._prepared: WeakKeyDictionary[Ansatz, _Prepared] = WeakKeyDictionary()

    def outcomes(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.int64]:
        """What each shot gave, in the order in which they were measured, (B, shots).

        Arguments and errors as of `probabilities`.
        """
        self.check_size(ansatz.n_qubits)
        checked = checked_values(ansatz, values)
        self.circuits_run += len(checked)
        if len(checked) == 0:
            return np.zeros((0, self.shots), np.int64)
        each = self._results(ansatz, checked, memory=True)
        return np.array([[int(outcome, 16) for outcome in data.memory] for data in each])

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        frequencies = np.zeros((len(values), 2**ansatz.n_qubits), values.dtype)
        for row, data in zip(frequencies, self._results(ansatz, values), strict=True):
            for outcome, count in data.counts.items():  # {"0x1": 63, ...}
                row[int(outcome, 16)] = count / self.shots
        return frequencies

    def _results(
        self, ansatz: Ansatz, values: NDArray[np.floating], memory: bool = False
    ) -> list[ExperimentResultData]:
        """What Aer gave for each row of `values`; with `memory`, each shot by itself too."""
        if ansatz not in self._prepared:
            self._prepared[ansatz] = _prepared(ansatz, self.noise)
        prepared = self._prepared[ansatz]
        # A circuit without parameters takes no binds: it is run once for each row instead.
        columns = dict(zip(ansatz.parameters, values.T.tolist(), strict=True))
        job = prepared.simulator.run(
            [prepared.circuit] * (1 if columns else len(values)),
            parameter_binds=[columns] if columns else None,
            shots=self.shots,
            seed_simulator=int(self._random.integers(2**31)),
            memory=memory,
        )
        result = job.result()
        if not result.success:
            raise RuntimeError(f"Aer could not run the circuit: {result.status}")
        return [experiment.data for experiment in result.results]


def _prepared(ansatz: Ansatz, noise: Noise) -> _Prepared:
    if noise.kind == "device" and ansatz.n_qubits > noise.device.num_qubits:
        raise ValueError(
            f"the device has {noise.device.num_qubits} qubits; the circuit has {ansatz.n_qubits}."
        )
    try:
        circuit = _transpiled(ansatz, noise)
    except TranspilerError as fault:
        raise UnsupportedGateError(
            f"the circuit cannot be made of Aer's gates: {fault.message}. Give each gate of your "
            "own a definition."
        ) from None
    circuit.global_phase = 0  # it changes no count, and Aer cannot bind angles in it
    return _Prepared(circuit, _simulator(noise, circuit))


def _transpiled(ansatz: Ansatz, noise: Noise) -> QuantumCircuit:
    """The circuit of gates that Aer, or the device, has; of a `backend`, on its own qubits."""
    if noise.backend is not None:
        return transpile(ansatz.circuit, noise.backend, seed_transpiler=DEVICE_SEED)
    level = 0 if noise.kind == "simple" else None  # 0 joins no gates: each has its own error
    return transpile(ansatz.circuit, basis_gates=_basis(noise), optimization_level=level)


def _basis(noise: Noise) -> list[str]:
    if noise.kind == "device":
        return DEVICE_GATES
    unable = NO_DENSITY_MATRIX if noise.kind == "simple" else ()
    return [name for name in BASIS_GATES if name not in unable]


def _simulator(noise: Noise, circuit: QuantumCircuit) -> AerSimulator:
    model = noise_model(noise, circuit)
    if model is None:
        return AerSimulator(runtime_parameter_bind_enable=True)
    # A density matrix is computed once a circuit, not once a shot as noisy statevectors are.
    return AerSimulator(
        method="density_matrix", noise_model=model, runtime_parameter_bind_enable=True
    )
