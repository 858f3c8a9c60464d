"""Configurations of networks and training: frozen dataclasses that check their own bounds.

A configuration is stored in checkpoints and sent to training processes. It holds only plain
numbers and strings, which `as_dict` and `from_dict` carry through JSON unchanged.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, get_args

from hqnn_core.errors import ConfigError, check_choice, check_whole, is_finite, plain
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.quantum import (
    DEVICE_QUBITS,
    EngineName,
    GradientRule,
    NoiseName,
    check_noise,
    check_shift,
    check_shots,
    default_shift,
)

LossName = Literal["nll", "chapter"]
Kind = Literal["hybrid", "classical"]
SourceName = Literal["auto", "mnist", "offline"]


MAX_QUBITS = 8
"""With more, a laptop trains too slowly for a class."""
MAX_LAYERS = 12


@dataclass(frozen=True)
class _Config:
    def __post_init__(self) -> None:
        """Replace the scalars of NumPy and torch by Python's own, which JSON can hold."""
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, plain(getattr(self, field.name)))

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
        return cls(**fields)


@dataclass(frozen=True)
class ModelConfig(_Config):
    """The configuration of a network. Raises `ConfigError` for values out of bounds.

    Attributes:
        digits: the digits that the classes stand for, 2 to 10; class k is `digits[k]`.
        kind: "hybrid" has the quantum circuit, "classical" a sigmoid or a dense layer instead.
        qubits: angles of the circuit; 1 is the chapter's circuit, for two digits. More are an
            entangled circuit; a dense layer and a softmax turn its expectations into the answer.
        layers: of that circuit, each with one weight a qubit; ignored with 1 qubit.
        entangled: whether its layers have entangling gates.
        hadamard: whether H comes before RY(theta); can be left out with 1 qubit only.
        engine: what runs the circuit.
        shots: runs of a circuit per expectation, None for exact values.
        shift: s of the rule, in radians; None for the rule's default, see `used_shift`.
        rule: the gradient rule of the circuit, see `QuantumLayer`.
        seed: of the initial weights, the dropout masks and the measured shots.
        noise: of the aer engine: "none", "simple" (the two errors below) or "device" (the errors
            of a model device, see `hqnn_core.quantum.engines.noise`).
        gate_error: p of the depolarising channel after each gate, in [0, 1]; for "simple".
        readout_error: probability of a wrongly read bit, in [0, 0.5]; for "simple".
    """

    digits: tuple[int, ...] = (0, 1)
    kind: Kind = "hybrid"
    qubits: int = 1
    layers: int = 1
    entangled: bool = True
    hadamard: bool = True
    engine: EngineName = "aer"
    shots: int | None = 100
    shift: float | None = None
    rule: GradientRule = "parameter-shift"
    seed: int = 0
    noise: NoiseName = "none"
    gate_error: float = 0.0
    readout_error: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "digits", checked_digits(self.digits))
        check_choice("kind", self.kind, get_args(Kind))
        check_whole("qubits", self.qubits, 1, MAX_QUBITS)
        check_whole("layers", self.layers, 1, MAX_LAYERS)
        for name in ("entangled", "hadamard"):
            if not isinstance(getattr(self, name), bool):
                needs = gettext("must be True or False")
                raise ConfigError(name, needs, repr(getattr(self, name)))
        if self.qubits == 1 and self.n_classes > 2:
            needs = ngettext(
                "must be at least 2 for {n} digit: one measured bit tells only two digits apart",
                "must be at least 2 for {n} digits: one measured bit tells only two digits apart",
                self.n_classes,
            )
            raise ConfigError("qubits", needs, "1")
        if self.qubits > 1 and not self.hadamard:
            raise ConfigError("hadamard", gettext("can be left out only with 1 qubit"))
        check_choice("engine", self.engine, get_args(EngineName))
        check_choice("rule", self.rule, get_args(GradientRule))
        check_shots(self.shots)
        if self.shots is None and self.engine == "aer":
            needs = gettext(
                "must be a number on the {aer} engine, because it samples like a device; "
                "choose the {statevector} engine for exact values"
            )
            raise ConfigError("shots", needs)
        check_shift(self.used_shift, self.rule)
        if self.rule == "exact" and (self.engine != "statevector" or self.shots is not None):
            needs = gettext(
                "cannot be {exact} where shots are measured: only a simulation without shots "
                "can be differentiated; choose {statevector-without-shots}, or {parameter-shift}"
            )
            raise ConfigError("rule", needs)
        check_whole("seed", self.seed, 0, 2**31 - 1)
        check_noise(self.noise, self.gate_error, self.readout_error)
        if self.noise == "device" and self.qubits > DEVICE_QUBITS:
            needs = gettext(
                "must be at most {most} with the noise {{device}}, which has no more",
                most=DEVICE_QUBITS,
            )
            raise ConfigError("qubits", needs, str(self.qubits))
        if self.noise != "none" and self.engine != "aer":
            engine, noise = (f"{{{value}}}" for value in (self.engine, self.noise))
            needs = gettext(
                "must be {{none}} on the {engine} engine; for {noise} choose the {{aer}} engine",
                engine=engine, noise=noise,
            )  # fmt: skip
            raise ConfigError("noise", needs)

    def simulated(self) -> ModelConfig:
        """The same network on the fast engine, without noise."""
        return dataclasses.replace(
            self, engine="statevector", noise="none", gate_error=0.0, readout_error=0.0
        )

    def effective(self) -> ModelConfig:
        """The same network with defaults in all settings that have no effect on it.

        A twin has no circuit, the chapter's circuit no layers, the exact rule no shift.
        """
        if self.kind == "classical":
            return ModelConfig(self.digits, self.kind, self.qubits, seed=self.seed)
        same: dict[str, Any] = {"shift": None if self.rule == "exact" else self.used_shift}
        if self.has_one_angle:
            same |= {"layers": 1, "entangled": True}
        if self.noise != "simple":
            same |= {"gate_error": 0.0, "readout_error": 0.0}
        return dataclasses.replace(self, **same)

    @property
    def used_shift(self) -> float:
        """The shift s in radians: `shift`, or the rule's default."""
        return default_shift(self.rule) if self.shift is None else self.shift

    @property
    def n_classes(self) -> int:
        return len(self.digits)

    @property
    def has_one_angle(self) -> bool:
        """Whether it has the chapter's circuit: one angle, and the measured bit is the class."""
        return self.qubits == 1


