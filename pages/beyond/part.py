"""The part of the page that shows one experiment: a guess in its picture, then the truth over it.

Guess and computation belong to the visitor: a reload of the page loses neither. The computation
runs on the cluster.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from torch import Tensor

from hqnn_core.experiments import Computed, Experiment, Setting, experiment
from hqnn_core.figures.guess_stage import Guess, Truth, guess_stage
from hqnn_core.language import N_, gettext, said
from hqnn_core.runs import Computation
from hqnn_core.words.beyond import UNSURE, computing_text
from hqnn_core.words.numbers import whole_text
from pages.frame import resources, session
from pages.frame.lesson.course import asks_about, prediction
from pages.frame.messages import show_fault, show_note
from pages.frame.settings import control, forget, number, option
from pages.frame.theme import palette
from pages.visit.visitors import live_seconds, visitor
from pages.widgets.stage import look_of, sent, stage

WITH_WIDGETS = ("arms", "entanglement", "device", "qcnn", "attack")
"""Experiments with widgets of their own: a module of this folder has their `OwnPart`."""
STAGE = "guess-stage"
SHOW = N_("Show the truth")

_show = stage(STAGE, Path(__file__).parent)


def part_of(name: str) -> Part:
    own = importlib.import_module(f"pages.beyond.{name}") if name in WITH_WIDGETS else None
    return (own.OwnPart if own else ComputedPart)(name, experiment(name))


def image_or_example() -> tuple[Tensor, str]:
    """The visitor's drawing on the Draw page, or else an example; and which of them it is."""
    drawing = visitor().studio.canvases.get("draw")
    if drawing is not None:
        return drawing.image, gettext("Your drawing.")
    digits = resources.example_digits()
    return digits.test_images[digits.test_labels == 1][:1], gettext("An example.")


class Part:
    """The layout, and the guess."""

    about: Experiment
    widths: Sequence[int] = (7, 4)
    """Of the picture, and of what is beside it."""

    def __init__(self, name: str, about: Experiment) -> None:
        self.name, self.about = name, about

    def show(self) -> None:
        self.introduce()
        picture, beside = st.columns(self.widths, gap="large")
        with beside:
            chosen = self.choose()
            found = self.run(chosen)
        with picture:
            self.show_picture(chosen, found)
        self.show_more(found)
        if source := self.about.source():
            st.caption(source)

    @property
    def asks(self) -> bool:
        """Whether the truth needs a guess: the lesson asks about its experiment itself."""
        return not asks_about(self.name)

    @property
    def is_predicted(self) -> bool:
        return self.name in visitor().predictions if self.asks else prediction() is not None

    @property
    def before(self) -> str:
        """What is to be done before the truth is shown."""
        if self.asks:
            return gettext("Drag the points first.")
        return gettext("Predict first, at the foot of the page.")

    def show_stage(self, guess: Guess, truth: Truth | None, is_busy: bool = False) -> None:
        """The picture with the guess, and with the truth once there is one."""
        values, colours = guess.read(visitor().predictions.get(self.name)) or [], palette()
        look = look_of(colours)
        first, second, _, guessed = colours.others[:4]
        key = f"{STAGE}-{self.name}"
        _show(
            key=key,
            data={
                **look,
                **guess_stage(guess, values, truth, truth is None and not is_busy),
                "colours": {**look["colours"], "first": first, "second": second, "guess": guessed},
            },
            on_rested_change=lambda: self._keep(guess, sent(key, "rested", list)),
        )

    def _keep(self, guess: Guess, values: Any) -> None:
        placed = guess.read(values)
        if placed is not None:
            visitor().predict(self.name, placed)

    def show_unsure(self, then: Any, is_disabled: bool) -> None:
        """A button for those who have no guess."""
        if self.asks:
            st.button(
                gettext(UNSURE), type="tertiary", disabled=is_disabled, on_click=self._skip,
                args=[then],
            )  # fmt: skip

    def _skip(self, then: Any) -> None:
        visitor().predict(self.name, [])
        then()

    def show_again(self) -> None:
        """A button that takes the guess and the result back."""
        st.button(gettext("Try again"), icon=":material/replay:", on_click=self.forget)

    def forget(self) -> None:
        visitor().predict(self.name, None)

    def introduce(self) -> None: ...

    def choose(self) -> Any:
        """Show the settings; return what `run` needs of them."""

    def run(self, chosen: Any) -> Any:
        """Show the buttons; return the result, None before there is one."""

    def show_picture(self, chosen: Any, found: Any) -> None: ...

    def show_more(self, found: Any) -> None:
        """What is below the picture."""


