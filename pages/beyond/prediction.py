"""A prediction first, then a button, then what came out beside the prediction.

Both belong to the visitor: a reload of the page loses neither the prediction nor the computation,
which runs on the cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from hqnn_core.runs import Computation
from hqnn_core.words import UNSURE, computing_text, prediction_text
from pages.frame import resources, session
from pages.frame.lesson.course import asks_about, prediction
from pages.frame.messages import show_fault, show_note
from pages.frame.settings import forget
from pages.visit.visitors import live_seconds, visitor

T = TypeVar("T")


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
    function: Callable[..., T],
    arguments: tuple[Any, ...],
    prediction: str | None,
    resets: Sequence[str] = (),
    is_quick: bool = False,
) -> T | None:
    """Show the button of an experiment; return what it gave, None before that.

    It can be pressed once a prediction is made. The result stays until the `arguments`, the
    settings of the experiment, change. The button gives the settings named in `resets` their
    defaults again.

    Args:
        function: of the core; see `Computation`.
        is_quick: it takes milliseconds, so it is called at once, without `report`.
    """
    known = visitor().experiments.get(name)
    is_running = known is not None and known.is_active
    st.button(
        label, type="primary", icon=":material/science:",
        disabled=prediction is None or is_running,
        key=f"{session.EXPERIMENT_BUTTON}{name}", on_click=_begin,
        args=[name, function, arguments, resets, is_quick],
    )  # fmt: skip
    if known is None:
        st.caption("Make a prediction first." if prediction is None else "Press the button.")
    elif is_running:
        st.fragment(_show_progress, run_every=live_seconds())(known)
    elif known.arguments != arguments:
        st.caption("The settings have changed. Press the button again.")
    elif known.state == "failed":
        show_fault(f"{known.message} Press the button to try again.")
    else:
        return known.result
    return None


def _begin(
    name: str,
    function: Callable[..., object],
    arguments: tuple[Any, ...],
    resets: Sequence[str],
    is_quick: bool,
) -> None:
    forget(resets)
    mine = visitor()
    known = mine.experiments.get(name)
    if is_quick:
        mine.experiments[name] = Computation(function, arguments).compute_here()
    elif known is None or not known.is_active:  # a double click begins one
        mine.experiments[name] = resources.runner().compute(function, arguments, mine)


def _show_progress(known: Computation) -> None:
    if not known.is_active:
        st.rerun()
    st.progress(known.share, computing_text(known.share, resources.turn(known)))
    if resources.runner().notice:
        show_note(resources.runner().notice)


def show_outcome(name: str, came: str) -> None:
    """Show what came out, one of the answers of `ask`, beside what was predicted."""
    predicted = st.session_state.get(session.PREDICTION + name)
    st.markdown(prediction_text(predicted, came))
