"""A prediction first, then a button, then what came out beside the prediction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from hqnn_core.words import UNSURE, prediction_text
from pages.shared import session

T = TypeVar("T")


def ask(name: str, question: str, answers: Sequence[str]) -> str | None:
    """Show the question with its answers; return the one that is chosen, None before that."""
    return st.pills(
        question,
        [*answers, UNSURE],
        key=session.PREDICTION + name,
        wrap=True,
        persist_state="session",
    )


def result_of(
    name: str, label: str, inputs: object, compute: Callable[[], T], prediction: str | None
) -> T | None:
    """Show the button of an experiment; return what it gave, None before it is pressed.

    It can be pressed once a prediction is made. The result stays until `inputs`, the settings of
    the experiment, change.
    """
    key = session.EXPERIMENT_RESULT + name
    pressed = st.button(
        label, type="primary", icon=":material/science:", disabled=prediction is None,
        key=f"{key}-button",
    )  # fmt: skip
    if pressed:
        with st.spinner("Computing"):
            st.session_state[key] = (inputs, compute())
    made_for, result = st.session_state.get(key, (None, None))
    if result is None:
        st.caption("Make a prediction first." if prediction is None else "Press the button.")
        return None
    if made_for != inputs:
        st.caption("The settings have changed. Press the button again.")
        return None
    return result


def show_outcome(name: str, came: str) -> None:
    """Show what came out, one of the answers of `ask`, beside what was predicted."""
    predicted = st.session_state.get(session.PREDICTION + name)
    st.markdown(prediction_text(predicted, came))
