"""The settings of a training run, as presets and as widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.errors import ConfigError, InputError
from hqnn_core.language import N_, gettext
from hqnn_core.limits import check_size
from hqnn_core.quantum import default_shift
from hqnn_core.runs import OLD_PRESETS, PRESETS, Preset, check_batch
from hqnn_core.words.lists import parse_digits, parse_shift
from hqnn_core.words.numbers import decimal_text
from hqnn_core.words.settings import (
    ENGINES,
    GRADIENT_RULES,
    KINDS,
    LABELS,
    LOSSES,
    NOISES,
    SOURCES,
    settings_of,
    shown_names,
)
from hqnn_core.words.training import watch_text
from hqnn_core.words.typed import parse_decimal, parse_whole
from pages.frame import session
from pages.frame.address import is_asked
from pages.frame.limits import told
from pages.frame.messages import literal
from pages.frame.settings import (
    control,
    forget,
    number,
    option,
    setting,
    switch,
    text,
)
from pages.widgets.controls import can_be_shown

Settings = tuple[ModelConfig, TrainConfig]
_TEXTS = {
    "epochs": session.EPOCHS,
    "n_per_class": session.N_IMAGES,
    "batch_size": session.BATCH_SIZE,
    "learning_rate": session.LEARNING_RATE,
    "digits": session.DIGITS,
    "seed": session.SEED,
    "qubits": session.QUBITS,
    "layers": session.LAYERS,
}
_CHOICES: dict[str, tuple[str, dict[Any, str]]] = {
    "loss": (session.LOSS, dict(LOSSES)),
    "source": (session.SOURCE, dict(SOURCES)),
    "kind": (session.KIND, dict(KINDS)),
    "engine": (session.ENGINE, dict(ENGINES)),
    "rule": (session.RULE, dict(GRADIENT_RULES)),
    "noise": (session.NOISE, dict(NOISES)),
}
_SWITCHES = {"entangled": session.ENTANGLED, "hadamard": session.TRAIN_HADAMARD}
_ERRORS = {
    "gate_error": (session.GATE_ERROR, 0.2),
    "readout_error": (session.READOUT_ERROR, 0.3),
}
"""By the fields' names: the names of the settings, and what they can be."""
_CHANGES = (
    session.SHOTS, session.SHIFT, *_TEXTS.values(), *_SWITCHES.values(),
    *(key for key, _ in (*_CHOICES.values(), *_ERRORS.values())),
)  # fmt: skip
"""The settings that a preset comes with."""
RUN_SETTINGS = (session.PRESET, *_CHANGES)
_COMMON = (
    ("epochs", "n_per_class", "batch_size"),
    ("learning_rate", "digits", "seed"),
    ("kind", "engine"),
)
_EXPERT = (
    ("loss", "source", "rule"),
    ("qubits", "layers", "entangled", "hadamard"),
    ("noise", "gate_error", "readout_error"),
)
_HELP = {
    "entangled": N_("Gates that entangle the qubits of each layer. For 2 qubits or more."),
    "noise": N_(
        "Errors of a real device: sometimes a gate randomises the qubit, sometimes a bit is read "
        "wrongly. Needs the Aer engine."
    ),
}
_PARSERS: dict[str, Callable[[str, str], float | None]] = {
    session.SHOTS: parse_whole,
    session.SHIFT: parse_shift,
}
"""Of the two fields that have the names of settings of other pages."""
_OTHER_NAMES = {"a digit": N_("Each digit")}
OWN = N_("your settings")
"""Name of a run whose settings are those of no preset."""


@dataclass(frozen=True)
class Chosen:
    """The chosen configuration.

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
        """The preset's name, if the settings are its own; a message."""
        ours = settings_of(self.model, self.training)
        same = (p.name for p in PRESETS if settings_of(p.model, p.training) == ours)
        return next(same, OWN)


