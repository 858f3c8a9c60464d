import pytest
from qiskit import QuantumCircuit

from hqnn_core import ry_circuit
from hqnn_core.quantum import openqasm_source, python_source


@pytest.mark.parametrize("hadamard", [True, False])
def test_python_lines_make_the_same_circuit(hadamard):
    circuit = ry_circuit(hadamard).bound([0.8])
    names: dict[str, QuantumCircuit] = {}
    exec(python_source(circuit), names)
    assert [i.operation for i in names["circuit"].data] == [i.operation for i in circuit.data]


def test_openqasm_is_a_program_of_version_three_with_the_angle_in_it():
    text = openqasm_source(ry_circuit().bound([0.8]))
    assert text.startswith("OPENQASM 3")
    assert "h q[0];" in text
    assert "ry(0.8) q[0];" in text
