"""How much of the space of states a circuit reaches, how entangled they are, what slope is left."""

# %% Three circuits of one paper: no entanglement, all of it, and controlled rotations
from hqnn_core import entangled_circuit
from hqnn_core.quantum import analysis

for number in (1, 9, 19):
    circuit = analysis.sim_circuit(number, n_qubits=4)
    distance = analysis.expressibility(circuit, pairs=5_000)
    entangled = analysis.meyer_wallach(analysis.states_at_random(circuit)).mean()
    print(f"circuit {number}: distance from evenly spread {distance:.2f}, Q {entangled:.2f}")

# %% Layers bring it closer to evenly spread states
one, three = (
    analysis.expressibility(analysis.sim_circuit(2, layers=n), pairs=5_000) for n in (1, 3)
)
assert three < one / 10

# %% The price: each qubit more halves the variance of the slope
variances = [
    analysis.gradient_variance(entangled_circuit(n, 6 * n, rotations="ry-rz"), "Z" * n, draws=300)
    for n in (2, 4, 6)
]
print("variance of the slope on 2, 4, 6 qubits:", [f"{v:.4f}" for v in variances])
assert variances[0] > 2 * variances[1] > 4 * variances[2]
