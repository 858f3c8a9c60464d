"""Configurations: small frozen dataclasses that check their own bounds.

A configuration travels inside a checkpoint and to a training process, so it holds plain
numbers and words only, and `as_dict` / `from_dict` carry it through JSON unchanged.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, get_args

from hqnn_core.faults import InputError, shortened

Rule = Literal["parameter-shift", "finite-difference", "chapter", "chapter-aliased"]
EngineName = Literal["aer", "statevector"]
LossName = Literal["nll", "chapter"]
NoiseName = Literal["none", "simple", "device"]
Kind = Literal["hybrid", "classical"]
SourceName = Literal["auto", "mnist", "offline"]

MAX_SHOTS = 1_000_000
"""More shots than this take Aer over half a second a circuit and change no third digit."""

_NAMED = re.compile(r"\{(\w+)\}")
SMALLEST_SINE = 1e-6
"""A shift s with |sin s| below this divides the gradient by nothing but rounding errors."""


class ConfigError(InputError):
    """A setting is out of bounds; the message says which, what is allowed and what was given.

    Attributes:
        field: the setting's name in the code.
    """

    def __init__(self, field: str, needs: str, given: str = "") -> None:
        """`needs` is the rest of the sentence; settings and values named in it stand in {}."""
        self.field, self._needs, self._given = field, needs, given
        super().__init__(self.told({}))

    def told(self, names: Mapping[str, str]) -> str:
        """The message with `names` for the words of the code, where it has them."""
        needs = _NAMED.sub(lambda found: names.get(found[1], found[1]), self._needs)
        end = f"; got {self._given}." if self._given else "."
        return shortened(f"{names.get(self.field, self.field)} {needs}{end}")


def is_finite(value: object) -> bool:
    """Whether `value` is a number and no infinite one; neither True nor 10**400 is."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise `ConfigError` unless `value` is a whole number in [low, high]."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(name, f"must be a whole number from {low:,} to {high:,}", _shown(value))


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Raise `ConfigError` unless `value` is one of `choices`."""
    if value not in choices:
        allowed = ", ".join(f"{{{choice}}}" for choice in choices)
        raise ConfigError(name, f"must be one of {allowed}", repr(value))


def _shown(value: object) -> str:
    """A number with its thousands apart, so that one sees how large it is."""
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15
    return f"{value:,}" if is_whole else repr(value)


def check_shots(shots: int | None) -> None:
    """Raise `ConfigError` unless `shots` is None (exact) or a whole number in [1, MAX_SHOTS]."""
    if shots is not None:
        check_whole("shots", shots, 1, MAX_SHOTS)


def check_shift(shift: float, rule: Rule = "parameter-shift") -> None:
    """Raise `ConfigError` for a shift (radians) at which `rule` cannot give a slope."""
    if not is_finite(shift) or shift == 0:
        raise ConfigError("shift", "must be a finite angle in radians other than 0", repr(shift))
    if rule == "parameter-shift" and abs(math.sin(shift)) < SMALLEST_SINE:
        raise ConfigError(
            "shift",
            "must not be a multiple of pi: there both shifted circuits give the same "
            "expectation, and the rule divides by 2 sin(shift) = 0",
            f"{shift:.6g}",
        )


def check_share(name: str, value: float, high: float) -> None:
    """Raise `ConfigError` unless `value` is a number in [0, high]."""
    if not is_finite(value) or not 0 <= value <= high:
        raise ConfigError(name, f"must be a number from 0 to {high:g}", repr(value))


def check_noise(noise: NoiseName, gate_error: float, readout_error: float) -> None:
    """Raise `ConfigError` for an unknown noise or errors that are no probabilities."""
    check_choice("noise", noise, get_args(NoiseName))
    check_share("gate_error", gate_error, 1.0)
    check_share("readout_error", readout_error, 0.5)


def _listed(values: tuple[object, ...]) -> str:
    return " and ".join(map(repr, values)) or "none"


@dataclass(frozen=True)
class _Config:
    def as_dict(self) -> dict[str, Any]:
        """The fields as plain values, ready for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, fields: dict[str, Any]):
        """The configuration that `as_dict` wrote. Raises `ConfigError` for anything else."""
        if not isinstance(fields, dict):
            raise ConfigError(cls.__name__, "needs fields with names", repr(fields))
        names = {field.name for field in dataclasses.fields(cls)}
        if unknown := sorted(set(fields) - names):
            raise ConfigError(cls.__name__, f"has no field {', '.join(unknown)}")
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()})


