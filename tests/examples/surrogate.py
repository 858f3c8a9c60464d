"""A trained circuit as a formula: the same answers, and no circuit is run any more."""

# %% The chapter's circuit takes three runs
import torch

from hqnn_core import QuantumLayer, StatevectorEngine, entangled_circuit, ry_circuit
from hqnn_core.quantum import analysis

formula = analysis.surrogate(ry_circuit(), StatevectorEngine())
theta = torch.linspace(-3, 3, 7, dtype=torch.float64)[:, None]
torch.testing.assert_close(formula(theta), -theta.sin(), atol=1e-12, rtol=0)
print(formula.runs, "runs, then", formula(theta).flatten().tolist())

# %% A layer with weights: three runs a feature, multiplied
layer = QuantumLayer(entangled_circuit(4, layers=3), StatevectorEngine(), rule="exact").double()
formula = analysis.surrogate(layer.ansatz, layer.engine, layer.weights)
assert formula.runs == 3**4

# %% The layer's place in a model is the formula's
before = layer.engine.circuits_run
features = torch.randn(100, 4, dtype=torch.float64)
found = formula(features)
assert layer.engine.circuits_run == before
torch.testing.assert_close(found, layer(features), atol=1e-12, rtol=0)
