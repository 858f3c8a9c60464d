"""Any Qiskit circuit is a layer: a feature in two gates, a controlled rotation, a sum."""

# %% A circuit of one's own
import torch
from qiskit import QuantumCircuit
from qiskit.circuit import ParameterVector

from hqnn_core import Ansatz, QuantumLayer, StatevectorEngine

x, w = ParameterVector("x", 2), ParameterVector("w", 2)
circuit = QuantumCircuit(2)
circuit.h([0, 1])
circuit.ry(x[0], 0)
circuit.crx(w[0], 0, 1)
circuit.ry(x[0] / 2 + x[1], 1)  # x[0] once more, in a sum
circuit.rzz(w[1], 0, 1)
circuit.rx(0.3, 0)

# %% Which of its parameters are features, and which are weights to train
ansatz = Ansatz(circuit, features=tuple(x), weights=tuple(w))
layer = QuantumLayer(ansatz, StatevectorEngine())  # parameter shift, from each gate's frequencies

# %% Its gradient is that of a small difference
features = torch.tensor([[0.1, -0.7], [2.0, 0.4]], dtype=torch.float64, requires_grad=True)
layer(features).sum().backward()
step = torch.tensor([1e-5, 0.0], dtype=torch.float64)
difference = (layer(features + step) - layer(features - step)).sum(1) / 2e-5
print(features.grad)
assert features.grad is not None
torch.testing.assert_close(features.grad[:, 0], difference, atol=1e-8, rtol=0)
