from .entanglement import meyer_wallach as meyer_wallach
from .fidelity import (
    expressibility as expressibility,
    fidelities as fidelities,
    haar_shares as haar_shares,
)
from .plateau import gradient_variance as gradient_variance, random_gradients as random_gradients
from .random_states import random_angles as random_angles, states_at_random as states_at_random
from .sim_circuits import SIM_CIRCUITS as SIM_CIRCUITS, sim_circuit as sim_circuit
from .spectrum import Spectrum as Spectrum, fourier_spectrum as fourier_spectrum
from .surrogates import Surrogate as Surrogate, surrogate as surrogate
