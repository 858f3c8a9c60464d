"""Engines on Qiskit's samplers: the jobs they send, and what comes back from noisy backends."""

from __future__ import annotations

from concurrent.futures import CancelledError
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.exceptions import QiskitError
from qiskit.primitives import BackendSamplerV2, StatevectorSampler
from qiskit.primitives.containers.sampler_pub import SamplerPub
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, ReadoutError
from qiskit_aer.primitives import SamplerV2 as AerSampler

from hqnn_core import (
    Ansatz,
    PrimitiveEngine,
    QuantumLayer,
    StatevectorEngine,
    entangled_circuit,
    ry_circuit,
)
from hqnn_core.quantum.costs import Cost, cost
from hqnn_core.quantum.engines.primitive import CALIBRATION_SHOTS, JobFailedError

THETA = np.linspace(-3, 3, 5)[:, None]


class CountingSampler(StatevectorSampler):
    """Keeps how many pubs and circuits each job has."""

    def __init__(self) -> None:
        super().__init__(seed=1)
        self.jobs: list[int] = []

    def run(self, pubs: Any, *, shots: int | None = None) -> Any:
        pubs = list(pubs)
        self.jobs.append(sum(SamplerPub.coerce(pub).size for pub in pubs))
        return super().run(pubs, shots=shots)


def noisy_backend(n_qubits: int = 3) -> GenericBackendV2:
    return GenericBackendV2(n_qubits, seed=5)


def misread(wrong_one: float, wrong_zero: float) -> AerSampler:
    """A sampler that reads each bit wrong with these probabilities, without other errors."""
    model = NoiseModel()
    model.add_all_qubit_readout_error(
        ReadoutError([[1 - wrong_one, wrong_one], [wrong_zero, 1 - wrong_zero]])
    )
    return AerSampler.from_backend(AerSimulator(noise_model=model), seed=3)


def step(layer: QuantumLayer, rows: int = 3) -> torch.Tensor:
    """One forward and one backward pass; the gradient of the features."""
    features = torch.linspace(-1, 1, rows * len(layer.ansatz.features), dtype=torch.float64)
    features = features.reshape(rows, -1).requires_grad_()
    layer.double()(features).sum().backward()
    assert features.grad is not None
    return features.grad


@pytest.mark.parametrize("rule", ["parameter-shift", "spsa"])
def test_forward_pass_is_one_job_and_backward_pass_one(rule):
    sampler = CountingSampler()
    observables = ["ZZ", "XX", "YY"]  # three bases
    layer = QuantumLayer(
        entangled_circuit(2, 2), PrimitiveEngine(sampler, 10), rule=rule, observables=observables
    )
    step(layer)
    assert len(sampler.jobs) == 2
    expected = cost(layer, 3)
    assert (sum(sampler.jobs), len(sampler.jobs)) == (expected.circuits, expected.jobs)
    assert layer.engine.circuits_run == expected.circuits
    assert expected.shots == 10 * expected.circuits


def test_gradient_from_a_sampler_is_that_of_the_exact_engine_within_the_scatter():
    ansatz = entangled_circuit(2, 1, uploads=1)
    found = step(QuantumLayer(ansatz, PrimitiveEngine(StatevectorSampler(seed=2), 20_000)))
    exact = step(QuantumLayer(ansatz, StatevectorEngine()))
    # The slope of a sum of two expectations: half the difference of two sums, each 2 / sqrt(shots).
    assert (found - exact).abs().max() < 5 * 2 / 20_000**0.5


@pytest.mark.parametrize("sampler", [StatevectorSampler(seed=1), AerSampler(seed=1)])
def test_circuit_without_angles_is_run_for_each_row(sampler):
    t = Parameter("t")
    circuit = QuantumCircuit(1, global_phase=t)  # no outcome depends on it
    circuit.x(0)
    engine = PrimitiveEngine(sampler, 100)
    for rows in (1, 5):
        found = engine.expectations(Ansatz(circuit, (t,)), THETA[:rows])
        np.testing.assert_array_equal(found, -np.ones((rows, 1)))


def test_counts_of_many_qubits_have_qubit_0_as_the_lowest_bit():
    circuit = QuantumCircuit(10)  # more than a byte
    circuit.x([0, 9])
    counts = PrimitiveEngine(StatevectorSampler(seed=1), 7).counts(Ansatz(circuit, ()), [[], []])
    assert counts.shape == (2, 1024)
    assert (counts[:, 0b1000000001] == 7).all()


def test_readout_mitigation_takes_out_the_confusion_of_each_qubit():
    sampler, shots = misread(0.03, 0.12), 20_000
    ansatz, values = entangled_circuit(3, 1), np.random.default_rng(1).uniform(-2, 2, (4, 6))
    exact = StatevectorEngine().expectations(ansatz, values)
    engines = (PrimitiveEngine(sampler, shots, mitigates_readout=m) for m in (False, True))
    raw, mended = (np.abs(engine.expectations(ansatz, values) - exact) for engine in engines)
    contrast = 1 - 0.03 - 0.12
    scatter = 1 / np.sqrt(shots) + 2 / np.sqrt(CALIBRATION_SHOTS)
    assert mended.max() < 5 * scatter / contrast
    assert raw.max() > 2 * mended.max()