@dataclass(frozen=True)
class ModelConfig(_Config):
    """What a network is. Raises `ConfigError` for values out of bounds.

    Attributes:
        digits: the digits that the classes stand for; class k is `digits[k]`.
        kind: "hybrid" ends in the quantum circuit, "classical" in a sigmoid.
        hadamard: whether H stands in front of RY(theta).
        engine: what runs the circuit.
        shots: runs of a circuit per expectation, None for exact values.
        shift: s of the shift rule, in radians.
        rule: how the slope is made of shifted expectations.
        seed: of the initial weights, the dropout masks and the measured shots.
        noise: of the aer engine: "none", "simple", which is the two errors below, or "device",
            the errors of a made-up device (`hqnn_core.engines.noise`).
        gate_error: p of the depolarising channel after each gate, in [0, 1]; for "simple".
        readout_error: probability that a bit is read wrong, in [0, 0.5]; for "simple".
    """

    digits: tuple[int, ...] = (0, 1)
    kind: Kind = "hybrid"
    hadamard: bool = True
    engine: EngineName = "aer"
    shots: int | None = 100
    shift: float = math.pi / 2
    rule: Rule = "parameter-shift"
    seed: int = 0
    noise: NoiseName = "none"
    gate_error: float = 0.0
    readout_error: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.digits, tuple | list) or len(self.digits) != 2:
            raise ConfigError("digits", "must be two different digits", repr(self.digits))
        for digit in self.digits:
            check_whole("a digit", digit, 0, 9)
        if self.digits[0] == self.digits[1]:
            raise ConfigError("digits", "must be two different digits", _listed(self.digits))
        check_choice("kind", self.kind, get_args(Kind))
        if not isinstance(self.hadamard, bool):
            raise ConfigError("hadamard", "must be True or False", repr(self.hadamard))
        check_choice("engine", self.engine, get_args(EngineName))
        check_choice("rule", self.rule, get_args(Rule))
        check_shots(self.shots)
        if self.shots is None and self.engine == "aer":
            raise ConfigError(
                "shots",
                "must be a number on the {aer} engine, which samples as a device does; choose "
                "the {statevector} engine for exact values",
            )
        check_shift(self.shift, self.rule)
        check_whole("seed", self.seed, 0, 2**31 - 1)
        check_noise(self.noise, self.gate_error, self.readout_error)
        if self.noise != "none" and self.engine != "aer":
            raise ConfigError(
                "noise",
                f"must be {{none}} on the {{{self.engine}}} engine; for {{{self.noise}}} choose "
                "the {aer} engine",
            )

    @property
    def n_classes(self) -> int:
        return len(self.digits)


@dataclass(frozen=True)
class TrainConfig(_Config):
    """How a network is trained. The defaults are the chapter's, in batches of 8 instead of 1.

    Attributes:
        source: where the images come from ("auto": MNIST if it is there, else the offline set).
        n_per_class: training images of each digit.
        n_test_per_class: test images of each digit after every epoch; the end uses all.
        epochs: passes over the training images.
        batch_size: images a gradient step.
        learning_rate: of Adam.
        loss: what is minimised, "nll" or the "chapter"'s 1 - P(correct).
        seed: of the order of the images.
    """

    source: SourceName = "auto"
    n_per_class: int = 100
    n_test_per_class: int = 100
    epochs: int = 20
    batch_size: int = 8
    learning_rate: float = 1e-3
    loss: LossName = "nll"
    seed: int = 0

    def __post_init__(self) -> None:
        check_choice("source", self.source, get_args(SourceName))
        check_whole("n_per_class", self.n_per_class, 1, 10_000)
        check_whole("n_test_per_class", self.n_test_per_class, 1, 10_000)
        check_whole("epochs", self.epochs, 1, 1_000)
        check_whole("batch_size", self.batch_size, 1, 1_024)
        if not is_finite(self.learning_rate) or self.learning_rate <= 0:
            raise ConfigError("learning_rate", "must be above 0", repr(self.learning_rate))
        check_choice("loss", self.loss, get_args(LossName))
        check_whole("seed", self.seed, 0, 2**31 - 1)

    @property
    def n_batches_per_epoch(self) -> int:
        """Gradient steps an epoch, on images of two digits."""
        return -(-2 * self.n_per_class // self.batch_size)
