"""The settings of a training run, as widgets."""

from __future__ import annotations

from typing import Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import (
    ConfigError,
    EngineName,
    Kind,
    LossName,
    ModelConfig,
    SourceName,
    TrainConfig,
)
from hqnn_core.text import RULE_NAMES
from pages.shared import session
from pages.shared.controls import linked

MODEL, TRAINING = ModelConfig(), TrainConfig()
ENGINES: dict[EngineName | Literal["exact"], str] = {
    "aer": "Qiskit Aer, with shots",
    "statevector": "Statevector, with shots",
    "exact": "Exact",
}
LOSSES: dict[LossName, str] = {"nll": "−log P(correct)", "chapter": "1 − P(correct), the chapter's"}
KINDS: dict[Kind, str] = {
    "hybrid": "Hybrid: ends in the circuit",
    "classical": "Classical twin: no circuit",
}
Choice = TypeVar("Choice")
SOURCES: dict[SourceName, str] = {
    "auto": "MNIST if it is there",
    "mnist": "MNIST",
    "offline": "scikit-learn's digits",
}


def chosen_settings() -> tuple[ModelConfig, TrainConfig]:
    """Draw the widgets; what is set. Raises `ConfigError` for values out of bounds."""
    columns = st.columns(4)
    shots = columns[0].number_input("Shots a circuit", step=1, **linked(session.SHOTS, "train"))
    shift = columns[1].number_input(
        "Shift s (radians)", step=0.1, format="%.4f", **linked(session.SHIFT, "train")
    )
    if shots is None or shift is None:
        raise ConfigError("Shots and shift must be numbers; one of the fields is empty.")
    epochs = _number(columns[2], "Epochs", TRAINING.epochs, session.EPOCHS)
    n_per_class = _number(
        columns[3], "Images of each digit", TRAINING.n_per_class, session.N_IMAGES
    )
    with st.expander("More settings"):
        columns = st.columns(3)
        engine = _choice(columns[0], "Engine", ENGINES, session.ENGINE)
        rule = _choice(columns[0], "Slope of the circuit", RULE_NAMES, session.RULE)
        kind = _choice(columns[0], "Network", KINDS, session.KIND)
        batch_size = _number(columns[1], "Batch size", TRAINING.batch_size, session.BATCH_SIZE)
        learning_rate = columns[1].number_input(
            "Learning rate", value=TRAINING.learning_rate, step=0.001, format="%g",
            key=session.LEARNING_RATE, persist_state="session",
        )  # fmt: skip
        loss = _choice(columns[1], "Loss to minimise", LOSSES, session.LOSS)
        source = _choice(columns[2], "Images", SOURCES, session.SOURCE)
        first = _number(columns[2], "First digit", 0, session.FIRST_DIGIT)
        second = _number(columns[2], "Second digit", 1, session.SECOND_DIGIT)
        seed = _number(columns[2], "Seed", MODEL.seed, session.SEED)
        hadamard = columns[0].toggle(
            "H gate in front", True, key=session.TRAIN_HADAMARD, persist_state="session"
        )
    model = ModelConfig(
        digits=(first, second),
        kind=kind,
        hadamard=hadamard,
        engine="statevector" if engine == "exact" else engine,
        shots=None if engine == "exact" else shots,
        shift=shift,
        rule=rule,
        seed=seed,
    )
    training = TrainConfig(
        source=source,
        n_per_class=n_per_class,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        loss=loss,
        seed=seed,
    )
    return model, training


def _number(column: DeltaGenerator, label: str, default: int, key: str) -> int:
    return column.number_input(label, value=default, step=1, key=key, persist_state="session")


def _choice(column: DeltaGenerator, label: str, names: dict[Choice, str], key: str) -> Choice:
    options = list(names)
    chosen = column.selectbox(
        label, options, format_func=names.__getitem__, key=key, persist_state="session"
    )
    return options[0] if chosen is None else chosen
