"""A feature that is uploaded L times gives the circuit the frequencies 0 to L, and no others."""

# %% The same circuit with one to four uploads
import numpy as np

from hqnn_core import entangled_circuit, ry_circuit
from hqnn_core.quantum import analysis

for uploads in (1, 2, 3, 4):
    circuit = entangled_circuit(2, layers=4, rotations="ry-rz", uploads=uploads)
    spectrum = analysis.fourier_spectrum(circuit, "x[0]", highest=6)
    sizes = np.abs(spectrum.coefficients[:, 0])  # of qubit 0's Z
    print(f"{uploads} uploads:", " ".join(f"{size:.3f}" for size in sizes))
    assert np.flatnonzero(sizes > 1e-9).tolist() == list(range(uploads + 1))

# %% The chapter's circuit is a pure sine
chapter = analysis.fourier_spectrum(ry_circuit(), "θ")
np.testing.assert_allclose(chapter.coefficients[:, 0], [0, 0.5j], atol=1e-12)
