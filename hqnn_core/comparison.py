"""What differs between the configurations of several runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.run import Run

NAMES = {
    "digits": "digits",
    "kind": "network",
    "hadamard": "H",
    "engine": "engine",
    "shots": "shots",
    "shift": "shift",
    "rule": "rule",
    "noise": "noise",
    "gate_error": "gate error",
    "readout_error": "readout error",
    "source": "images",
    "n_per_class": "images a digit",
    "epochs": "epochs",
    "batch_size": "batch",
    "learning_rate": "rate",
    "loss": "loss",
    "seed": "seed",
}
"""Fields of the configurations as people read them; the others are not shown."""


def settings_of(model: ModelConfig, training: TrainConfig) -> dict[str, str]:
    """What each field in `NAMES` is set to, for people, in that order."""
    fields = {**training.as_dict(), **model.as_dict()}
    return {name: f"{NAMES[name]} {_text(name, fields[name])}" for name in NAMES}


def differences(runs: Sequence[Run]) -> list[list[str]]:
    """For each run, the settings in which the runs are not all alike."""
    settings = [settings_of(run.model, run.training) for run in runs]
    differing = [name for name in NAMES if len({each[name] for each in settings}) > 1]
    return [[each[name] for name in differing] for each in settings]


def _text(name: str, value: Any) -> str:
    if name == "shots" and value is None:
        return "exact"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " and ".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
