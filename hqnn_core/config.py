"""Configurations: small frozen dataclasses that check their own bounds.

A configuration is stored in checkpoints and sent to training processes. So it holds only plain
numbers and words, and `as_dict` / `from_dict` carry it through JSON unchanged.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from hqnn_core.quantum import (
    ConfigError,
    EngineName,
    NoiseName,
    Rule,
    check_choice,
    check_noise,
    check_shift,
    check_shots,
    check_whole,
    is_finite,
)

LossName = Literal["nll", "chapter"]
Kind = Literal["hybrid", "classical"]
SourceName = Literal["auto", "mnist", "offline"]


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
    """The configuration of a network. Raises `ConfigError` for values out of bounds.

    Attributes:
        digits: the digits that the classes stand for; class k is `digits[k]`.
        kind: "hybrid" ends in the quantum circuit, "classical" in a sigmoid.
        hadamard: whether H comes before RY(theta).
        engine: what runs the circuit.
        shots: runs of a circuit per expectation, None for exact values.
        shift: s of the shift rule, in radians.
        rule: how shifted expectations give the slope.
        seed: of the initial weights, the dropout masks and the measured shots.
        noise: of the aer engine: "none", "simple" (the two errors below) or "device" (the errors
            of a model device, see `hqnn_core.quantum.engines.noise`).
        gate_error: p of the depolarising channel after each gate, in [0, 1]; for "simple".
        readout_error: probability that a bit is read wrongly, in [0, 0.5]; for "simple".
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
                "must be a number on the {aer} engine, because it samples like a device; choose "
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


@dataclass(frozen=True)
class TrainConfig(_Config):
    """How a network is trained. The defaults are the chapter's, in batches of 8 instead of 1.

    Attributes:
        source: where the images come from ("auto": MNIST if it is there, else the offline set).
        n_per_class: training images of each digit.
        n_test_per_class: test images of each digit after every epoch; the end uses all.
        epochs: passes over the training images.
        batch_size: images per gradient step.
        learning_rate: of Adam.
        loss: minimised: "nll", or "chapter", which is 1 - P(correct).
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
    def n_images(self) -> int:
        """Training images of two digits together."""
        return 2 * self.n_per_class

    def n_batches(self, n_images: int) -> int:
        """Gradient steps an epoch on so many images; the last batch may be short."""
        return -(-n_images // self.batch_size)