def chosen_settings() -> Chosen:
    """Show the widgets and return the configuration; all but preset, shots and shift are folded."""
    if any(map(is_asked, RUN_SETTINGS)):
        forget(RUN_SETTINGS)  # a link gives all settings of a run
    names = [preset.name for preset in PRESETS]
    preset = PRESETS[names.index(option(session.PRESET, names, names[0], old=OLD_PRESETS))]
    st.selectbox(
        gettext("Preset"),
        names,
        format_func=gettext,
        width=200,
        **control(session.PRESET, preset.name, partial(forget, _CHANGES), options=names),
    )
    values = _values(preset)
    _typed_field(session.SHOTS, values["shots"], 120)
    _typed_field(
        session.SHIFT, values["shift"], 135, decimal_text(default_shift(values["rule"]), 4)
    )
    more = st.popover(gettext("More settings"), key=session.MORE_SETTINGS, on_change="rerun")
    with more:
        fault_place = st.empty()
        if more.open:  # else the browser keeps its widgets, and sends back what they had
            _more_settings(values)
    try:
        model, training = _configured(values)
        check_size(training.n_images(model.n_classes), training)
        check_batch(model, training)
    except InputError as error:
        fault = told(error, shown_names(_OTHER_NAMES))
        fault_place.error(literal(fault), icon=":material/error:")  # the popover covers the page
        return Chosen(preset.model, preset.training, fault, gettext(preset.watch_for))
    return Chosen(model, training, "", watch_text(model, training, preset))


def _held_by(preset: Preset) -> dict[str, Any]:
    """A preset's values by field; numbers as typed text."""
    model, training = preset.model, preset.training
    held = {**training.as_dict(), **model.as_dict()}
    return {
        **{name: held[name] for name in (*_CHOICES, *_SWITCHES, *_ERRORS)},
        **{name: str(held[name]) for name in _TEXTS},
        "engine": "exact" if model.shots is None else model.engine,
        "learning_rate": f"{training.learning_rate:g}",
        "digits": _typed_digits(model.digits),
        "shots": model.shots or 100,
        "shift": model.shift,
    }


def _values(preset: Preset) -> dict[str, Any]:
    """The value of each field: the preset's, or the changed one."""
    held = _held_by(preset)
    return {
        **{name: text(key, held[name]) for name, key in _TEXTS.items()},
        **{
            name: option(key, names, held[name], names.__getitem__)
            for name, (key, names) in _CHOICES.items()
        },
        **{name: switch(key, held[name]) for name, key in _SWITCHES.items()},
        **{name: number(key, 0.0, high, held[name]) for name, (key, high) in _ERRORS.items()},
        **{
            name: setting(
                name,
                held[name],
                lambda texts, name=name: _read(name, texts[-1]),
                lambda value: True,
                _written,
            )
            for name in _PARSERS
        },
    }


def _read(name: str, typed: str) -> float | str | None:
    """The typed shots or shift as a number, or the text where the other pages cannot show it.

    None for a shift that is left to the rule.
    """
    try:
        value = _PARSERS[name](name, typed)
    except ConfigError:
        return typed
    return value if value is None or can_be_shown(name, value) else typed


def _typed_field(name: str, value: float | str | None, width: int, default: str = "") -> None:
    """A field for shots or shift; where it is empty it shows the `default`, in grey."""
    st.text_input(
        gettext(LABELS[name]), width=width, placeholder=default,
        **control(name, _written(value), read=partial(_read, name)),
    )  # fmt: skip


def _written(value: float | str | None) -> str:
    """Shots or a shift as typed text."""
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _configured(typed: dict[str, Any]) -> Settings:
    """The two configurations that the values describe. Raises `ConfigError`."""
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
        shots=None if is_exact else parse_whole("shots", str(typed["shots"])),
        shift=None if typed["shift"] is None else parse_shift("shift", str(typed["shift"])),
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
    """Digits as a person would type them: "0, 1" or "0 to 9"."""
    if len(digits) > 3 and list(digits) == list(range(digits[0], digits[-1] + 1)):
        return f"{digits[0]} to {digits[-1]}"
    return ", ".join(map(str, digits))


def _more_settings(values: dict[str, Any]) -> None:
    """Show the folded widgets."""
    _show_columns(_COMMON, values)
    with st.expander(gettext("Expert")):
        _show_columns(_EXPERT, values)


def _show_columns(names: tuple[tuple[str, ...], ...], values: dict[str, Any]) -> None:
    for column, column_names in zip(st.columns(3), names, strict=True):
        for name in column_names:
            _widget(column, name, values[name])


def _widget(column: DeltaGenerator, name: str, value: Any) -> None:
    label, note = gettext(LABELS[name]), gettext(_HELP.get(name, "")) or None
    if name in _TEXTS:
        column.text_input(label, **control(_TEXTS[name], value))
    elif name in _SWITCHES:
        column.toggle(label, help=note, **control(_SWITCHES[name], value))
    elif name in _ERRORS:
        key, high = _ERRORS[name]
        column.slider(label, 0.0, high, step=0.005, format="%.3f", **control(key, value))
    else:
        key, names = _CHOICES[name]
        column.selectbox(
            label, list(names), format_func=lambda value: gettext(names[value]), help=note,
            **control(key, value, options=list(names)),
        )  # fmt: skip
