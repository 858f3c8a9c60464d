"""The settings of a training run, as presets and as widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.limits import check_size
from hqnn_core.quantum import InputError
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
from pages.shared.limits import told
from pages.shared.messages import literal
from pages.train.typed import typed_shift, typed_shots

Settings = tuple[ModelConfig, TrainConfig]
_OTHER_NAMES = {"a digit": "Each digit"}
NAMES = {**LABELS, **_OTHER_NAMES, **NAMED_VALUES}
"""Of fields and values, as the widgets have them; for the sentences about what is wrong."""


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
    name = st.selectbox(
        "Preset", [preset.name for preset in PRESETS], width=200, on_change=_apply_preset,
        **bound(session.PRESET),
    )  # fmt: skip
    preset = _preset_named(name)
    for key, value in _shared_by(preset).items():
        st.session_state.setdefault(key, value)
    shots = typed_shots(NAMES["shots"], preset.model.shots or 100)
    shift = typed_shift(NAMES["shift"], preset.model.shift)
    with st.popover("More settings"):
        fault_place = st.empty()
        typed = _more_settings(_held_by(preset))
    try:
        model, training = _configured(shots, shift, typed)
        check_size(training.n_images(model.n_classes), training)
    except InputError as error:
        fault = told(error, NAMES)
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
    st.session_state.pop(session.APART, None)
    st.session_state.update(_shared_by(preset) | _held_by(preset))


def _shared_by(preset: Preset) -> dict[str, Any]:
    """Shots and shift of a preset, by the keys that all pages share."""
    return {
        session.SHARED + session.SHOTS: preset.model.shots or 100,
        session.SHARED + session.SHIFT: preset.model.shift,
    }


def _held_by(preset: Preset) -> dict[str, Any]:
    """What the folded widgets hold for a preset, by their keys."""
    model, training = preset.model, preset.training
    return {
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


def _more_settings(held: dict[str, Any]) -> dict[str, Any]:
    """What the folded widgets hold, by the names of the fields; numbers as typed text.

    `held` is what they hold for the preset: the address of the page leaves that out.
    """
    first, second, third = st.columns(3)

    def text(column: DeltaGenerator, field: str, key: str) -> str:
        return column.text_input(NAMES[field], held[key], **bound(key)) or ""

    def switch(column: DeltaGenerator, field: str, key: str, words: str | None = None) -> bool:
        return column.toggle(LABELS[field], held[key], help=words, **bound(key))

    def error(column: DeltaGenerator, field: str, largest: float, key: str) -> float:
        return column.slider(
            NAMES[field], 0.0, largest, held[key], 0.005, format="%.3f", **bound(key)
        )

    def choice(
        column: DeltaGenerator, field: str, names: dict[Any, str], key: str,
        words: str | None = None,
    ) -> Any:  # fmt: skip
        options, shown = list(names), names.__getitem__
        return column.selectbox(
            LABELS[field], options, options.index(held[key]), shown, help=words,
            **bound(key, shown),
        )  # fmt: skip

    return {
        "epochs": text(first, "epochs", session.EPOCHS),
        "n_per_class": text(first, "n_per_class", session.N_IMAGES),
        "batch_size": text(first, "batch_size", session.BATCH_SIZE),
        "learning_rate": text(first, "learning_rate", session.LEARNING_RATE),
        "loss": choice(first, "loss", LOSSES, session.LOSS),
        "source": choice(second, "source", SOURCES, session.SOURCE),
        "digits": text(second, "digits", session.DIGITS),
        "seed": text(second, "seed", session.SEED),
        "kind": choice(second, "kind", KINDS, session.KIND),
        "qubits": text(second, "qubits", session.QUBITS),
        "layers": text(second, "layers", session.LAYERS),
        "entangled": switch(
            second, "entangled", session.ENTANGLED,
            "Gates that entangle the qubits of each layer. For 2 qubits or more.",
        ),
        "engine": choice(third, "engine", ENGINES, session.ENGINE),
        "rule": choice(third, "rule", GRADIENT_RULES, session.RULE),
        "hadamard": switch(third, "hadamard", session.TRAIN_HADAMARD),
        "noise": choice(
            third, "noise", NOISES, session.NOISE,
            "Errors of a real device: sometimes a gate randomises the qubit, sometimes a bit is "
            "read wrongly. Needs the Aer engine.",
        ),
        "gate_error": error(third, "gate_error", 0.2, session.GATE_ERROR),
        "readout_error": error(third, "readout_error", 0.3, session.READOUT_ERROR),
    }  # fmt: skip
