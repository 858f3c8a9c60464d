"""The settings of a training run, as presets and as widgets."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.presets import PRESETS, Preset
from hqnn_core.setting_names import (
    ENGINES,
    KINDS,
    LABELS,
    LOSSES,
    NOISES,
    RULES,
    SOURCES,
    settings_of,
)
from pages.shared import session
from pages.shared.controls import linked

Settings = tuple[ModelConfig, TrainConfig]
MODEL, TRAINING = ModelConfig(), TrainConfig()
Choice = TypeVar("Choice")


def chosen_settings() -> Settings:
    """Draw the widgets; what is set. Raises `ConfigError` for values out of bounds."""
    preset = _chosen_preset()
    columns = st.columns(4)
    shots = cast(
        int, columns[0].number_input(LABELS["shots"], step=1, **linked(session.SHOTS, "train"))
    )
    shift = cast(
        float,
        columns[1].number_input(
            LABELS["shift"], step=0.1, format="%.4f", **linked(session.SHIFT, "train")
        ),
    )
    epochs = _number(columns[2], LABELS["epochs"], TRAINING.epochs, session.EPOCHS)
    n_per_class = _number(columns[3], LABELS["n_per_class"], TRAINING.n_per_class, session.N_IMAGES)
    with st.expander("More settings"):
        model, training = _more_settings()
    is_exact = model.pop("engine") == "exact"
    engine = "statevector" if is_exact else st.session_state[session.ENGINE]
    chosen = (
        ModelConfig(engine=engine, shots=None if is_exact else shots, shift=shift, **model),
        TrainConfig(epochs=epochs, n_per_class=n_per_class, **training),
    )
    _say_preset(preset, chosen)
    return chosen


def preset_name(settings: Settings) -> str:
    """The preset's name, if the settings are its own."""
    for preset in PRESETS:
        if settings_of(preset.model, preset.training) == settings_of(*settings):
            return preset.name
    return "own settings"


def _chosen_preset() -> Preset:
    name = st.pills(
        "Preset", [preset.name for preset in PRESETS], default=PRESETS[0].name, required=True,
        label_visibility="collapsed", key=session.PRESET, on_change=_take_preset,
        persist_state="session",
    )  # fmt: skip
    return next(preset for preset in PRESETS if preset.name == name)


def _say_preset(preset: Preset, chosen: Settings) -> None:
    ours, theirs = settings_of(*chosen), settings_of(preset.model, preset.training)
    if changed := [text for name, text in ours.items() if text != theirs.get(name)]:
        st.markdown(f"“{preset.name}”, but with " + ", ".join(f"**{text}**" for text in changed))
    else:
        st.markdown(preset.watch_for)


def choose_preset(name: str) -> None:
    """As if the preset's name were pressed; for a page that leads here."""
    st.session_state[session.PRESET] = name
    _take_preset()


def _take_preset() -> None:
    """Set every widget to what the preset says."""
    chosen = st.session_state[session.PRESET]
    preset = next(preset for preset in PRESETS if preset.name == chosen)
    model, training = preset.model, preset.training
    st.session_state.pop(session.APART, None)
    st.session_state.update(
        {
            session.SHOTS: model.shots or 100,
            session.SHIFT: model.shift,
            session.EPOCHS: training.epochs,
            session.N_IMAGES: training.n_per_class,
            session.ENGINE: "exact" if model.shots is None else model.engine,
            session.RULE: model.rule,
            session.KIND: model.kind,
            session.BATCH_SIZE: training.batch_size,
            session.LEARNING_RATE: training.learning_rate,
            session.LOSS: training.loss,
            session.SOURCE: training.source,
            session.FIRST_DIGIT: model.digits[0],
            session.SECOND_DIGIT: model.digits[1],
            session.SEED: model.seed,
            session.TRAIN_HADAMARD: model.hadamard,
            session.NOISE: model.noise,
            session.GATE_ERROR: model.gate_error,
            session.READOUT_ERROR: model.readout_error,
        }
    )


def _more_settings() -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of the two configurations that are set in the expander."""
    columns = st.columns(4)
    engine = _choice(columns[0], LABELS["engine"], ENGINES, session.ENGINE)
    rule = _choice(columns[0], LABELS["rule"], RULES, session.RULE)
    kind = _choice(columns[0], LABELS["kind"], KINDS, session.KIND)
    hadamard = columns[0].toggle(
        LABELS["hadamard"], True, key=session.TRAIN_HADAMARD, persist_state="session"
    )
    batch_size = _number(columns[1], LABELS["batch_size"], TRAINING.batch_size, session.BATCH_SIZE)
    learning_rate = columns[1].number_input(
        LABELS["learning_rate"], value=TRAINING.learning_rate, step=0.001, format="%g",
        key=session.LEARNING_RATE, persist_state="session",
    )  # fmt: skip
    loss = _choice(columns[1], LABELS["loss"], LOSSES, session.LOSS)
    source = _choice(columns[2], LABELS["source"], SOURCES, session.SOURCE)
    first = _number(columns[2], "First digit", 0, session.FIRST_DIGIT)
    second = _number(columns[2], "Second digit", 1, session.SECOND_DIGIT)
    seed = _number(columns[2], LABELS["seed"], MODEL.seed, session.SEED)
    noise = _choice(columns[3], LABELS["noise"], NOISES, session.NOISE)
    gate_error = _error(columns[3], LABELS["gate_error"], 0.2, session.GATE_ERROR)
    readout_error = _error(columns[3], LABELS["readout_error"], 0.3, session.READOUT_ERROR)
    columns[3].caption(
        "What a real device would do to the circuit: a gate that scrambles the qubit now and "
        "then, a bit that is read wrong. Needs the Aer engine."
    )
    is_simple = noise == "simple"
    model = {
        "engine": engine, "rule": rule, "kind": kind, "hadamard": hadamard,
        "digits": (first, second), "seed": seed, "noise": noise,
        "gate_error": gate_error if is_simple else 0.0,
        "readout_error": readout_error if is_simple else 0.0,
    }  # fmt: skip
    training = {
        "batch_size": batch_size, "learning_rate": learning_rate, "loss": loss,
        "source": source, "seed": seed,
    }  # fmt: skip
    return model, training


def _number(column: DeltaGenerator, label: str, default: int, key: str) -> int:
    return column.number_input(label, value=default, step=1, key=key, persist_state="session")


def _error(column: DeltaGenerator, label: str, largest: float, key: str) -> float:
    return column.slider(
        label, 0.0, largest, 0.0, 0.005, format="%.3f", key=key, persist_state="session"
    )


def _choice(column: DeltaGenerator, label: str, names: dict[Choice, str], key: str) -> Choice:
    options = list(names)
    chosen = column.selectbox(
        label, options, format_func=names.__getitem__, key=key, persist_state="session"
    )
    return options[0] if chosen is None else chosen