def test_readout_is_measured_in_one_job_and_only_once():
    sampler = CountingSampler()
    layer = QuantumLayer(
        entangled_circuit(2, 1), PrimitiveEngine(sampler, 10, mitigates_readout=True)
    )
    expected = cost(layer, 3)
    step(layer)
    assert (sum(sampler.jobs), len(sampler.jobs)) == (expected.circuits, expected.jobs)
    assert sampler.jobs[0] == 2
    assert cost(layer, 3) == Cost(expected.circuits - 2, 10 * (expected.circuits - 2), 2)


def test_qubit_that_reads_the_same_whatever_it_is_cannot_be_mitigated():
    engine = PrimitiveEngine(misread(0.5, 0.5), 100, mitigates_readout=True)
    with pytest.raises(ValueError, match="qubit 0 is read as 1"):
        engine.expectations(ry_circuit(), THETA)


def test_cost_of_a_training_is_that_of_its_passes():
    layer = QuantumLayer(entangled_circuit(2, 3), PrimitiveEngine(StatevectorSampler(), 100))
    circuits_a_sample = 1 + 2 * 8
    assert cost(layer, 10) == Cost(10 * circuits_a_sample, 1000 * circuits_a_sample, 2)
    training = cost(layer, 100, batch_size=30, epochs=5)
    assert training == Cost(500 * circuits_a_sample, 50_000 * circuits_a_sample, 5 * 4 * 2)
    assert cost(layer, 10, is_trained=False) == Cost(10, 1000, 1)
    assert cost(layer, 10, features_need_gradient=False).circuits == 10 * (1 + 2 * 6)
    assert cost(QuantumLayer(ry_circuit(), StatevectorEngine(), rule="exact"), 8) == Cost(8, 0, 1)


def test_no_shots_and_a_circuit_beyond_the_backend_are_refused_before_anything_runs():
    with pytest.raises(ValueError, match="a sampler measures"):
        PrimitiveEngine(StatevectorSampler(), None)  # type: ignore[arg-type]
    engine = PrimitiveEngine(BackendSamplerV2(backend=noisy_backend(2)))
    with pytest.raises(ValueError, match="has 2 qubits, the circuit has 3: take a larger backend"):
        QuantumLayer(entangled_circuit(3), engine)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (QiskitError("the account has no right to use this device."), "no right to use this"),
        (CancelledError(), "CancelledError"),
    ],
)
def test_job_that_gives_no_result_is_told_and_leaves_no_gradient(fault, reason):
    class Failing(StatevectorSampler):
        def run(self, pubs: Any, *, shots: int | None = None) -> Any:
            self.calls = getattr(self, "calls", 0) + 1
            if self.calls > 1:
                raise fault
            return super().run(pubs, shots=shots)

    layer = QuantumLayer(entangled_circuit(2, 1), PrimitiveEngine(Failing(seed=1), 10))
    features = torch.zeros(2, 2, requires_grad=True)
    out = layer(features)
    with pytest.raises(JobFailedError, match=f"gave no result: .*{reason}.* run the step again"):
        out.sum().backward()
    assert layer.weights is not None
    assert layer.weights.grad is None
    assert features.grad is None


def test_result_with_another_register_is_refused():
    class Renaming(StatevectorSampler):
        def run(self, pubs: Any, *, shots: int | None = None) -> Any:
            return SimpleNamespace(result=lambda: [SimpleNamespace(data={"c": None})])

    with pytest.raises(JobFailedError, match=r"has the registers \['c'\], but .* into 'meas'"):
        PrimitiveEngine(Renaming(), 10).expectations(ry_circuit(), THETA)


def test_mitigation_knows_on_which_qubit_of_the_device_each_one_is_measured():
    model = NoiseModel()
    for place, wrong in enumerate((0.3, 0.02, 0.15, 0.05)):
        model.add_readout_error(
            ReadoutError([[1 - wrong, wrong], [wrong / 2, 1 - wrong / 2]]), [place]
        )
    sampler = AerSampler.from_backend(AerSimulator(noise_model=model), seed=2)
    line = [[2, 3], [3, 2], [3, 0], [0, 3], [0, 1], [1, 0]]
    device = GenericBackendV2(4, coupling_map=line, seed=1)
    circuit = QuantumCircuit(4)
    circuit.ry(0.5, range(4))
    for pair in ((0, 1), (0, 2), (0, 3)):  # a star does not fit on a line
        circuit.cx(*pair)
    ansatz = Ansatz(circuit, ())
    engine = PrimitiveEngine(sampler, 20_000, device, mitigates_readout=True, seed=1)
    assert engine.to_calibrate([ansatz]) != [(0, 1, 2, 3)]
    exact = StatevectorEngine().expectations(ansatz, [[]])
    np.testing.assert_allclose(engine.expectations(ansatz, [[]]), exact, atol=0.06)
