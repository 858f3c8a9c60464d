"""The same layer on a device: any of Qiskit's samplers, what it costs, and its readout errors."""

# %% A model of a noisy device with five qubits; a real one goes in the same place
import torch
from qiskit.primitives import BackendSamplerV2
from qiskit.providers.fake_provider import GenericBackendV2

from hqnn_core import PrimitiveEngine, QuantumLayer, StatevectorEngine, entangled_circuit
from hqnn_core.quantum import cost

sampler = BackendSamplerV2(backend=GenericBackendV2(5, seed=1), options={"seed_simulator": 1})
ansatz = entangled_circuit(3, layers=1)

# %% What an epoch takes, before anything is sent
layer = QuantumLayer(ansatz, PrimitiveEngine(sampler, shots=2_000))
epoch = cost(layer, n_samples=1_000, batch_size=50)
print(f"an epoch: {epoch.circuits:,} circuits, {epoch.shots:,} shots, {epoch.jobs} jobs")
assert epoch.jobs == 2 * 1_000 / 50

# %% One job forward, one backward
features = torch.tensor([[0.4, -0.8, 1.2]], requires_grad=True)
layer(features).sum().backward()
assert isinstance(layer.engine, PrimitiveEngine)
assert layer.engine.jobs_run == 2

# %% Two circuits a sample for the gradient, whatever the number of angles
spsa = QuantumLayer(ansatz, layer.engine, rule="spsa")
assert cost(spsa, n_samples=1).circuits == 1 + 2

# %% Readout errors taken out: two more circuits measure them, once
mitigated = PrimitiveEngine(sampler, shots=2_000, mitigates_readout=True)
exact = QuantumLayer(ansatz, StatevectorEngine())(features)
error = (QuantumLayer(ansatz, mitigated)(features) - exact).abs().max().item()
print(f"largest error of an expectation with mitigation: {error:.3f}")
assert error < 0.15
