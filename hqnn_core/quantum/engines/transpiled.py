"""Transpilation of circuits to the gates and qubits of a backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.providers import BackendV2
from qiskit.transpiler import Target
from qiskit.transpiler.exceptions import TranspilerError

from hqnn_core.quantum.canonical import UnsupportedGateError
from hqnn_core.quantum.circuit import Ansatz

PLAIN_GATES = [
    *("id", "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx", "sxdg", "p", "rx", "ry", "rz"),
    *("cx", "cy", "cz", "swap", "rxx", "ryy", "rzz", "rzx", "ccx", "cswap"),
]
"""The gates that circuits are transpiled to before their angles are bound. Aer knows more gates,
but when Aer 0.18 itself binds the angles of controlled ones (cp, crx, cry, crz, cu3, mcp), up to a
tenth of the counts are wrong. Those gates are decomposed into the gates named here."""


TWO_QUBIT_ROTATIONS = frozenset(["rxx", "ryy", "rzz", "rzx"])

NO_DENSITY_MATRIX = frozenset(["cswap"])
"""Gates among them that Aer cannot apply to a density matrix, which it needs for noise."""


def noisy_circuit(circuit: QuantumCircuit) -> QuantumCircuit:
    """The circuit of gates that each have their own errors, none of them joined with others."""
    return _in_gates(circuit, [name for name in PLAIN_GATES if name not in NO_DENSITY_MATRIX])


def _in_gates(circuit: QuantumCircuit, names: Sequence[str]) -> QuantumCircuit:
    """The same circuit in gates of these names, the same ones at every call.

    Matrices are replaced by their definitions first: `transpile` takes one of several equal
    decompositions of them at random, whatever its seed.
    """
    plain = circuit.decompose("unitary")
    return transpile(plain, basis_gates=list(names), optimization_level=0)


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
    """A linear ansatz' circuit as the backend runs it. Raises as `transpiled` does."""
    circuit = transpiled(ansatz.circuit, backend, seed)
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
    try:
        if backend is None:
            return _in_gates(circuit, PLAIN_GATES)
        target: Any = backend.target  # read once: Aer makes it anew each time
        return transpile(
            _in_gates(circuit, _plain_gates(target)),
            target=target,
            initial_layout=None if places is None else list(places),
            optimization_level=1,
            seed_transpiler=seed,
            **_plugins(backend),
        )
    except TranspilerError as fault:
        raise UnsupportedGateError(
            f"the circuit cannot be made of the gates of {getattr(backend, 'name', 'a sampler')}: "
            f"{fault.message}"
        ) from None


def _plugins(backend: BackendV2) -> dict[str, Any]:
    """The backend's own methods of `transpile`, which a target alone does not name."""
    found = {}
    for stage in ("scheduling", "translation"):
        plugin = getattr(backend, f"get_{stage}_stage_plugin", None)
        found[f"{stage}_method"] = plugin and plugin()
    return found


def _plain_gates(target: Target) -> list[str]:
    """The gates whose angle the backend takes unbounded: a bounded one is made of others.

    If one rotation of two qubits is bounded, so are those that the backend would make of it.
    """
    if not target.has_angle_bounds():
        return PLAIN_GATES
    names: list[str] = list(target.operation_names)
    bounded = {name for name in names if target.gate_has_angle_bounds(name)}
    if bounded & TWO_QUBIT_ROTATIONS:
        bounded |= TWO_QUBIT_ROTATIONS
    return [name for name in PLAIN_GATES if name not in bounded]


def _places(circuit: QuantumCircuit) -> tuple[int, ...]:
    """The qubit that is measured into each classical bit."""
    measured = {
        circuit.find_bit(i.clbits[0]).index: circuit.find_bit(i.qubits[0]).index
        for i in circuit.data
        if i.operation.name == "measure"
    }
    return tuple(measured[bit] for bit in sorted(measured))
