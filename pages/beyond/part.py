"""The part of the page that shows one experiment: a prediction, a button, the result beside it.

Prediction and computation belong to the visitor: a reload of the page loses neither. The
computation runs on the cluster.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from hqnn_core.experiments import Computed, Experiment, Setting, experiment
from hqnn_core.runs import Computation
from hqnn_core.words import UNSURE, computing_text, prediction_text
from pages.frame import resources, session
from pages.frame.lesson.course import asks_about, prediction
from pages.frame.messages import show_fault, show_note
from pages.frame.settings import control, forget, number, option
from pages.frame.theme import palette
from pages.visit.visitors import live_seconds, visitor

WITH_WIDGETS = ("arms", "entanglement", "device")
"""Experiments with widgets of their own: a module of this folder has their `OwnPart`."""


def part_of(name: str) -> Part:
    own = importlib.import_module(f"pages.beyond.{name}") if name in WITH_WIDGETS else None
    return (own.OwnPart if own else ComputedPart)(name, experiment(name))


class Part:
    """The layout, and the prediction."""

    widths: Sequence[int] = (4, 7)
    about: Experiment

    def __init__(self, name: str, about: Experiment) -> None:
        self.name, self.about = name, about

    def show(self) -> None:
        self.introduce()
        left, right = st.columns(self.widths, gap="large")
        with left:
            chosen = self.choose()
            found = self.run(chosen, self._prediction())
        with right:
            self.show_result(found)
        if self.about.source:
            st.caption(self.about.source)

    def _prediction(self) -> str | None:
        """Ask the question; return the answer that is chosen, None before that.

        The lesson asks about its experiment itself: then its prediction is returned.
        """
        if asks_about(self.name):
            return prediction()
        key, options = session.PREDICTION + self.name, [*self.about.answers, UNSURE]
        if key not in st.session_state and visitor().predictions.get(self.name) in options:
            st.session_state[key] = visitor().predictions[self.name]
        return st.pills(
            self.about.question, options, key=key, wrap=True, persist_state="session",
            on_change=lambda: visitor().predict(self.name, st.session_state[key]),
        )  # fmt: skip

    def show_outcome(self, came: str) -> None:
        """Show one of the answers as the result, beside the prediction."""
        predicted = st.session_state.get(session.PREDICTION + self.name)
        st.markdown(prediction_text(predicted, came))

    def introduce(self) -> None: ...

    def choose(self) -> Any:
        """Show the settings; return what `run` needs of them."""

    def run(self, chosen: Any, prediction: str | None) -> Any:
        """Show the buttons; return the result, None before there is one."""

    def show_result(self, found: Any) -> None: ...


class ComputedPart(Part):
    """An experiment that is one function call: its settings are the arguments."""

    about: Computed
    resets: Sequence[str] = ()
    """Settings that the button gives their defaults again."""

    def introduce(self) -> None:
        st.markdown(self.about.intro)

    def choose(self) -> tuple[Any, ...]:
        return tuple(map(_chosen, self.about.settings))

    def run(self, chosen: tuple[Any, ...], prediction: str | None) -> Any:
        """Show the button, which needs a prediction. A result is kept until the settings change."""
        known = visitor().experiments.get(self.name)
        is_running = known is not None and known.is_active
        st.button(
            self.about.button, type="primary", icon=":material/science:",
            disabled=prediction is None or is_running, on_click=self._begin, args=[chosen],
            key=session.EXPERIMENT_BUTTON + self.name,
        )  # fmt: skip
        if known is None:
            st.caption("Make a prediction first." if prediction is None else "Press the button.")
        elif is_running:
            st.fragment(_show_progress, run_every=live_seconds())(known)
        elif known.arguments != chosen:
            st.caption("The settings have changed. Press the button again.")
        elif known.state == "failed":
            show_fault(f"{known.message} Press the button to try again.")
        else:
            self.show_words(known.result)
            return known.result
        return None

    def _begin(self, chosen: tuple[Any, ...]) -> None:
        forget(self.resets)
        mine, compute = visitor(), self.about.compute
        known = mine.experiments.get(self.name)
        if self.about.is_quick:
            mine.experiments[self.name] = Computation(compute, chosen).compute_here()
        elif known is None or not known.is_active:  # a double click begins one
            mine.experiments[self.name] = resources.runner().compute(compute, chosen, mine)

    def show_words(self, found: Any) -> None:
        self.show_outcome(self.about.answer(found))
        st.markdown(self.about.text(found))

    def show_result(self, found: Any) -> None:
        if found is not None:
            for alt, chart in self.about.charts.items():
                st.vega_lite_chart(spec=chart(found, palette()), alt=alt.format(found))
            if self.about.legend:
                st.caption(self.about.legend)


def _chosen(each: Setting) -> Any:
    """Show the widget of a setting; return its value."""
    if isinstance(each.options, range):
        low, high = each.options[0], each.options[-1]
        value = number(each.name, low, high, each.default)
        st.slider(each.label, low, high, **control(each.name, value))
        return value
    value = option(each.name, each.options, each.default, each.shown)
    if isinstance(value, int):
        st.select_slider(
            each.label, each.options, format_func=each.shown, **control(each.name, value)
        )
    else:
        st.segmented_control(
            each.label, each.options, format_func=each.shown, required=True,
            **control(each.name, value, argument="default"),
        )  # fmt: skip
    return value


def _show_progress(known: Computation) -> None:
    if not known.is_active:
        st.rerun()
    st.progress(known.share, computing_text(known.share, resources.turn(known)))
    if resources.runner().notice:
        show_note(resources.runner().notice)
