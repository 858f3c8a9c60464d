"""Labels and formatted values of a run's settings."""

from __future__ import annotations

from typing import Any, Literal

from hqnn_core.config import Kind, LossName, ModelConfig, SourceName, TrainConfig
from hqnn_core.quantum import EngineName, GradientRule, NoiseName, Rule, default_shift
from hqnn_core.words.numbers import digits_text, number_text

LABELS = {
    "kind": "Network",
    "digits": "Digits",
    "qubits": "Qubits",
    "layers": "Layers of the circuit",
    "entangled": "Entangling gates",
    "source": "Images",
    "n_per_class": "Images of each digit",
    "epochs": "Epochs",
    "batch_size": "Batch size",
    "learning_rate": "Learning rate",
    "loss": "Loss to minimise",
    "engine": "Engine",
    "shots": "Shots per circuit",
    "rule": "Slope of the circuit",
    "shift": "Shift s (radians)",
    "hadamard": "H gate",
    "noise": "Noise",
    "gate_error": "Gate error",
    "readout_error": "Readout error",
    "seed": "Seed",
}
"""The fields of the two configurations that people set, in the order in which they are listed."""

ENGINES: dict[EngineName | Literal["exact"], str] = {
    "aer": "Qiskit Aer, with shots",
    "statevector": "Statevector, with shots",
    "exact": "Exact, no shots",
}
RULES: dict[Rule, str] = {
    "parameter-shift": "parameter shift",
    "finite-difference": "finite difference",
    "chapter": "the chapter, as printed",
    "chapter-aliased": "the chapter's code of 2020",
}
GRADIENT_RULES: dict[GradientRule, str] = {
    **RULES,
    "exact": "backpropagation, exact",
    "spsa": "SPSA: all angles at once, noisy",
}
DEFAULT_SHIFTS = f"The default is π/2; with SPSA it is {default_shift('spsa'):g}."
LOSSES: dict[LossName, str] = {"nll": "−log P(correct)", "chapter": "1 − P(correct), the chapter's"}
LOSS_NAMES: dict[LossName, str] = {"chapter": "1 − P(correct)", "nll": "−log P(correct)"}
KINDS: dict[Kind, str] = {
    "hybrid": "Hybrid: ends in a circuit",
    "classical": "Classical twin: no circuit",
}
SOURCES: dict[SourceName, str] = {
    "auto": "MNIST if installed",
    "mnist": "MNIST",
    "offline": "scikit-learn's digits",
}
NOISES: dict[NoiseName, str] = {
    "none": "None: a perfect device",
    "simple": "Gate and readout errors",
    "device": "A device with usual errors",
}
NAMED_VALUES = {
    value: f"“{name}”"
    for names in (ENGINES, NOISES, GRADIENT_RULES)
    for value, name in names.items()
} | {"statevector-without-shots": f"“{ENGINES['exact']}”"}
"""Values of engine, noise and rule as the widgets have them; for sentences about what is wrong."""
_CHOICES: dict[str, dict[Any, str]] = {
    "engine": dict(ENGINES),
    "rule": dict(GRADIENT_RULES),
    "loss": dict(LOSSES),
    "kind": dict(KINDS),
    "source": dict(SOURCES),
    "noise": dict(NOISES),
}
_OF_THE_CIRCUIT = {"engine", "shots", "rule", "shift", "hadamard", "noise", "layers", "entangled"}


def settings_of(model: ModelConfig, training: TrainConfig) -> dict[str, str]:
    """The applicable settings and values, "Shots per circuit: 100", in the order of `LABELS`.

    The classical twin has no circuit, an exact engine no shots, and only two errors are set.
    """
    fields = {**training.as_dict(), **model.as_dict(), "shift": model.used_shift}
    if model.shots is None:
        fields["engine"] = "exact"
    return {
        name: f"{label}: {value_text(name, fields[name])}"
        for name, label in LABELS.items()
        if _applies(name, model)
    }


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
    if name in _CHOICES:
        return _CHOICES[name].get(value, str(value))
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return digits_text(value)
    return number_text(value, 4) if isinstance(value, float) else f"{value:,}"
