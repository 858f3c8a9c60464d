"""The grid of a sweep: the question and the widgets to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, get_args

import streamlit as st

from hqnn_core.config import Kind, LossName
from hqnn_core.errors import ConfigError, InputError
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.limits import check_size
from hqnn_core.quantum import EngineName, NoiseName
from hqnn_core.runs import QUESTIONS, Grid, Question, check_batch
from hqnn_core.words.lists import DEFAULT, EXACT, PARSERS, parse_list, parse_seeds
from hqnn_core.words.numbers import whole_text
from hqnn_core.words.settings import (
    GRADIENT_RULES,
    LABELS,
    default_shifts_text,
    shown_names,
    value_name,
    value_text,
)
from hqnn_core.words.sweeps import cell_name, grid_text
from pages.frame import session
from pages.frame.address import is_asked
from pages.frame.limits import told
from pages.frame.messages import literal
from pages.frame.settings import control, forget, option, several, text

MAX_RUNS_HERE = 1_000
"""A larger grid would keep a class's laptop busy for an hour."""

CHOICES: dict[str, tuple[Any, ...]] = {
    "engine": get_args(EngineName),
    "rule": tuple(GRADIENT_RULES),
    "noise": get_args(NoiseName),
    "loss": get_args(LossName),
    "kind": get_args(Kind),
    "hadamard": (True, False),
    "entangled": (True, False),
}
COLUMNS = (
    ("shots", "shift", "learning_rate", "seed", "epochs"),
    ("n_per_class", "batch_size", "qubits", "layers", "gate_error", "readout_error"),
    ("engine", "rule", "noise", "loss", "kind", "hadamard", "entangled"),
)
_CHANGES = tuple(session.SWEEP_FIELD + name for names in COLUMNS for name in names)
"""The settings that a question comes with."""


@dataclass(frozen=True)
class ChosenGrid:
    """The chosen grid, or None and a `fault`."""

    question: Question
    grid: Grid | None
    fault: str

    @property
    def name(self) -> str:
        """A message."""
        return self.question.name if self.grid == self.question.grid() else N_("Your own grid")


def chosen_grid() -> ChosenGrid:
    """Show the widgets and return the grid; all but the question are folded."""
    if any(map(is_asked, (session.QUESTION, *_CHANGES))):
        forget((session.QUESTION, *_CHANGES))  # a link gives the whole grid
    names = [question.name for question in QUESTIONS]
    question = QUESTIONS[names.index(option(session.QUESTION, names, names[0]))]
    st.selectbox(
        gettext("Question"), names, format_func=gettext, width=370,
        **control(session.QUESTION, question.name, partial(forget, _CHANGES), options=names),
    )  # fmt: skip
    values = _values(question)
    change = st.popover(gettext("Change the grid"), key=session.CHANGE_GRID, on_change="rerun")
    with change:
        st.markdown(
            gettext("One value, or several with commas: a network is trained for each combination.")
        )
        fault_place = st.empty()
        if change.open:  # else the browser keeps its widgets, and sends back what they had
            _widgets(values)
    try:
        grid = _grid(values)
    except InputError as fault:
        said = told(fault, shown_names())
        fault_place.error(literal(said), icon=":material/error:")  # the popover covers the page
        return ChosenGrid(question, None, said)
    return ChosenGrid(question, grid, "")


def chosen_text(chosen: ChosenGrid) -> str:
    """Summary of the chosen grid; plain text."""
    if chosen.grid is None:
        return chosen.fault
    values = grid_text(chosen.grid.axes)
    return ngettext("{n} run: {values}.", "{n} runs: {values}.", len(chosen.grid), values=values)


def _held_by(question: Question) -> dict[str, Any]:
    """A question's value for each widget: a list of choices, or text."""
    fixed = {**question.training.as_dict(), **question.model.as_dict()}
    values = {name: list(question.axes.get(name, [fixed[name]])) for name in [*PARSERS, *CHOICES]}
    seeds = list(question.axes.get("seed", [0]))
    held: dict[str, Any] = {name: values[name] for name in CHOICES}
    held |= {name: _typed(name, values[name]) for name in PARSERS}
    return {**held, "seed": f"{seeds[0]} to {seeds[-1]}"}


def _typed(name: str, values: list[Any]) -> str:
    """Values as a person would type them; a comma must not stand in a number."""
    return ", ".join(
        cell_name(name, value).replace("π", "pi")
        if value is None or name == "shift"
        else f"{value:g}"
        for value in values
    )


def _values(question: Question) -> dict[str, Any]:
    """The value of each widget: the question's, or the changed one."""
    held = _held_by(question)
    return {
        **{name: text(session.SWEEP_FIELD + name, held[name]) for name in PARSERS},
        **{
            name: several(
                session.SWEEP_FIELD + name, CHOICES[name], held[name], partial(value_name, name)
            )
            for name in CHOICES
        },
        "seed": text(session.SWEEP_FIELD + "seed", held["seed"]),
    }


def _widgets(values: Mapping[str, Any]) -> None:
    """Show a widget for each setting."""
    words = {
        "seed": gettext("Seeds, as “{example}”", example="0 to 4"),
        "shots": gettext("Shots, or the word {exact}", exact=EXACT),
        "shift": gettext("Shift s, or the word {default}", default=DEFAULT),
    }
    for column, names in zip(st.columns([3, 3, 5]), COLUMNS, strict=True):
        for name in names:
            argument = "default" if name in CHOICES else "value"
            arguments = control(session.SWEEP_FIELD + name, values[name], argument=argument)
            if name in CHOICES:
                column.multiselect(
                    gettext(LABELS[name]), CHOICES[name], format_func=partial(value_text, name),
                    **arguments,
                )  # fmt: skip
            else:
                note = default_shifts_text() if name == "shift" else None
                label = words.get(name) or gettext(LABELS[name])
                column.text_input(label, help=note, **arguments)


def _grid(held: Mapping[str, Any]) -> Grid:
    """The grid that the widgets describe. Raises `ConfigError`."""
    values = {name: parse_list(name, held[name], PARSERS[name]) for name in PARSERS}
    values |= {name: list(held[name]) for name in CHOICES}
    if missing := [name for name in CHOICES if not values[name]]:
        raise ConfigError(missing[0], gettext("needs at least 1 value"))
    for name in ("gate_error", "readout_error"):
        if any(values[name]) and "simple" not in values["noise"]:
            raise ConfigError(name, gettext("needs the noise {simple}"))
    axes = {name: listed for name, listed in values.items() if len(set(listed)) > 1}
    axes["seed"] = parse_seeds("seed", held["seed"])
    fixed = {name: listed[0] for name, listed in values.items() if name not in axes}
    first = Grid({**{name: [value] for name, value in fixed.items()}, **axes})
    grid = Grid(axes, first.model, first.training)
    if len(grid) > MAX_RUNS_HERE:
        needs = gettext(
            "has at most {most} runs here; in Python, run_sweep takes more",
            most=whole_text(MAX_RUNS_HERE),
        )
        raise ConfigError(N_("A grid"), needs, whole_text(len(grid)))
    epochs, n_images = max(values["epochs"]), max(values["n_per_class"])
    check_size(grid.model.n_classes * n_images, replace(grid.training, epochs=epochs))
    for index in range(
        -(-len(grid) // len(tuple(grid.axes["seed"])))
    ):  # one of each seed: they come first
        check_batch(*grid.settings(index))
    return grid
