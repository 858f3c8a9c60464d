"""Every key of the session's state. What outlives a session stands in pages/shared/visitors.py.

Widgets with these keys keep their values from page to page (`persist_state="session"`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")

ARRIVAL = "arrival"  # this tab's stay: pages/shared/visitors.py
# of several pages: see pages/shared/controls.py
THETA = "theta"
SHOTS = "shots"
SHIFT = "shift"
APART = "apart"  # {key of a widget: value} that only its page can show
TYPED = "typed_theta"  # the text
TYPING_FAULT = "typing_fault"
TYPING_NOTE = "typing_note"
# circuit
HADAMARD = "hadamard"
CIRCUIT_RUN = "circuit_run"  # counts presses of 'Run again'
# shift
LAB_RUN = "lab_run"  # counts presses of 'Run again'
# home and neurons
EXAMPLE_DIGIT = "example_digit"
EXAMPLE_NUMBER = "example_number"  # counts presses of 'Another one'
TOUR_STEP = "tour_step"
# train
EPOCHS = "epochs"
N_IMAGES = "images"
ENGINE = "engine"
RULE = "rule"
KIND = "kind"
BATCH_SIZE = "batch"
LEARNING_RATE = "rate"
LOSS = "loss"
SOURCE = "source"
FIRST_DIGIT = "first"
SECOND_DIGIT = "second"
SEED = "seed"
TRAIN_HADAMARD = "train_hadamard"
NOISE = "noise"
GATE_ERROR = "gate_error"
READOUT_ERROR = "readout_error"
PRESET = "preset"
SMOOTH = "smooth"
EPOCH_SHOWN = "epoch_shown"
UPLOAD = "upload"
MEASURE = "measure"  # the loss that the chart shows
# draw
CANVAS_NUMBER = "canvas_number"  # a new one is an empty canvas
NETWORK = "network"
DRAW_SHOTS = "draw_shots"
PEN = "pen"
MEASUREMENT = "measurement"  # counts presses of 'Measure again'
ANSWER = "answer"  # (what it is the answer to, the answer)

COUNTERS = (CIRCUIT_RUN, LAB_RUN, EXAMPLE_NUMBER, CANVAS_NUMBER, MEASUREMENT)


def counter(key: str) -> int:
    """The value of one of the `COUNTERS`."""
    return int(st.session_state.setdefault(key, 0))


def count(key: str) -> None:
    """Add one to a counter; for `on_click`."""
    st.session_state[key] = counter(key) + 1


def remembered(name: str, question: Any, make: Callable[[], T]) -> T:
    """What `make` gave for this question, made anew for this visitor when the question changes."""
    key = f"remembered_{name}"
    asked, answer = st.session_state.get(key, (None, None))
    if answer is None or asked != question:
        answer = make()
        st.session_state[key] = (question, answer)
    return answer