class ComputedPart(Part):
    """An experiment that is one function call: its settings are the arguments."""

    about: Computed
    resets: Sequence[str] = ()
    """Settings that the button gives their defaults again."""
    words_below = False
    """Whether the words are below the picture: there is more room for them."""

    def introduce(self) -> None:
        st.markdown(self.about.intro())

    def choose(self) -> tuple[Any, ...]:
        return tuple(map(_chosen, self.about.settings))

    def run(self, chosen: tuple[Any, ...]) -> Any:
        """Show the buttons. A result is kept until the settings change."""
        known = visitor().experiments.get(self.name)
        found = known.result if known and known.arguments == chosen else None
        self._show_buttons(chosen, found is not None)
        if known and known.is_active:
            st.fragment(show_progress, run_every=live_seconds())(known)
        elif not self.is_predicted:
            st.caption(self.before)
        elif known and known.arguments != chosen:
            st.caption(gettext("The settings have changed. Press the button again."))
        elif known and known.state == "failed":
            show_failure(known)
        if found is not None and not self.words_below:
            self.show_words(found)
        return found

    @property
    def is_running(self) -> bool:
        known = visitor().experiments.get(self.name)
        return known is not None and known.is_active

    def _show_buttons(self, chosen: tuple[Any, ...], is_done: bool) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                gettext("Run it again") if is_done else gettext(SHOW),
                type="secondary" if is_done else "primary", icon=":material/science:",
                disabled=not self.is_predicted or self.is_running,
                on_click=self._begin, args=[chosen], key=session.EXPERIMENT_BUTTON + self.name,
            )  # fmt: skip
            if is_done:
                self.show_again()
            elif not self.is_predicted:
                self.show_unsure(lambda: self._begin(chosen), self.is_running)

    def _begin(self, chosen: tuple[Any, ...]) -> None:
        forget(self.resets)
        mine, compute = visitor(), self.about.compute
        if self.about.is_quick:
            mine.experiments[self.name] = Computation(compute, chosen).compute_here()
        elif not self.is_running:  # a double click begins one
            mine.experiments[self.name] = resources.runner().compute(compute, chosen, mine)

    def forget(self) -> None:
        super().forget()
        visitor().experiments.pop(self.name, None)

    def show_words(self, found: Any) -> None:
        st.markdown(self.about.text(found))

    def show_picture(self, chosen: tuple[Any, ...], found: Any) -> None:
        truth = None if found is None else self.about.truth(found)
        self.show_stage(self.about.guess(*chosen), truth, self.is_running)

    def show_more(self, found: Any) -> None:
        if found is not None:
            if self.words_below:
                self.show_words(found)
            for caption, chart in self.about.charts.items():
                st.caption(caption(found))
                st.vega_lite_chart(spec=chart(found, palette()), alt=caption(found))


def _chosen(each: Setting) -> Any:
    """Show the widget of a setting; return its value."""
    if isinstance(each.options, range):
        low, high = each.options[0], each.options[-1]
        value = number(each.name, low, high, each.default)
        st.slider(gettext(each.label), low, high, **control(each.name, value))
        return value
    value = option(each.name, each.options, each.default, each.shown)
    if isinstance(value, int):
        st.select_slider(
            gettext(each.label), each.options, format_func=whole_text, **control(each.name, value)
        )
    else:
        st.segmented_control(
            gettext(each.label), each.options,
            format_func=lambda value: gettext(each.shown(value)), required=True,
            **control(each.name, value, argument="default"),
        )  # fmt: skip
    return value


def show_progress(known: Computation) -> None:
    if not known.is_active:
        st.rerun()
    st.progress(known.share, computing_text(known.share, resources.turn(known)))
    if resources.runner().notice:
        show_note(said(resources.runner().notice))


def show_failure(known: Computation) -> None:
    show_fault(f"{said(known.message)} " + gettext("Press the button to try again."))
