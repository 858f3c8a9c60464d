"""A prediction first, then a button, then what came out beside the prediction.

Both belong to the visitor: a reload of the page loses neither the prediction nor the computation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import streamlit as st

from hqnn_core.words import UNSURE, computing_text, prediction_text
from pages.lesson.course import asks_about, prediction
from pages.shared import session
from pages.shared.settings import forget
from pages.shared.visitors import visitor

T = TypeVar("T")
MAX_AT_ONCE = 2
LIVE_SECONDS = 1.0


@dataclass(frozen=True)
class Computation:
    """An experiment's computation in the background.

    Attributes:
        inputs: the settings that it was asked for with.
        outcome: what it gives.
    """

    inputs: object
    outcome: Future[Any]
    began: float = field(default_factory=time.monotonic)

    @property
    def result(self) -> Any:
        """What came out; None before that, and where it failed."""
        is_there = self.outcome.done() and self.outcome.exception() is None
        return self.outcome.result() if is_there else None


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MAX_AT_ONCE, "experiments")


def ask(name: str, question: str, answers: Sequence[str]) -> str | None:
    """Show the question with its answers; return the one that is chosen, None before that.

    The lesson asks about its experiment itself: then its prediction is returned.
    """
    if asks_about(name):
        return prediction()
    key, options = session.PREDICTION + name, [*answers, UNSURE]
    if key not in st.session_state and visitor().predictions.get(name) in options:
        st.session_state[key] = visitor().predictions[name]
    return st.pills(
        question, options, key=key, wrap=True, persist_state="session",
        on_change=lambda: visitor().predict(name, st.session_state[key]),
    )  # fmt: skip


def result_of(
    name: str,
    label: str,
    inputs: object,
    compute: Callable[[], T],
    prediction: str | None,
    resets: Sequence[str] = (),
) -> T | None:
    """Show the button of an experiment; return what it gave, None before that.

    It can be pressed once a prediction is made. The result stays until `inputs`, the settings of
    the experiment, change. `compute` runs in the background and must not use the page. The button
    gives the settings named in `resets` their defaults again.
    """
    known: Computation | None = visitor().experiments.get(name)
    is_running = known is not None and not known.outcome.done()
    st.button(
        label, type="primary", icon=":material/science:",
        disabled=prediction is None or is_running,
        key=f"{session.EXPERIMENT_BUTTON}{name}", on_click=_begin,
        args=[name, inputs, compute, resets],
    )  # fmt: skip
    if known is None:
        st.caption("Make a prediction first." if prediction is None else "Press the button.")
    elif is_running:
        st.fragment(_show_progress, run_every=LIVE_SECONDS)(known)
    elif known.inputs != inputs:
        st.caption("The settings have changed. Press the button again.")
    else:
        return known.outcome.result()
    return None


def _begin(name: str, inputs: object, compute: Callable[[], object], resets: Sequence[str]) -> None:
    forget(resets)
    known: Computation | None = visitor().experiments.get(name)
    if known is None or known.outcome.done():  # a double click begins one
        visitor().experiments[name] = Computation(inputs, _threads().submit(compute))


def _show_progress(known: Computation) -> None:
    if known.outcome.done():
        st.rerun()
    st.caption(computing_text(time.monotonic() - known.began, known.outcome.running()))


def show_outcome(name: str, came: str) -> None:
    """Show what came out, one of the answers of `ask`, beside what was predicted."""
    predicted = st.session_state.get(session.PREDICTION + name)
    st.markdown(prediction_text(predicted, came))
