"""What a layer measures: Z of each qubit, Pauli strings, or a sum of them."""

# %% A Bell pair, turned by an angle
import math

import numpy as np
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp

from hqnn_core import AerEngine, Ansatz, QuantumLayer, StatevectorEngine

angle = Parameter("a")
circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cx(0, 1)
circuit.ry(angle, 0)
ansatz = Ansatz(circuit, features=(angle,))
features = torch.linspace(-math.pi, math.pi, 9, dtype=torch.float64)[:, None]

# %% Each qubit alone is a fair coin, both together are not
alone = QuantumLayer(ansatz, StatevectorEngine())(features)
together = QuantumLayer(ansatz, StatevectorEngine(), observables=["ZZ", "XX"])(features)
torch.testing.assert_close(alone, torch.zeros_like(alone), atol=1e-12, rtol=0)
torch.testing.assert_close(together, features.cos().expand(-1, 2), atol=1e-12, rtol=0)

# %% CHSH: Z and X on one qubit, (Z + X)/sqrt(2) and (Z - X)/sqrt(2) on the other, in all pairs.
# Without entanglement the sum of the four correlations is never above 2.
root = math.sqrt(2)
chsh = SparsePauliOp(["ZZ", "XX"], np.array([root, root]))
exact = QuantumLayer(ansatz, StatevectorEngine(), observables=[chsh])
sampled = QuantumLayer(ansatz, AerEngine(2_000, seed=1), observables=[chsh])
turned = torch.tensor([[0.3]])
print(f"CHSH: {exact(turned).item():.3f} exactly, {sampled(turned).item():.3f} in 2,000 shots")
assert abs(exact(turned).item() - 2 * root * math.cos(0.3)) < 1e-6
assert sampled(turned).item() > 2
