"""Circuits in a backend's own gates, on its own qubits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.providers import BackendV2
from qiskit.transpiler.exceptions import TranspilerError

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.gates import UnsupportedGateError

CONTROLLED = ["crx", "cry", "crz", "cp", "cu", "cu1", "cu3", "mcphase"]
"""Gates that are taken apart first: where Aer 0.18 binds their angles, it gets them wrong."""


@dataclass(frozen=True)
class Prepared:
    """A circuit as it is run.

    Attributes:
        circuit: measured into one register, which Qiskit calls "meas".
        parameters: those left in it.
        columns: of the values, which these parameters are.
        places: the qubit of the backend that qubit i is measured on.
    """

    circuit: QuantumCircuit
    parameters: tuple[Parameter, ...]
    columns: list[int]
    places: tuple[int, ...]

    def pubs(self, values: NDArray[np.floating], shots: int) -> list[Any]:
        """What a sampler takes: the circuit, its angles at each of `values` (B, P), the shots.

        A circuit without parameters is listed B times: some samplers run it only once else.
        """
        if not self.parameters:
            return [(self.circuit, None, shots)] * len(values)
        return [(self.circuit, {self.parameters: values[:, self.columns]}, shots)]


def prepared(ansatz: Ansatz, backend: BackendV2 | None, seed: int | None) -> Prepared:
    """The circuit as the backend runs it. Raises as `transpiled` does."""
    circuit = ansatz.circuit.copy()
    circuit.remove_final_measurements()
    circuit.measure_all()
    circuit = transpiled(circuit, backend, seed)
    circuit.global_phase = 0  # it changes no count
    left = set(circuit.parameters)
    columns = [i for i, parameter in enumerate(ansatz.parameters) if parameter in left]
    parameters = tuple(ansatz.parameters[i] for i in columns)
    return Prepared(circuit, parameters, columns, _places(circuit))


def transpiled(
    circuit: QuantumCircuit,
    backend: BackendV2 | None,
    seed: int | None,
    places: Sequence[int] | None = None,
) -> QuantumCircuit:
    """The circuit in the backend's gates, on some `places` or on the best ones.

    Raises `UnsupportedGateError` for a gate that cannot be made of them.
    """
    if backend is None:
        return circuit
    try:
        return transpile(
            circuit.decompose(CONTROLLED, reps=2),
            backend,
            initial_layout=None if places is None else list(places),
            optimization_level=1,
            seed_transpiler=seed,
        )
    except TranspilerError as fault:
        raise UnsupportedGateError(
            f"the circuit cannot be made of the gates of {backend.name}: {fault.message}. Give "
            "each gate of your own a definition."
        ) from None


def _places(circuit: QuantumCircuit) -> tuple[int, ...]:
    """The qubit that is measured into each classical bit."""
    measured = {
        circuit.find_bit(i.clbits[0]).index: circuit.find_bit(i.qubits[0]).index
        for i in circuit.data
        if i.operation.name == "measure"
    }
    return tuple(measured[bit] for bit in sorted(measured))
