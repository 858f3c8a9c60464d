"""A quantum layer between two dense layers learns what dense layers alone cannot."""

# %% A chessboard of four fields: no straight line parts the colours
import torch
from torch import nn

from hqnn_core import QuantumLayer, StatevectorEngine, entangled_circuit

torch.manual_seed(0)
points = torch.rand(200, 2) * 2 - 1
labels = (points.prod(dim=1) > 0).long()

# %% The model: 2 numbers -> 2 angles -> the expectations of 2 qubits -> 2 classes
circuit = entangled_circuit(2, layers=2)
quantum = QuantumLayer(circuit, StatevectorEngine(), rule="exact")
model = nn.Sequential(nn.Linear(2, 2), quantum, nn.Linear(2, 2))

# %% Training, as of any other model
optimiser = torch.optim.Adam(model.parameters(), lr=0.1)
losses = []
for _ in range(100):
    optimiser.zero_grad()
    loss = nn.functional.cross_entropy(model(points), labels)
    loss.backward()
    optimiser.step()
    losses.append(loss.item())

correct = (model(points).argmax(1) == labels).float().mean().item()
print(f"loss {losses[0]:.2f} -> {losses[-1]:.2f}, {100 * correct:.0f} % correct")
assert losses[-1] < losses[0] / 2
assert correct > 0.95
