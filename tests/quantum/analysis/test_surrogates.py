import math

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector

from hqnn_core import (
    AerEngine,
    Ansatz,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
    load_digits,
    load_pretrained,
    ry_circuit,
)
from hqnn_core.quantum import outcome_probabilities
from hqnn_core.quantum.analysis import surrogate
from hqnn_core.quantum.canonical import UnsupportedGateError


def random_features(rows: int, columns: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(rows, columns, generator=generator, dtype=torch.float64) * 4


def test_three_runs_replace_the_chapter_circuit():
    engine = StatevectorEngine()
    formula = surrogate(ry_circuit(), engine)
    assert engine.circuits_run == formula.runs == 3
    theta = random_features(200, 1)
    torch.testing.assert_close(formula(theta), -theta.sin(), atol=1e-12, rtol=0)


def test_label_of_every_test_image_is_the_same():
    network, images = load_pretrained(), load_digits(source="offline").test_images
    exact = StatevectorEngine()
    formula = surrogate(network.quantum.ansatz, exact)
    with torch.no_grad():
        theta = network.classical(images)
        labels = torch.cat(outcome_probabilities(formula(theta)), dim=1).argmax(1)
    assert len(images) > 100
    assert labels.equal(network.classify(images, exact).labels)


@pytest.mark.parametrize("observables", [None, ["XXI", "ZZZ", "YII"]])
@pytest.mark.parametrize("uploads", [1, 2])
def test_it_equals_a_trained_layer_and_its_gradient(observables, uploads):
    ansatz = entangled_circuit(3, 2, rotations="ry-rz", uploads=uploads)
    layer = QuantumLayer(
        ansatz, StatevectorEngine(), rule="exact", observables=observables
    ).double()
    formula = surrogate(ansatz, layer.engine, layer.weights, observables)
    assert formula.runs == (2 * uploads + 1) ** 3
    features = random_features(50, 3).requires_grad_()
    torch.testing.assert_close(formula(features), layer(features), atol=1e-12, rtol=0)
    slopes, expected = (
        torch.autograd.grad(one(features).square().sum(), features)[0] for one in (formula, layer)
    )
    torch.testing.assert_close(slopes, expected, atol=1e-11, rtol=0)


def test_feature_in_several_angles_and_two_features_in_one_angle():
    circuit, x = QuantumCircuit(2), ParameterVector("x", 2)
    circuit.h([0, 1])
    circuit.ry(x[0] / 2, 0)
    circuit.crx(x[0] - 2 * x[1] + 0.3, 0, 1)
    circuit.rx(math.pi * x[0] / math.pi, 0)
    circuit.cp(x[1], 1, 0)
    ansatz, engine = Ansatz(circuit, tuple(x)), StatevectorEngine()
    features = random_features(50, 2)
    found = surrogate(ansatz, engine, observables=["XY", "ZI"])(features)
    layer = QuantumLayer(ansatz, engine, rule="exact", observables=["XY", "ZI"])
    torch.testing.assert_close(found, layer(features), atol=1e-12, rtol=0)


@pytest.mark.parametrize("engine", [AerEngine(20_000, seed=1), StatevectorEngine(20_000, seed=1)])
def test_with_shots_it_is_as_far_off_as_one_run_of_the_circuit(engine):
    ansatz = entangled_circuit(2)
    weights, features = [0.4, 1.3], random_features(40, 2)
    exact = surrogate(ansatz, StatevectorEngine(), weights)(features)
    sampled = surrogate(ansatz, engine, weights)(features)
    assert (sampled - exact).abs().max() < 5 / math.sqrt(20_000)


def test_circuit_without_features_is_a_constant():
    circuit = QuantumCircuit(1)
    circuit.x(0)
    found = surrogate(Ansatz(circuit, ()), StatevectorEngine())(torch.zeros(4, 0))
    torch.testing.assert_close(found, -torch.ones(4, 1))


def test_weights_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"weights must have the shape \(4,\).*got \(0,\)"):
        surrogate(entangled_circuit(2, 2), StatevectorEngine())


def test_more_runs_than_allowed_are_refused_before_any():
    engine = StatevectorEngine()
    with pytest.raises(ValueError, match=r"takes 1,594,323 runs, 1,000,000 are allowed"):
        surrogate(entangled_circuit(13), engine, np.zeros(13))
    assert engine.circuits_run == 0


def test_angle_that_is_not_linear_is_refused():
    circuit, x = QuantumCircuit(1), ParameterVector("x", 2)
    circuit.ry(x[0] * x[1], 0)
    with pytest.raises(UnsupportedGateError, match="is not linear in"):
        surrogate(Ansatz(circuit, tuple(x)), StatevectorEngine())


def test_features_of_another_width_are_refused():
    with pytest.raises(ValueError, match=r"must have the shape \(B, 1\); got \(2, 3\)"):
        surrogate(ry_circuit(), StatevectorEngine())(torch.zeros(2, 3))
