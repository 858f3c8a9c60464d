"""Qiskit Aer as an engine: sampled circuits, with or without noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.result.models import ExperimentResultData
from qiskit.transpiler.exceptions import TranspilerError
from qiskit_aer import AerSimulator

from hqnn_core.quantum.canonical import UnsupportedGateError
from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, checked_values
from hqnn_core.quantum.engines.noise import DEVICE_GATES, DEVICE_SEED, Noise, noise_model
from hqnn_core.quantum.engines.transpiled import PLAIN_GATES, noisy_circuit

SIDE_BY_SIDE = 6
"""Qubits of a circuit that Aer gets: as many copies of a small circuit as fit run side by side,
each with its own angles. Aer needs about as long for six qubits as for one."""


@dataclass(frozen=True)
class _Prepared:
    """An ansatz' circuit as it is run, and the simulator with its errors.

    Attributes:
        circuit: copy i of it is on the qubits and bits from i n on.
        parameters: of each copy, {parameter of the ansatz: that of the copy}.
    """

    circuit: QuantumCircuit
    parameters: list[dict[Parameter, Parameter]]
    simulator: AerSimulator

    def binds(self, ansatz: Ansatz, values: NDArray[np.floating]) -> dict[Parameter, list[float]]:
        """Angles of all circuits that `values` (B, P) need; copies that are left over get 0."""
        copies = len(self.parameters)
        spare = -len(values) % copies
        columns = np.pad(values, ((0, spare), (0, 0))).T
        angles = dict(zip(ansatz.parameters, columns, strict=True))
        return {
            own: angles[parameter][copy::copies].tolist()
            for copy, of_copy in enumerate(self.parameters)
            for parameter, own in of_copy.items()
        }

    def of_copies(self, outcomes: list[str]) -> NDArray[np.int64]:
        """The outcomes of each copy, (copies, N), from those of the circuit: "0x1", ..."""
        n = self.circuit.num_clbits // len(self.parameters)
        measured = np.array([int(outcome, 16) for outcome in outcomes])
        return measured >> n * np.arange(len(self.parameters))[:, None] & 2**n - 1


class AerEngine(Engine):
    """Samples an ansatz on `AerSimulator`, all parameter sets of a call in one job.

    Each ansatz is transpiled once in the engine's life, and its parameters are bound inside
    the simulator. Without noise, small circuits run side by side (see `SIDE_BY_SIDE`): qubits
    that no gate joins give independent outcomes, as separate circuits do. Raises `ValueError` for
    `shots=None`: a device only ever gives samples.

    With simple `noise` a circuit is run gate by gate as it is drawn, and each gate has its error.
    A gate that is none of `PLAIN_GATES`, and cswap, is taken apart first, and each gate that it is
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

    def outcomes(self, ansatz: Ansatz, values: ArrayLike) -> NDArray[np.int64]:
        """The outcome of each shot, in the order of measurement, (B, shots).

        Arguments and errors as of `probabilities`.
        """
        self.check_size(ansatz.n_qubits)
        ansatz, checked = ansatz.linear, checked_values(ansatz, values)
        self.circuits_run += len(checked)
        if len(checked) == 0:
            return np.zeros((0, self.shots), np.int64)
        prepared = self._prepared_for(ansatz, len(checked))
        each = self._results(prepared, ansatz, checked, memory=True)
        return np.concatenate([prepared.of_copies(data.memory) for data in each])[: len(checked)]

    def _run(self, ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
        prepared = self._prepared_for(ansatz, len(values))
        frequencies = []
        for data in self._results(prepared, ansatz, values):  # counts: {"0x1": 63, ...}
            counts = np.fromiter(data.counts.values(), float)
            for outcomes in prepared.of_copies(data.counts):
                frequencies.append(np.bincount(outcomes, counts, 2**ansatz.n_qubits) / self.shots)
        return np.array(frequencies[: len(values)], values.dtype)

    def _prepared_for(self, ansatz: Ansatz, n_rows: int) -> _Prepared:
        several = self.noise.kind == "none" and n_rows > 2
        copies = max(1, SIDE_BY_SIDE // ansatz.n_qubits) if several else 1
        variants = self._prepared.setdefault(ansatz, {})
        if copies not in variants:
            variants[copies] = _prepared(ansatz, self.noise, copies)
        return variants[copies]

    def _results(
        self,
        prepared: _Prepared,
        ansatz: Ansatz,
        values: NDArray[np.floating],
        memory: bool = False,
    ) -> list[ExperimentResultData]:
        """Aer's result for each circuit; with `memory`, each shot by itself too."""
        binds = prepared.binds(ansatz, values)
        # A circuit without parameters takes no binds: it is listed several times instead.
        n_circuits = 1 if binds else -(-len(values) // len(prepared.parameters))
        job = prepared.simulator.run(
            [prepared.circuit] * n_circuits,
            parameter_binds=[binds] if binds else None,
            shots=self.shots,
            seed_simulator=int(self._random.integers(2**31)),
            memory=memory,
        )
        result = job.result()
        if not result.success:
            raise RuntimeError(f"Aer could not run the circuit: {result.status}")
        return [experiment.data for experiment in result.results]


def _prepared(ansatz: Ansatz, noise: Noise, copies: int) -> _Prepared:
    if noise.kind == "device" and ansatz.n_qubits > noise.device.num_qubits:
        raise ValueError(
            f"the device has {noise.device.num_qubits} qubits; the circuit has {ansatz.n_qubits}."
        )
    try:
        circuit = _transpiled(ansatz, noise)
    except TranspilerError as fault:
        raise UnsupportedGateError(
            f"the circuit cannot be made of Aer's gates: {fault.message}"
        ) from None
    circuit.global_phase = 0  # it changes no count, and Aer cannot bind angles in it
    circuit, parameters = _side_by_side(circuit, copies)
    return _Prepared(circuit, parameters, _simulator(noise, circuit))


def _side_by_side(
    circuit: QuantumCircuit, copies: int
) -> tuple[QuantumCircuit, list[dict[Parameter, Parameter]]]:
    """Copies of the circuit on qubits of their own, and each one's parameters."""
    own: dict[Parameter, Parameter] = {p: p for p in circuit.parameters}
    if copies == 1:  # a device's circuit stays on its qubits
        return circuit, [own]
    n_qubits, n_bits = circuit.num_qubits, circuit.num_clbits
    together = QuantumCircuit(copies * n_qubits, copies * n_bits)
    parameters = [{p: Parameter(f"{p.name} {copy}") for p in own} for copy in range(copies)]
    for copy, of_copy in enumerate(parameters):
        qubits = together.qubits[copy * n_qubits :][:n_qubits]
        bits = together.clbits[copy * n_bits :][:n_bits]
        together.compose(circuit.assign_parameters(of_copy), qubits, bits, inplace=True)
    return together, parameters


def _transpiled(ansatz: Ansatz, noise: Noise) -> QuantumCircuit:
    """The circuit of gates that Aer, or the device, has; of a `backend`, on its own qubits."""
    if noise.backend is not None:
        return transpile(ansatz.circuit, noise.backend, seed_transpiler=DEVICE_SEED)
    if noise.kind == "simple":
        return noisy_circuit(ansatz.circuit)
    return transpile(
        ansatz.circuit, basis_gates=DEVICE_GATES if noise.kind == "device" else PLAIN_GATES
    )


def _simulator(noise: Noise, circuit: QuantumCircuit) -> AerSimulator:
    model = noise_model(noise, circuit)
    # A density matrix is computed once a circuit, not once a shot as noisy statevectors are.
    noisy = {} if model is None else {"method": "density_matrix", "noise_model": model}
    return AerSimulator(runtime_parameter_bind_enable=True, **noisy)
