from .capability import (
    SIM_CIRCUITS as SIM_CIRCUITS,
    expressibility as expressibility,
    fidelities as fidelities,
    meyer_wallach as meyer_wallach,
    sim_circuit as sim_circuit,
)
from .fourier import Spectrum as Spectrum, fourier_spectrum as fourier_spectrum
from .plateau import gradient_variance as gradient_variance, random_gradients as random_gradients
from .random_states import random_angles as random_angles, states_at_random as states_at_random
from .surrogates import Surrogate as Surrogate, surrogate as surrogate
