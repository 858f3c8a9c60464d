"""A grid of settings: a training run for every combination of some values."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import ConfigError, plain
from hqnn_core.language import N_, gettext, localized

MAX_RUNS = 10_000
"""More runs than these would take a day on a laptop."""

_OF_MODEL = {f.name for f in dataclasses.fields(ModelConfig)} - {"digits"}
_OF_TRAINING = {f.name for f in dataclasses.fields(TrainConfig)}
FIELDS = _OF_MODEL | _OF_TRAINING
"""The settings that a grid can vary: all but the digits."""

Settings = tuple[ModelConfig, TrainConfig]


@dataclass(frozen=True)
class Grid:
    """Values to try for some settings, each with each other. Raises `ConfigError`.

    Of runs that are the same, such as those of a classical network with other circuits, one is
    trained: the first.

    The runs are ordered by seed first, so that after a part of them every combination of the other
    settings has been tried about as often.

    Attributes:
        axes: for each setting that varies, its values; by its name in `ModelConfig` or
            `TrainConfig`. A seed is that of both. Equal values count once.
        model, training: all other settings; they hold the first run's values of those that vary.
    """

    axes: Mapping[str, Iterable[Any]]
    model: ModelConfig = field(default_factory=ModelConfig)
    training: TrainConfig = field(default_factory=TrainConfig)

    def __post_init__(self) -> None:
        axes = {name: _values(name, values) for name, values in self.axes.items()}
        seeds_first = sorted(axes, key=lambda name: name != "seed")
        object.__setattr__(self, "axes", {name: axes[name] for name in seeds_first})
        if not axes:
            raise ConfigError(N_("a grid"), "needs at least 1 setting with values")
        n_runs = math.prod(map(len, axes.values()))
        if n_runs > MAX_RUNS:
            sizes, total = " × ".join(str(len(values)) for values in axes.values()), f"{n_runs:,}"
            raise ConfigError(
                "a grid",
                gettext(
                    "has at most {most} runs; use fewer values", most=localized(f"{MAX_RUNS:,}")
                ),
                localized(f"{sizes} = {total}" if len(axes) > 1 else total),
            )
        model, training = self.settings(0)
        object.__setattr__(self, "model", model)  # grids of the same runs are equal
        object.__setattr__(self, "training", training)

    def __len__(self) -> int:
        return len(self._cells)

    @cached_property
    def _cells(self) -> list[tuple[Any, ...]]:
        found: dict[Settings, tuple[Any, ...]] = {}
        for cell in itertools.product(*self.axes.values()):
            model, training = self._settings(dict(zip(self.axes, cell, strict=True)))
            found.setdefault((model.effective(), training), cell)
        return list(found.values())

    @property
    def varied(self) -> list[str]:
        """The settings that are compared: all that vary but the seed, or the seed alone."""
        return [name for name in self.axes if name != "seed"] or ["seed"]

    def values(self, index: int) -> dict[str, Any]:
        """One run's values of the settings that vary."""
        return dict(zip(self.axes, self._cells[index], strict=True))

    def settings(self, index: int) -> Settings:
        """The configurations of one run."""
        return self._settings(self.values(index))

    def _settings(self, values: dict[str, Any]) -> Settings:
        try:
            model = replace(self.model, **_named(values, _OF_MODEL))
            return model, replace(self.training, **_named(values, _OF_TRAINING))
        except ConfigError as fault:
            cell = ", ".join(f"{{{name}}} = {value!r}" for name, value in values.items())
            raise fault.located(cell) from None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "axes": {name: list(values) for name, values in self.axes.items()},
            "model": self.model.as_dict(),
            "training": self.training.as_dict(),
        }

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Grid:
        """The grid that `as_dict` wrote. Raises `ConfigError` for anything else."""
        try:
            model, training = fields["model"], fields["training"]
            return cls(
                fields["axes"], ModelConfig.from_dict(model), TrainConfig.from_dict(training)
            )
        except (KeyError, TypeError, AttributeError):
            raise ConfigError("a grid", "needs axes, a model and a training") from None


def _named(values: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _values(name: str, values: object) -> tuple[Any, ...]:
    """The values of one setting, as plain numbers and words, each once."""
    if name not in FIELDS:
        raise ConfigError("a grid", f"has no setting of this name: {name}")
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ConfigError(name, "must be a list of values in a grid", repr(values))
    plain = [_plain(name, value) for value in itertools.islice(values, MAX_RUNS + 1)]
    distinct = {(type(value), value): value for value in plain}
    if not distinct:
        raise ConfigError(name, gettext("needs at least 1 value in a grid"))
    return tuple(distinct.values())


def _plain(name: str, value: Any) -> Any:
    """A number or a word of Python's own, also for one of NumPy's."""
    value = plain(value)
    if value is not None and not isinstance(value, bool | int | float | str):
        raise ConfigError(name, "must be a list of numbers or words in a grid", repr(value))
    return value
