import pytest

from hqnn_core.errors import ConfigError
from hqnn_core.quantum.analysis import SIM_CIRCUITS, sim_circuit

ANGLES = {1: 8, 2: 8, 4: 11, 9: 4, 15: 8, 18: 12, 19: 12}
TWO_QUBIT_GATES = {1: 0, 2: 3, 4: 3, 9: 3, 15: 8, 18: 4, 19: 4}


@pytest.mark.parametrize("number", SIM_CIRCUITS)
def test_a_layer_has_the_gates_and_angles_of_the_paper(number):
    for layers in (1, 3):
        ansatz = sim_circuit(number, layers=layers)
        assert len(ansatz.weights) == layers * ANGLES[number]
        assert ansatz.circuit.num_nonlocal_gates() == layers * TWO_QUBIT_GATES[number]


def joined(number: int) -> list[list[int]]:
    """Control and target of each gate on two qubits."""
    circuit = sim_circuit(number).circuit
    pairs = [[circuit.find_bit(q).index for q in one.qubits] for one in circuit.data]
    return [pair for pair in pairs if len(pair) == 2]


def test_line_and_rings_run_as_in_the_figure():
    assert joined(2) == [[3, 2], [2, 1], [1, 0]]
    assert joined(19) == [[3, 0], [2, 3], [1, 2], [0, 1]]
    assert joined(15)[4:] == [[3, 2], [0, 3], [1, 0], [2, 1]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((3,), "number must be one of 1, 2, 4, 9, 15, 18, 19; got 3"),
        ((2, 1), "n_qubits must be a whole number from 2"),
        ((2, 4, 0), "layers must be a whole number from 1"),
    ],
)
def test_what_is_not_in_the_figure_is_refused(arguments, sentence):
    with pytest.raises(ConfigError, match=sentence):
        sim_circuit(*arguments)
