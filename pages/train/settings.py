"""The settings of a training run, as presets and as widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.quantum import ConfigError
from hqnn_core.runs import PRESETS, Preset
from hqnn_core.words import (
    ENGINES,
    GRADIENT_RULES,
    KINDS,
    LABELS,
    LOSSES,
    NAMED_VALUES,
    NOISES,
    SOURCES,
    digits_text,
    parse_decimal,
    parse_digits,
    parse_shift,
    parse_whole,
    settings_of,
)
from pages.shared import session
from pages.shared.address import bound
from pages.shared.messages import literal
from pages.train.typed import typed_shift, typed_shots

Settings = tuple[ModelConfig, TrainConfig]
MODEL, TRAINING = ModelConfig(), TrainConfig()
_OTHER_NAMES = {"a digit": "Each digit"}
NAMES = {**LABELS, **_OTHER_NAMES, **NAMED_VALUES}
"""Of fields and values, as the widgets have them; for the sentences about what is wrong."""

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Chosen:
    """What the widgets say.

    Attributes:
        model, training: the configuration; where a setting is wrong, that of the preset.
        fault: what is wrong with a setting, a sentence; "" where nothing is.
        watch_for: what to look for, or which settings differ from the preset.
    """

    model: ModelConfig
    training: TrainConfig
    fault: str
    watch_for: str

    @property
    def name(self) -> str:
        """The preset's name, if the settings are its own."""
        ours = settings_of(self.model, self.training)
        same = (p.name for p in PRESETS if settings_of(p.model, p.training) == ours)
        return next(same, "your settings")


def chosen_settings() -> Chosen:
    """Show the widgets and return what they say; all but preset, shots and shift are folded."""
    _apply_preset_of_address()
    name = st.selectbox(
        "Preset", [preset.name for preset in PRESETS], width=200, on_change=_apply_preset,
        **bound(session.PRESET),
    )  # fmt: skip
    preset = _preset_named(name)
    shots = typed_shots(NAMES["shots"])
    shift = typed_shift(NAMES["shift"])
    with st.popover("More settings"):
        fault_place = st.empty()
        typed = _more_settings()
    try:
        model, training = _configured(shots, shift, typed)
    except ConfigError as error:
        fault = error.told(NAMES)
        fault_place.error(literal(fault), icon=":material/error:")  # the popover covers the page
        return Chosen(preset.model, preset.training, fault, preset.watch_for)
    return Chosen(model, training, "", _watch_for(preset, (model, training)))


def _watch_for(preset: Preset, chosen: Settings) -> str:
    ours, theirs = settings_of(*chosen), settings_of(preset.model, preset.training)
    if changed := [text for name, text in ours.items() if text != theirs.get(name)]:
        return f"“{preset.name}”, but with " + ", ".join(f"**{text}**" for text in changed)
    return preset.watch_for


def choose_preset(name: str) -> None:
    """Choose a preset as if its name had been clicked; for a page with a link to this one."""
    st.session_state[session.PRESET] = name
    _apply_preset()


def _preset_named(name: str | None) -> Preset:
    return next((preset for preset in PRESETS if preset.name == name), PRESETS[0])


def _apply_preset() -> None:
    preset = _preset_named(st.session_state[session.PRESET])
    model, training = preset.model, preset.training
    st.session_state.pop(session.APART, None)
    st.session_state.update(
        {
            session.SHARED + session.SHOTS: model.shots or 100,
            session.SHARED + session.SHIFT: model.shift,
            session.EPOCHS: str(training.epochs),
            session.N_IMAGES: str(training.n_per_class),
            session.ENGINE: "exact" if model.shots is None else model.engine,
            session.RULE: model.rule,
            session.KIND: model.kind,
            session.BATCH_SIZE: str(training.batch_size),
            session.LEARNING_RATE: f"{training.learning_rate:g}",
            session.LOSS: training.loss,
            session.SOURCE: training.source,
            session.DIGITS: _typed_digits(model.digits),
            session.QUBITS: str(model.qubits),
            session.LAYERS: str(model.layers),
            session.ENTANGLED: model.entangled,
            session.SEED: str(model.seed),
            session.TRAIN_HADAMARD: model.hadamard,
            session.NOISE: model.noise,
            session.GATE_ERROR: model.gate_error,
            session.READOUT_ERROR: model.readout_error,
        }
    )


def _apply_preset_of_address() -> None:
    """A link that names a preset means all its settings, but for those that it names itself."""
    named = st.query_params.get(session.PRESET, "")
    if session.PRESET not in st.session_state and _preset_named(named).name == named:
        choose_preset(named)


