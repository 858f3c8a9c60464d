from .capability import (
    SIM_CIRCUITS as SIM_CIRCUITS,
    expressibility as expressibility,
    fidelities as fidelities,
    meyer_wallach as meyer_wallach,
    sim_circuit as sim_circuit,
)
from .fourier import Spectrum as Spectrum, fourier_spectrum as fourier_spectrum
from .plateau import gradient_variance as gradient_variance, random_gradients as random_gradients
from .plateau_scan import (
    VariancePoint as VariancePoint,
    deep_and_shallow as deep_and_shallow,
    deep_circuit as deep_circuit,
    scrambled_variance as scrambled_variance,
    shallow_circuit as shallow_circuit,
    shots_for_slope as shots_for_slope,
    variance_points as variance_points,
)
from .random_states import random_angles as random_angles, states_at_random as states_at_random
from .stepping import (
    STEPPED as STEPPED,
    Step as Step,
    bell_and_random as bell_and_random,
    first_gates as first_gates,
    random_entanglement as random_entanglement,
    steps_of as steps_of,
)
from .surrogates import Surrogate as Surrogate, surrogate as surrogate
from .upload_fits import (
    MAX_UPLOADS as MAX_UPLOADS,
    TARGETS as TARGETS,
    TargetName as TargetName,
    UploadFit as UploadFit,
    upload_circuit as upload_circuit,
    upload_fit as upload_fit,
)
