"""The exact gradient: that of the shift rule, from one pass instead of two circuits an angle."""

# %% One circuit, two rules
import torch

from hqnn_core import QuantumLayer, StatevectorEngine, entangled_circuit

circuit = entangled_circuit(4, layers=2)
shift = QuantumLayer(circuit, StatevectorEngine(), rule="parameter-shift")
exact = QuantumLayer(circuit, StatevectorEngine(), rule="exact")
features = torch.randn(8, 4, dtype=torch.float64)

# %% The gradients are equal
for layer in (shift, exact):
    layer.double()(features).square().sum().backward()
assert shift.weights is not None
assert exact.weights is not None
torch.testing.assert_close(exact.weights.grad, shift.weights.grad, atol=1e-10, rtol=0)

# %% The work is not
print(f"circuits: {shift.engine.circuits_run} by shifts, {exact.engine.circuits_run} exact")
assert shift.engine.circuits_run == 8 + 8 * 2 * 8  # forward; two for each of 8 weights, 8 samples
assert exact.engine.circuits_run == 8
