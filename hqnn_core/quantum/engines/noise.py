"""Noise models for the Aer engine: simple errors, or those of a device.

Gate errors are depolarising channels E(rho) = (1 - p) rho + p 1 / 2**k on the k qubits of a gate,
Qiskit's `depolarizing_error(p, k)`: one channel scales <Z> by 1 - p. A symmetric readout error e
scales it by 1 - 2e.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from qiskit import QuantumCircuit
from qiskit.providers import BackendV2
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.transpiler import InstructionProperties
from qiskit_aer.noise import NoiseModel, ReadoutError, depolarizing_error
from qiskit_aer.noise.device import basic_device_gate_errors, basic_device_readout_errors

from hqnn_core.errors import ConfigError
from hqnn_core.quantum.settings import DEVICE_QUBITS, NoiseName, check_noise

DEVICE_SEED = 7
DEVICE_GATES = ["id", "rz", "sx", "x", "cx"]
"""The gates of the device; circuits for it are decomposed into these."""

DEVICE_ERRORS = {"measure": 0.02, "cx": 0.01, "sx": 3e-4, "x": 3e-4, "id": 3e-4}
"""Near the medians over all qubits of IBM's snapshots: 1.7 %, 0.7 % and 0.03 %."""

_UNDISTURBED = ("measure", "barrier", "delay")


@dataclass(frozen=True)
class Noise:
    """The noise of an engine. Raises `ConfigError` for values out of bounds.

    Attributes:
        kind: "none"; "simple", the two numbers below; or "device", the errors of a device.
        gate_error: p of the depolarising channel after every gate, in [0, 1].
        readout_error: probability that a measured bit is read wrong, in [0, 0.5].
        backend: the device, such as a snapshot of `qiskit_ibm_runtime.fake_provider`; None for a
            model device with five qubits, Qiskit's `GenericBackendV2` with `DEVICE_ERRORS`.
    """

    kind: NoiseName = "none"
    gate_error: float = 0.0
    readout_error: float = 0.0
    backend: BackendV2 | None = None

    def __post_init__(self) -> None:
        gates, readout = check_noise(self.kind, self.gate_error, self.readout_error)
        object.__setattr__(self, "gate_error", gates)
        object.__setattr__(self, "readout_error", readout)
        if self.backend is not None and self.kind != "device":
            raise ConfigError("backend", "needs the noise device")
        if not isinstance(self.backend, BackendV2 | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigError("backend", "must be a BackendV2 of Qiskit", repr(self.backend))

    @property
    def device(self) -> BackendV2:
        """The device whose errors "device" means."""
        return self.backend or device()


def noise_model(noise: Noise, circuit: QuantumCircuit) -> NoiseModel | None:
    """The errors of the gates in `circuit` (as it is run), None where there are none."""
    if noise.kind == "simple":
        return _simple(noise, circuit)
    return _of_device(noise.device, circuit) if noise.kind == "device" else None


@cache
def device() -> GenericBackendV2:
    """The model device of `Noise("device")`, the same for everyone."""
    made = GenericBackendV2(DEVICE_QUBITS, basis_gates=DEVICE_GATES, seed=DEVICE_SEED)
    for name, error in DEVICE_ERRORS.items():  # its own are a tenth of a real device's
        for qubits, drawn in made.target[name].items():
            usual = InstructionProperties(drawn.duration, error)
            made.target.update_instruction_properties(name, qubits, usual)
    return made


def _simple(noise: Noise, circuit: QuantumCircuit) -> NoiseModel:
    model = NoiseModel()
    gates = {(i.operation.name, len(i.qubits)) for i in circuit.data}
    for name, n_qubits in sorted(gates) if noise.gate_error else ():
        if name not in _UNDISTURBED:
            error = depolarizing_error(noise.gate_error, n_qubits)
            model.add_all_qubit_quantum_error(error, name)
    if noise.readout_error:
        wrong, right = noise.readout_error, 1 - noise.readout_error
        model.add_all_qubit_readout_error(ReadoutError([[right, wrong], [wrong, right]]))
    return model


def _of_device(backend: BackendV2, circuit: QuantumCircuit) -> NoiseModel:
    """`NoiseModel.from_backend(backend)`, but for the gates and qubits that are not used.

    Aer reads the whole model anew for each job, which takes longer than the circuits.
    """
    gate_errors, readout_errors = _device_errors(backend)
    used = {
        (i.operation.name, tuple(circuit.find_bit(q).index for q in i.qubits)) for i in circuit.data
    }
    model = NoiseModel(backend.operation_names)
    for name, qubits, error in gate_errors:
        if (name, tuple(qubits)) in used:
            model.add_quantum_error(error, name, qubits, warnings=False)
    for qubits, error in readout_errors:
        if ("measure", tuple(qubits)) in used:
            model.add_readout_error(error, qubits, warnings=False)
    return model


@lru_cache(maxsize=8)
def _device_errors(backend: BackendV2) -> tuple[list[Any], list[Any]]:
    """The errors of all gates, and of all readouts; they take up to seconds to compute."""
    target = backend.target
    return basic_device_gate_errors(target=target), basic_device_readout_errors(target=target)
