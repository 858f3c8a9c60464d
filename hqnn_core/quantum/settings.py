"""The settings of circuits and their bounds."""

from __future__ import annotations

import math
from typing import Literal, get_args

from hqnn_core.errors import ConfigError, check_choice, check_share, check_whole, is_finite, plain
from hqnn_core.language import gettext, localized

Rule = Literal["parameter-shift", "finite-difference", "chapter", "chapter-aliased"]
"""The rules that run a circuit at a shifted angle, one angle at a time."""

GradientRule = Literal[Rule, "exact", "spsa"]
"""What a layer can take its gradient from."""
EngineName = Literal["aer", "statevector"]
NoiseName = Literal["none", "simple", "device"]

DEVICE_QUBITS = 5
"""Of the model device that the noise "device" means."""

MAX_SHOTS = 1_000_000
"""With more shots, Aer takes over half a second per circuit, for a shot error below 0.001."""

MAX_SEED = 2**63 - 1
"""The largest that NumPy, torch and Qiskit take."""

SPSA_SHIFT = 0.2
"""Small, because the slope along a direction has as many frequencies as the circuit has gates."""

SMALLEST_SINE = 1e-6
"""With |sin s| below this, the rule would divide by a rounding error."""


def check_shots(shots: int | None) -> int | None:
    """`shots` as Python's int, or None (exact).

    Raises `ConfigError` for anything but None and whole numbers in [1, MAX_SHOTS].
    """
    return None if shots is None else check_whole("shots", shots, 1, MAX_SHOTS)


def check_seed(seed: int | None) -> int | None:
    """`seed` as Python's int, or None (a new one from the operating system).

    Raises `ConfigError` for anything but None and whole numbers in [0, MAX_SEED].
    """
    return None if seed is None else check_whole("seed", seed, 0, MAX_SEED)


def default_shift(rule: GradientRule) -> float:
    """The default shift s of a rule, in radians: pi/2, but `SPSA_SHIFT` for "spsa"."""
    return SPSA_SHIFT if rule == "spsa" else math.pi / 2


def check_shift(shift: float, rule: GradientRule = "parameter-shift") -> float:
    """`shift` (radians) as Python's float.

    Raises `ConfigError` for a shift at which `rule` cannot give a slope.
    """
    shift = plain(shift)
    if not is_finite(shift) or shift == 0:
        needs = gettext("must be a finite angle in radians other than 0")
        raise ConfigError("shift", needs, repr(shift))
    if rule in ("parameter-shift", "spsa") and abs(math.sin(shift)) < SMALLEST_SINE:
        needs = gettext(
            "must not be a multiple of pi: then both shifted circuits give the same expectation, "
            "and the rule divides by 2 sin(shift) = 0"
        )
        raise ConfigError("shift", needs, localized(f"{shift:.6g}"))
    return float(shift)


def check_noise(noise: NoiseName, gate_error: float, readout_error: float) -> tuple[float, float]:
    """The two errors as Python's floats.

    Raises `ConfigError` for an unknown noise or for errors that are not probabilities.
    """
    check_choice("noise", noise, get_args(NoiseName))
    gates, readout = ("gate_error", gate_error, 1.0), ("readout_error", readout_error, 0.5)
    return check_share(*gates), check_share(*readout)
