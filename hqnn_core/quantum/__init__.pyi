from .canonical import UnsupportedGateError as UnsupportedGateError
from .circuit import (
    Ansatz as Ansatz,
    certain_angles as certain_angles,
    entangled_circuit as entangled_circuit,
    openqasm_source as openqasm_source,
    python_source as python_source,
    ry_circuit as ry_circuit,
    start_angle as start_angle,
)
from .convolutional import convolutional_circuit as convolutional_circuit
from .costs import Cost as Cost, cost as cost
from .curves import (
    BAND as BAND,
    ExpectationCurve as ExpectationCurve,
    RunningMean as RunningMean,
    ShotErrors as ShotErrors,
    band_ends as band_ends,
    expectation_curve as expectation_curve,
    outcome_probabilities as outcome_probabilities,
    running_mean as running_mean,
    shot_error as shot_error,
    shot_errors as shot_errors,
    sine_through as sine_through,
)
from .devices import (
    MODEL_DEVICE as MODEL_DEVICE,
    AccountError as AccountError,
    Queue as Queue,
    Sent as Sent,
    account as account,
    device_names as device_names,
    has_runtime as has_runtime,
    least_busy as least_busy,
    load_device as load_device,
    send as send,
)
from .engines import (
    Engine as Engine,
    NonFiniteAngleError as NonFiniteAngleError,
    make_engine as make_engine,
)
from .engines.aer import AerEngine as AerEngine
from .engines.density import Channels as Channels, DensityMatrixEngine as DensityMatrixEngine
from .engines.noise import DEVICE_ERRORS as DEVICE_ERRORS, Noise as Noise
from .engines.primitive import (
    JobFailedError as JobFailedError,
    PrimitiveEngine as PrimitiveEngine,
)
from .engines.statevector import (
    StatevectorEngine as StatevectorEngine,
    exact_engine as exact_engine,
)
from .layer import QuantumLayer as QuantumLayer
from .progress import Report as Report, part_of as part_of, unreported as unreported
from .settings import (
    DEVICE_QUBITS as DEVICE_QUBITS,
    MAX_SHOTS as MAX_SHOTS,
    EngineName as EngineName,
    GradientRule as GradientRule,
    NoiseName as NoiseName,
    Rule as Rule,
    check_noise as check_noise,
    check_shift as check_shift,
    check_shots as check_shots,
    default_shift as default_shift,
)
from .slope_trials import (
    QUARTER_TURN as QUARTER_TURN,
    Point as Point,
    Slope as Slope,
    Trial as Trial,
    least_scatter as least_scatter,
    shift_grid as shift_grid,
    slopes as slopes,
    trials as trials,
)
