"""The canonical circuit of an ansatz: plain gates, and one measurement of every qubit at the end.

Qiskit's circuits may hide gates in gates, in boxes, behind open controls or annotations, and each
simulator unpacks them in its own way. Here that is done once, for all engines and gradients alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import (
    Barrier,
    BoxOp,
    ControlFlowOp,
    Delay,
    Measure,
    Operation,
    ParameterExpression,
    Reset,
    Store,
)
from qiskit.circuit.library import (
    GlobalPhaseGate,
    MCPhaseGate,
    UnitaryGate,
    get_standard_gate_name_mapping,
)
from qiskit.exceptions import QiskitError
from qiskit.transpiler.passes import HighLevelSynthesis

REGISTER = "meas"
"""The classical register of every canonical circuit, as `measure_all` names it."""

# Pauli words; the last letter acts on the gate's first qubit.
ROTATIONS = {"rx": "X", "ry": "Y", "rz": "Z", "rxx": "XX", "ryy": "YY", "rzz": "ZZ", "rzx": "XZ"}
CONTROLLED_ROTATIONS = {"crx": "X", "cry": "Y", "crz": "Z"}
PHASES = ("p", "u1", "cp", "cu1", "mcphase")
KNOWN = (*ROTATIONS, *CONTROLLED_ROTATIONS, *PHASES)
"""Gates with one angle, which are not taken apart."""

_STANDARD = get_standard_gate_name_mapping() | {"mcphase": MCPhaseGate(0.0, 1)}


class UnsupportedGateError(ValueError):
    """The circuit has an instruction that cannot be simulated or differentiated."""


def canonical_circuit(circuit: QuantumCircuit) -> QuantumCircuit:
    """The same circuit of plain gates, with qubit i measured into bit i of one register.

    Plain are Qiskit's standard gates without angles, those with one that `KNOWN` names, matrices
    (`UnitaryGate`), barriers and delays. Everything else is replaced by its definition, down to
    those; a `PauliEvolutionGate` by its synthesis. Global phases are left out.

    Raises `UnsupportedGateError` for resets and measurements in the middle of the circuit,
    conditions, and gates that have no definition; `ValueError` for a bit that is written twice.
    """
    unpacked = _Unpacked(circuit)
    unpacked.add_all(circuit, range(circuit.num_qubits), range(circuit.num_clbits), ())
    unpacked.flat.measure(range(circuit.num_qubits), range(circuit.num_qubits))
    return unpacked.flat


def is_parametric(gate: Any) -> bool:
    return any(isinstance(p, ParameterExpression) and p.parameters for p in gate.params)


class _Unpacked:
    """A circuit of plain gates, and what has been done to its qubits and bits so far."""

    def __init__(self, circuit: QuantumCircuit) -> None:
        n = circuit.num_qubits
        self.flat = QuantumCircuit(
            QuantumRegister(n, "q"), ClassicalRegister(n, REGISTER), name=circuit.name
        )
        self._used: set[int] = set()
        self._measured: set[int] = set()
        self._written: dict[int, int] = {}  # bit: the qubit that was measured into it

    def add_all(
        self, circuit: QuantumCircuit, qubits: Sequence[int], bits: Sequence[int],
        inside: tuple[str, ...],
    ) -> None:  # fmt: skip
        """Add the instructions of a circuit on these qubits and bits; `inside` are its names."""
        for instruction in circuit.data:
            self._add(
                instruction.operation,
                [qubits[circuit.find_bit(q).index] for q in instruction.qubits],
                [bits[circuit.find_bit(b).index] for b in instruction.clbits],
                inside,
            )

    def _add(
        self, gate: Operation, qubits: list[int], bits: list[int], inside: tuple[str, ...]
    ) -> None:
        if isinstance(gate, Barrier):
            self.flat.append(gate, qubits)
        elif isinstance(gate, Measure):
            self._measure(qubits[0], bits[0])
        elif isinstance(gate, GlobalPhaseGate):
            return
        elif isinstance(gate, Reset):
            self._reset(qubits[0], inside)
        elif isinstance(gate, BoxOp):
            self.add_all(gate.blocks[0], qubits, bits, (*inside, gate.name))
        elif isinstance(gate, ControlFlowOp | Store):
            raise UnsupportedGateError(
                f"{_named(gate, inside)} depends on classical values; only gates and a "
                "measurement at the end can be run here. Use controlled gates in its place."
            )
        elif _is_plain(gate):
            self._append(gate, qubits)
        else:
            self.add_all(_definition(gate, inside), qubits, bits, (*inside, gate.name))

    def _append(self, gate: Any, qubits: list[int]) -> None:
        if self._measured & set(qubits):
            raise UnsupportedGateError(
                f"{gate.name} acts on a qubit after its measurement. Measure at the end only."
            )
        self._used.update(qubits)
        self.flat.append(gate, qubits)

    def _measure(self, qubit: int, bit: int) -> None:
        if bit in self._written:
            raise ValueError(
                f"classical bit {bit} is written twice, from qubit {self._written[bit]} and from "
                f"qubit {qubit}: measure each qubit once, into a bit of its own."
            )
        self._written[bit] = qubit
        self._measured.add(qubit)

    def _reset(self, qubit: int, inside: tuple[str, ...]) -> None:
        if qubit in self._used | self._measured:  # before any gate, a qubit is 0 anyway
            raise UnsupportedGateError(
                f"{_named(Reset(), inside)} acts on qubit {qubit}, which has been used before: "
                "only a circuit of gates can be run here. Take another qubit for what follows."
            )


def _is_plain(gate: Any) -> bool:
    if isinstance(gate, UnitaryGate):
        return True
    if isinstance(gate, Delay):
        return not is_parametric(gate)
    # Anybody may give a gate of their own the name "rx", so its class is compared as well.
    standard = _STANDARD.get(gate.name)
    if standard is None or getattr(gate, "base_class", None) is not standard.base_class:
        return False
    return gate.name in KNOWN or not gate.params


def _definition(gate: Any, inside: tuple[str, ...]) -> QuantumCircuit:
    """The circuit that the gate stands for. Raises `UnsupportedGateError` where there is none."""
    try:
        if gate.name == "u" and gate.num_qubits == 1:
            return _zyz(*gate.params)
        parts = getattr(gate, "definition", None)
        if parts is None:
            parts = _synthesised(gate)
        if parts is None and hasattr(gate, "__array__"):
            parts = _alone(UnitaryGate(gate.to_matrix(), label=gate.name))
    except (QiskitError, TypeError) as fault:  # TypeError: the matrix has an unbound angle
        reason = getattr(fault, "message", None) or str(fault)
        raise UnsupportedGateError(
            f"{_named(gate, inside)} cannot be taken apart: {str(reason).strip(' .')}."
        ) from fault
    if parts is None:
        raise UnsupportedGateError(
            f"{_named(gate, inside)} is no standard gate and has no definition: give it one, or "
            "write the circuit with standard gates."
        )
    return parts


def _zyz(theta: Any, phi: Any, lam: Any) -> QuantumCircuit:
    """U(theta, phi, lambda), which Qiskit itself does not take apart."""
    circuit = QuantumCircuit(1)
    circuit.p(lam, 0)
    circuit.ry(theta, 0)
    circuit.p(phi, 0)
    return circuit


def _synthesised(gate: Any) -> QuantumCircuit | None:
    """Qiskit's synthesis of an abstract operation (Clifford, annotated gate), None without one."""
    alone = _alone(gate)
    found = HighLevelSynthesis()(alone)
    is_same = len(found) == 1 and type(found.data[0].operation) is type(gate)
    return None if is_same else found


def _alone(gate: Any) -> QuantumCircuit:
    circuit = QuantumCircuit(gate.num_qubits, gate.num_clbits)
    circuit.append(gate, range(gate.num_qubits), range(gate.num_clbits))
    return circuit


def _named(gate: Any, inside: tuple[str, ...]) -> str:
    return f"{gate.name!r}" + (f" (inside {inside[-1]!r})" if inside else "")
