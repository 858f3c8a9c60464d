"""Qiskit Aer as an engine: real circuits, real shots."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit, transpile
from qiskit_aer import AerSimulator

from hqnn_core.circuit import Ansatz
from hqnn_core.engines.base import Engine

BASIS_GATES = [
    *("id", "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx", "sxdg", "p", "rx", "ry", "rz", "u"),
    *("cx", "cy", "cz", "swap", "rxx", "ryy", "rzz", "rzx", "ccx", "cswap"),
]
"""What circuits are transpiled to. Aer has more gates of its own, but where it binds the angles
itself, Aer 0.18 miscounts the controlled ones of them (cp, crx, cry, crz, cu3, mcp), by up to a
tenth of the shots; those are taken apart into the gates named here."""


class AerEngine(Engine):
    """Samples an ansatz on `AerSimulator`, all parameter sets of a call in one job.

    Each ansatz is transpiled once in the engine's life, and its parameters are bound inside
    the simulator. Raises `ValueError` for `shots=None`: a device only ever gives samples.
    """

    shots: int

    def __init__(self, shots: int = 100, seed: int | None = None) -> None:
        if shots is None:
            raise ValueError("shots must be a number: Aer samples. StatevectorEngine is exact.")
        super().__init__(shots, seed)
        self._simulator = AerSimulator(runtime_parameter_bind_enable=True)
        self._transpiled: WeakKeyDictionary[Ansatz, QuantumCircuit] = WeakKeyDictionary()

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        if ansatz not in self._transpiled:
            circuit = transpile(ansatz.circuit, basis_gates=BASIS_GATES)
            circuit.global_phase = 0  # it changes no count, and Aer cannot bind angles in it
            self._transpiled[ansatz] = circuit
        # A circuit without parameters takes no binds: it is run once for each row instead.
        columns = dict(zip(ansatz.parameters, values.T.tolist(), strict=True))
        circuits = [self._transpiled[ansatz]] * (1 if columns else len(values))
        job = self._simulator.run(
            circuits,
            parameter_binds=[columns] if columns else None,
            shots=self.shots,
            seed_simulator=int(self._random.integers(2**31)),
        )
        result = job.result()
        if not result.success:
            raise RuntimeError(f"Aer could not run the circuit: {result.status}")
        frequencies = np.zeros((len(values), 2**ansatz.n_qubits), values.dtype)
        for row, experiment in zip(frequencies, result.results, strict=True):
            for outcome, count in experiment.data.counts.items():  # {"0x1": 63, ...}
                row[int(outcome, 16)] = count / self.shots
        return frequencies