def checked_digits(digits: Any, least: int = 2) -> tuple[int, ...]:
    """The digits of a list or an array as a tuple of ints.

    Raises `ConfigError` unless they are `least` to 10 different digits from 0 to 9.
    """
    listed = digits.tolist() if hasattr(digits, "tolist") else digits
    is_listed = isinstance(listed, tuple | list | range)
    if not is_listed or not least <= len(listed) <= 10:
        given = ", ".join(map(repr, listed)) if is_listed else repr(listed)
        needs = gettext("must be {least} to 10 different digits", least=least)
        raise ConfigError("digits", needs, given or gettext("none"))
    whole = tuple(check_whole(N_("a digit"), digit, 0, 9) for digit in listed)
    if len(set(whole)) < len(whole):
        raise ConfigError(
            "digits", gettext("must be different digits"), ", ".join(map(repr, whole))
        )
    return whole


@dataclass(frozen=True)
class TrainConfig(_Config):
    """How a network is trained.

    The defaults are the chapter's, except for 20 epochs instead of 30, batches of 8 instead of 1,
    and "nll" instead of its loss.

    Attributes:
        source: of the images ("auto": MNIST if it is there, else the offline set).
        n_per_class: training images of each digit.
        n_test_per_class: test images of each digit after every epoch; the end uses all.
        epochs: passes over the training images.
        batch_size: images per gradient step.
        learning_rate: of Adam.
        loss: that is minimised: "nll", or "chapter", which is 1 - P(correct).
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
        super().__post_init__()
        check_choice("source", self.source, get_args(SourceName))
        check_whole("n_per_class", self.n_per_class, 1, 10_000)
        check_whole("n_test_per_class", self.n_test_per_class, 1, 10_000)
        check_whole("epochs", self.epochs, 1, 1_000)
        check_whole("batch_size", self.batch_size, 1, 1_024)
        if not is_finite(self.learning_rate) or self.learning_rate <= 0:
            needs = gettext("must be above 0")
            raise ConfigError("learning_rate", needs, repr(self.learning_rate))
        check_choice("loss", self.loss, get_args(LossName))
        check_whole("seed", self.seed, 0, 2**31 - 1)

    def n_images(self, n_classes: int) -> int:
        """The number of training images of `n_classes` digits."""
        return n_classes * self.n_per_class

    def n_batches(self, n_images: int) -> int:
        """The number of gradient steps an epoch; the last batch may be short."""
        return -(-n_images // self.batch_size)
