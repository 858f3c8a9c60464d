"""Labels and formatted values of a run's settings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from hqnn_core.config import Kind, LossName, ModelConfig, SourceName, TrainConfig
from hqnn_core.language import N_, gettext, localized
from hqnn_core.quantum import EngineName, GradientRule, NoiseName, Rule, default_shift
from hqnn_core.words.numbers import digits_text, number_text, whole_text

LABELS = {
    "kind": N_("Network"),
    "digits": N_("Digits"),
    "qubits": N_("Qubits"),
    "layers": N_("Layers of the circuit"),
    "entangled": N_("Entangling gates"),
    "source": N_("Images"),
    "n_per_class": N_("Images of each digit"),
    "epochs": N_("Epochs"),
    "batch_size": N_("Batch size"),
    "learning_rate": N_("Learning rate"),
    "loss": N_("Loss to minimise"),
    "engine": N_("Engine"),
    "shots": N_("Shots per circuit"),
    "rule": N_("Slope of the circuit"),
    "shift": N_("Shift s (radians)"),
    "hadamard": N_("H gate"),
    "noise": N_("Noise"),
    "gate_error": N_("Gate error"),
    "readout_error": N_("Readout error"),
    "seed": N_("Seed"),
}
"""The fields of the two configurations that people set, in the order in which they are listed."""

ENGINES: dict[EngineName | Literal["exact"], str] = {
    "aer": N_("Qiskit Aer, with shots"),
    "statevector": N_("Statevector, with shots"),
    "exact": N_("Exact, no shots"),
}
RULES: dict[Rule, str] = {
    "parameter-shift": N_("parameter shift"),
    "finite-difference": N_("finite difference"),
    "chapter": N_("the chapter, as printed"),
    "chapter-aliased": N_("the chapter's code of 2020"),
}
GRADIENT_RULES: dict[GradientRule, str] = {
    **RULES,
    "exact": N_("backpropagation, exact"),
    "spsa": N_("SPSA: all angles at once, noisy"),
}
LOSSES: dict[LossName, str] = {
    "nll": N_("−log P(correct)"),
    "chapter": N_("1 − P(correct), the chapter's"),
}
LOSS_NAMES: dict[LossName, str] = {"chapter": N_("1 − P(correct)"), "nll": N_("−log P(correct)")}
KINDS: dict[Kind, str] = {
    "hybrid": N_("Hybrid: ends in a circuit"),
    "classical": N_("Classical twin: no circuit"),
}
SOURCES: dict[SourceName, str] = {
    "auto": N_("MNIST if installed"),
    "mnist": "MNIST",
    "offline": N_("scikit-learn's digits"),
}
NOISES: dict[NoiseName, str] = {
    "none": N_("None: a perfect device"),
    "simple": N_("Gate and readout errors"),
    "device": N_("A device with usual errors"),
}
_CHOICES: dict[str, dict[Any, str]] = {
    "engine": dict(ENGINES),
    "rule": dict(GRADIENT_RULES),
    "loss": dict(LOSSES),
    "kind": dict(KINDS),
    "source": dict(SOURCES),
    "noise": dict(NOISES),
}
_OF_THE_CIRCUIT = {"engine", "shots", "rule", "shift", "hadamard", "noise", "layers", "entangled"}


def default_shifts_text() -> str:
    """The default shifts, for the help of a field."""
    spsa = localized(f"{default_shift('spsa'):g}")
    return gettext("The default is π/2; with SPSA it is {shift}.", shift=spsa)


def shown_names(others: Mapping[str, str] | None = None) -> dict[str, str]:
    """Names for `ConfigError.told`: labels of settings and `others`, values in quotes."""
    values = {**ENGINES, **NOISES, **GRADIENT_RULES, "statevector-without-shots": ENGINES["exact"]}
    quoted = {value: gettext("“{name}”", name=gettext(name)) for value, name in values.items()}
    return {name: gettext(text) for name, text in {**LABELS, **(others or {})}.items()} | quoted


def values_of(model: ModelConfig, training: TrainConfig) -> dict[str, str]:
    """The applicable settings' formatted values, in the order of `LABELS`.

    The classical twin has no circuit, an exact engine no shots, and only two errors are set.
    """
    fields = {**training.as_dict(), **model.as_dict(), "shift": model.used_shift}
    if model.shots is None:
        fields["engine"] = "exact"
    return {name: value_text(name, fields[name]) for name in LABELS if _applies(name, model)}


def settings_of(model: ModelConfig, training: TrainConfig) -> dict[str, str]:
    """The applicable settings with labels and values, "Shots per circuit: 100", see `values_of`."""
    return {name: setting_text(name, text) for name, text in values_of(model, training).items()}


def setting_text(name: str, value: str) -> str:
    """A setting's label and its formatted value: "Shots per circuit: 100"."""
    return gettext("{setting}: {value}", setting=gettext(LABELS[name]), value=value)


def _applies(name: str, model: ModelConfig) -> bool:
    if name in ("gate_error", "readout_error"):
        return model.kind == "hybrid" and model.noise == "simple"
    if name == "shots" and model.shots is None:
        return False
    if name == "shift" and model.rule == "exact":
        return False
    if model.has_one_angle and name in ("qubits", "layers", "entangled"):
        return False
    if not model.has_one_angle and name == "hadamard":
        return False
    return model.kind == "hybrid" or name not in _OF_THE_CIRCUIT


def value_text(name: str, value: Any) -> str:
    """A setting's formatted value; a value without a label is left as it is."""
    if name in _CHOICES or isinstance(value, bool):
        return gettext(value_name(name, value))
    if isinstance(value, tuple):
        return digits_text(value)
    return number_text(value, 4) if isinstance(value, float) else whole_text(value)


def value_name(name: str, value: Any) -> str:
    """A setting's value as addresses have it, in any language."""
    if name in _CHOICES:
        return _CHOICES[name].get(value, str(value))
    if isinstance(value, bool):
        return N_("on") if value else N_("off")
    return f"{Decimal(f'{value:.4g}'):f}" if isinstance(value, float) else f"{value:,}"