def _configured(shots: int | str, shift: float | str, typed: dict[str, Any]) -> Settings:
    """The two configurations that the widgets describe. Raises `ConfigError`."""
    whole = {name: parse_whole(name, typed[name]) for name in _WHOLE}
    is_exact, is_simple = typed["engine"] == "exact", typed["noise"] == "simple"
    model = ModelConfig(
        digits=parse_digits("digits", typed["digits"]),
        kind=typed["kind"],
        qubits=whole["qubits"],
        layers=whole["layers"],
        entangled=typed["entangled"],
        hadamard=typed["hadamard"],
        engine="statevector" if is_exact else typed["engine"],
        shots=None
        if is_exact
        else parse_whole("shots", shots)
        if isinstance(shots, str)
        else shots,
        shift=parse_shift("shift", shift) if isinstance(shift, str) else shift,
        rule=typed["rule"],
        seed=whole["seed"],
        noise=typed["noise"],
        gate_error=typed["gate_error"] if is_simple else 0.0,
        readout_error=typed["readout_error"] if is_simple else 0.0,
    )
    training = TrainConfig(
        source=typed["source"],
        n_per_class=whole["n_per_class"],
        epochs=whole["epochs"],
        batch_size=whole["batch_size"],
        learning_rate=parse_decimal("learning_rate", typed["learning_rate"]),
        loss=typed["loss"],
        seed=whole["seed"],
    )
    return model, training


_WHOLE = ("epochs", "n_per_class", "batch_size", "qubits", "layers", "seed")


def _typed_digits(digits: tuple[int, ...]) -> str:
    """Digits as a person would type them."""
    return digits_text(digits).replace(" and", ",")


def _more_settings() -> dict[str, Any]:
    """What the folded widgets hold, by the names of the fields; numbers as typed text."""
    first, second, third = st.columns(3)
    return {
        "epochs": _text(first, "epochs", TRAINING.epochs, session.EPOCHS),
        "n_per_class": _text(first, "n_per_class", TRAINING.n_per_class, session.N_IMAGES),
        "batch_size": _text(first, "batch_size", TRAINING.batch_size, session.BATCH_SIZE),
        "learning_rate": _text(
            first, "learning_rate", f"{TRAINING.learning_rate:g}", session.LEARNING_RATE
        ),
        "loss": _choice(first, LABELS["loss"], LOSSES, session.LOSS),
        "source": _choice(second, LABELS["source"], SOURCES, session.SOURCE),
        "digits": _text(second, "digits", _typed_digits(MODEL.digits), session.DIGITS),
        "seed": _text(second, "seed", MODEL.seed, session.SEED),
        "kind": _choice(second, LABELS["kind"], KINDS, session.KIND),
        "qubits": _text(second, "qubits", MODEL.qubits, session.QUBITS),
        "layers": _text(second, "layers", MODEL.layers, session.LAYERS),
        "entangled": second.toggle(
            LABELS["entangled"], True, **bound(session.ENTANGLED),
            help="Gates that entangle the qubits of each layer. For 2 qubits or more.",
        ),
        "engine": _choice(third, LABELS["engine"], ENGINES, session.ENGINE),
        "rule": _choice(third, LABELS["rule"], GRADIENT_RULES, session.RULE),
        "hadamard": third.toggle(
            LABELS["hadamard"], True, **bound(session.TRAIN_HADAMARD)
        ),
        "noise": _choice(
            third, LABELS["noise"], NOISES, session.NOISE,
            "Errors of a real device: sometimes a gate randomises the qubit, sometimes a bit is "
            "read wrongly. Needs the Aer engine.",
        ),
        "gate_error": _error(third, "gate_error", 0.2, session.GATE_ERROR),
        "readout_error": _error(third, "readout_error", 0.3, session.READOUT_ERROR),
    }  # fmt: skip


def _text(column: DeltaGenerator, field: str, default: object, key: str) -> str:
    return column.text_input(NAMES[field], str(default), **bound(key))


def _error(column: DeltaGenerator, field: str, largest: float, key: str) -> float:
    return column.slider(NAMES[field], 0.0, largest, 0.0, 0.005, format="%.3f", **bound(key))


def _choice(
    column: DeltaGenerator, label: str, names: dict[Choice, str], key: str, words: str | None = None
) -> Choice:
    options = list(names)
    chosen = column.selectbox(
        label, options, format_func=names.__getitem__, help=words,
        **bound(key, names.__getitem__),
    )  # fmt: skip
    return options[0] if chosen is None else chosen
