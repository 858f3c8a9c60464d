"""A circuit as text to copy: OpenQASM 3, and Python code that makes it."""

from __future__ import annotations

from qiskit import QuantumCircuit, qasm3


def openqasm_source(circuit: QuantumCircuit) -> str:
    """The circuit as an OpenQASM 3 program."""
    return qasm3.dumps(circuit).strip()


def python_source(circuit: QuantumCircuit) -> str:
    """The Qiskit code that makes the circuit, with its parameters bound to numbers."""
    lines = [
        "from qiskit import QuantumCircuit",
        "",
        f"circuit = QuantumCircuit({circuit.num_qubits}, {circuit.num_clbits})",
    ]
    for instruction in circuit.data:
        arguments = [float(angle) for angle in instruction.operation.params]
        arguments += [circuit.find_bit(bit).index for bit in instruction.qubits]
        arguments += [circuit.find_bit(bit).index for bit in instruction.clbits]
        listed = ", ".join(map(str, arguments))
        lines.append(f"circuit.{instruction.operation.name}({listed})")
    return "\n".join(lines)
