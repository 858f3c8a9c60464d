import pytest
from qiskit import QuantumCircuit

from hqnn_core import ry_circuit
from hqnn_core.quantum import python_source


@pytest.mark.parametrize("hadamard", [True, False])
def test_python_lines_make_the_same_circuit(hadamard):
    circuit = ry_circuit(hadamard).bound([0.8])
    names: dict[str, QuantumCircuit] = {}
    exec(python_source(circuit), names)
    assert [i.operation for i in names["circuit"].data] == [i.operation for i in circuit.data]
