"""A circuit gate by gate: the arrows of its qubits, how long they are, and what is said of them."""

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit.quantum_info import Statevector, partial_trace

from hqnn_core.experiments import entanglement
from hqnn_core.figures.palette import PALETTES


def test_bell_pair_takes_the_arrows_away_with_its_second_gate():
    before, one, two = entanglement.steps_of(entanglement.CIRCUITS["Bell pair"]())
    np.testing.assert_allclose(before.vectors, [[0, 0, 1], [0, 0, 1]], atol=1e-12)
    np.testing.assert_allclose(one.vectors, [[1, 0, 0], [0, 0, 1]], atol=1e-12)
    np.testing.assert_allclose(two.lengths, 0, atol=1e-7)
    assert [step.entanglement for step in (before, one, two)] == pytest.approx([0, 0, 1])
    assert entanglement.answer(entanglement.bell_and_random()) == entanglement.ANSWERS[2]


@pytest.mark.parametrize("name", entanglement.CIRCUITS)
def test_lengths_are_those_of_the_reduced_states_of_qiskit(name):
    circuit = entanglement.CIRCUITS[name]()
    steps = entanglement.steps_of(circuit)
    for n, step in enumerate(steps):
        state = Statevector(entanglement.first_gates(circuit, n))
        for qubit in range(circuit.num_qubits):
            others = [q for q in range(circuit.num_qubits) if q != qubit]
            purity = partial_trace(state, others).purity().real
            assert step.lengths[qubit] ** 2 == pytest.approx(2 * purity - 1, abs=1e-9)
        mean = np.mean(step.lengths**2)
        assert step.entanglement == pytest.approx(1 - mean, abs=1e-9)


def test_circuit_without_entanglers_keeps_every_arrow():
    steps = entanglement.steps_of(entanglement.CIRCUITS["Network without entanglers"]())
    assert all(step.lengths.min() > 1 - 1e-9 for step in steps)
    assert "every qubit has a state of its own" in entanglement.step_text(steps[-1])
    assert entanglement.random_entanglement(is_entangled=False).max() < 1e-9
    assert entanglement.random_entanglement(is_entangled=True).mean() > 0.2


def test_arrow_along_y_has_its_length_though_the_dial_shows_none_of_it():
    circuit = QuantumCircuit(1)
    circuit.h(0)
    circuit.s(0)
    step = entanglement.steps_of(circuit)[-1]
    np.testing.assert_allclose(step.vectors, [[0, 1, 0]], atol=1e-12)
    assert entanglement.arrow_texts(step) == ["q0: 1"]
    spec = entanglement.arrows_chart(step, PALETTES["light"])
    [arrow] = spec["layer"][1]["data"]["values"]
    assert (arrow["x2"] - arrow["x"], arrow["y2"] - arrow["y"]) == pytest.approx((0, 0))


def test_words_tell_which_qubits_are_entangled():
    ghz = entanglement.steps_of(entanglement.CIRCUITS["GHZ"]())
    assert entanglement.step_text(ghz[0]).startswith("Before the first gate, every qubit")
    assert (
        "After **cx on q0, q1**, the arrows of q0, q1 are shorter than 1"
        in entanglement.step_text(ghz[2])
    )
    assert "**Q\u00a0=\u00a00.67**" in entanglement.step_text(ghz[2])
    assert "no qubit has a state of its own" in entanglement.step_text(ghz[3])
    said = entanglement.text((0.0, np.array([0.5, 0.7]), np.array([0.0, 0.0])))
    assert "Q is 0.6 ± 0.1 with entanglers" in said
    assert "and 0 ± 0 without" in said
