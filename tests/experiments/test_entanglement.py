"""Joint counts of two qubits, and a circuit gate by gate: the arrows of its qubits."""

import math

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
    assert "Every qubit has its own state." in entanglement.step_text(steps[-1])
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


@pytest.mark.parametrize("angle", [0.0, 0.3, 1.0, math.pi / 2])
def test_pair_is_two_fair_coins_that_agree_with_the_chapters_probability(angle):
    joint = entanglement.joint_probabilities(angle)
    same = (1 + math.sin(angle)) / 4
    np.testing.assert_allclose(joint, [[same, 0.5 - same], [0.5 - same, same]], atol=1e-12)


def test_row_of_the_table_is_qubit_0_and_column_is_qubit_1(monkeypatch):
    circuit = QuantumCircuit(2)
    circuit.x(0)
    monkeypatch.setattr(entanglement, "pair_circuit", lambda angle: circuit)
    np.testing.assert_allclose(entanglement.joint_probabilities(0), [[0, 0], [1, 0]], atol=1e-12)


@pytest.mark.parametrize("angle", [0.0, 0.5, math.pi / 2])
def test_correlation_is_the_sine_of_the_angle_within_its_error(angle):
    found = [
        entanglement.correlation(entanglement.joint_counts(angle, 400, seed)) for seed in range(200)
    ]
    values, errors = np.array(found).T
    assert values.mean() == pytest.approx(math.sin(angle), abs=0.02)
    assert np.mean(np.abs(values - math.sin(angle)) < 2 * errors) > 0.9
    assert errors.mean() == pytest.approx(max(values.std(), 0.002), rel=0.25, abs=0.01)


def test_tables_agree_within_chance_without_the_rotation_and_not_with_it():
    without, largest = (entanglement.joint_counts(angle, 10_000, 1) for angle in (0, math.pi / 2))
    apart = entanglement.counts_apart(without)
    assert np.abs(without - apart).max() < 3 * math.sqrt(10_000 / 16)
    assert entanglement.correlation_text(without).endswith("That can be chance.")
    np.testing.assert_allclose(apart.sum(0), without.sum(0))
    assert "agree in 10,000 of 10,000 shots." in entanglement.correlation_text(largest)
    assert entanglement.correlation_text(largest).endswith("The qubits know of each other.")
    assert entanglement.correlation(np.array([[5, 0], [0, 5]]))[1] > 0.05  # ten shots prove little
    spec = entanglement.table_chart(largest, "together", PALETTES["light"])
    shown = {(row["q0"], row["q1"]): row["text"] for row in spec["layer"][0]["data"]["values"]}
    assert shown["q0 = 0", "q1 = 1"] == shown["q0 = 1", "q1 = 0"] == "0"
    assert entanglement.cells_text(without).startswith(f"00: {without[0, 0]:,}, 01: ")
