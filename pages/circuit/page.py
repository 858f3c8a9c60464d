"""The one-qubit circuit: expectation, counts and the expectation curve."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import streamlit as st

from hqnn_core.figures.circuit_stage import PORTIONS, circuit_stage
from hqnn_core.figures.measurement_charts import shot_error_chart
from hqnn_core.language import gettext
from hqnn_core.quantum import (
    Ansatz,
    ExpectationCurve,
    RunningMean,
    ShotErrors,
    expectation_curve,
    openqasm_source,
    python_source,
    running_mean,
    shot_errors,
)
from hqnn_core.runs import PRESETS
from hqnn_core.words.circuit import sampled_curve_text, shot_error_text, source_text
from hqnn_core.words.numbers import whole_text
from pages.frame import resources, session
from pages.frame.lesson.course import look
from pages.frame.settings import control, switch
from pages.frame.theme import palette
from pages.widgets.controls import (
    angle_values,
    keep_sent,
    read_typed_angle,
    shots_control,
    shots_now,
)
from pages.widgets.stage import look_of, sent, stage

AT_FIRST, AT_MOST = 100, 10_000  # shots
GRID = np.linspace(-2 * math.pi, 2 * math.pi, 97)
ERROR_SHOTS = [1, 10, 100, 1_000, 10_000, 100_000]
REPEATS = 200
STAGE = "circuit-stage"

_show = stage(STAGE, Path(__file__).parent)


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(gettext("From an angle to a probability"), width="content")
        hadamard = switch(session.HADAMARD, True)
        st.toggle(gettext("H gate"), **control(session.HADAMARD, hadamard))
        is_every = switch(session.EVERY_ANGLE)
        st.toggle(gettext("Measure at every angle"), **control(session.EVERY_ANGLE, is_every))
    st.markdown(
        gettext(
            "Drag the arrow or the point. What does one shot tell you, and what do {n} shots?",
            n=whole_text(1000),
        )
    )
    angle = angle_values()
    theta = angle["theta"]
    shots = _shots_at(theta, hadamard)
    every = _every_angle(hadamard) if is_every else None
    _show(
        key=STAGE,
        data={
            **look_of(palette()),
            **circuit_stage(theta, hadamard, resources.exact_curve(hadamard), shots, every),
            **angle,
            **resources.circuit_to_move(hadamard, theta, palette()),
            "event": st.session_state.get(session.SINGLE_SHOT),
        },
        on_rested_change=lambda: keep_sent(sent(STAGE, "rested", dict)),
        on_typed_change=_type,
        on_more_change=_measure_more,
    )
    if every is not None:
        _show_every_angle(every, theta, hadamard)
    with st.expander(gettext("This circuit as code")):
        _show_code(theta, hadamard)
    look("circuit")


def _shots_at(theta: float, hadamard: bool) -> RunningMean:
    """The shots at this angle; a new angle is measured again, with at most `AT_FIRST` shots."""
    inputs = (theta, hadamard)
    asked, bits = st.session_state.get(session.MEASURED_SHOTS, (None, np.zeros(AT_FIRST)))
    if asked != inputs:
        bits = _measured(inputs, min(len(bits), AT_FIRST))
        st.session_state[session.MEASURED_SHOTS] = (inputs, bits)
        st.session_state.pop(session.SINGLE_SHOT, None)
    return running_mean(resources.circuit(hadamard), theta, bits)


def _measured(inputs: tuple[float, bool], n: int) -> np.ndarray:
    theta, hadamard = inputs
    if n == 0:
        return np.zeros(0, int)
    return resources.aer(n).outcomes(resources.circuit(hadamard), [[theta]])[0]


def _measure_more() -> None:
    """Add the shots that a button asks for; 0 clears all. A single one is shown as an event."""
    n = sent(STAGE, "more", int)
    if n not in (0, *PORTIONS):
        return
    inputs, bits = st.session_state[session.MEASURED_SHOTS]
    more = _measured(inputs, min(n, AT_MOST - len(bits)))
    kept = bits if n else bits[:0]
    st.session_state[session.MEASURED_SHOTS] = (inputs, np.concatenate((kept, more)))
    session.count(session.SHOTS_ASKED)
    st.session_state[session.SINGLE_SHOT] = (
        {"id": session.counter(session.SHOTS_ASKED), "bit": int(more[0])} if n == 1 else None
    )


def _type() -> None:
    text = sent(STAGE, "typed", str)
    if text is not None:
        read_typed_angle(text)


def _every_angle(hadamard: bool) -> ExpectationCurve:
    """The expectation at every angle of `GRID`, measured once."""
    inputs = (hadamard, shots_now(), session.counter(session.CIRCUIT_RUN))
    return session.cached(
        "curve", inputs,
        lambda: expectation_curve(resources.circuit(hadamard), GRID, resources.sampler(inputs[1])),
    )  # fmt: skip


def _show_every_angle(every: ExpectationCurve, theta: float, hadamard: bool) -> None:
    """Show the controls of the measurement at every angle, and how its error falls with shots."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shots = shots_control(230)
        st.button(
            gettext("Measure again"), key=session.MEASURE_AGAIN,
            on_click=session.count, args=[session.CIRCUIT_RUN],
        )  # fmt: skip
        st.caption(sampled_curve_text(every, shots), width="content")
    with st.expander(gettext("How does the error fall with more shots?")):
        number = session.counter(session.CIRCUIT_RUN)
        errors = session.cached(
            "errors", (hadamard, theta, number),
            lambda: _errors_at(resources.circuit(hadamard), theta),
        )  # fmt: skip
        st.vega_lite_chart(
            spec=shot_error_chart(errors, shots, palette()),
            alt=gettext("Typical error of E over the number of shots, both axes logarithmic"),
        )
        st.caption(shot_error_text(errors, theta, shots))


def _errors_at(ansatz: Ansatz, theta: float) -> ShotErrors:
    return shot_errors(ansatz, theta, [resources.sampler(n) for n in ERROR_SHOTS], REPEATS)


def _show_code(theta: float, hadamard: bool) -> None:
    bound = resources.circuit(hadamard).bound([theta])
    python, openqasm = st.columns(2)
    python.code(python_source(bound), language="python")
    openqasm.code(openqasm_source(bound), language="text")
    st.download_button(
        gettext("Save SVG"), resources.circuit_picture(hadamard, theta, palette()), "circuit.svg",
        "image/svg+xml", key="save-circuit", on_click="ignore", type="tertiary",
        icon=":material/download:",
    )  # fmt: skip


laboratory()
with st.expander(gettext("Why does the circuit start with H?")):
    with_h = gettext(
        "After H, 0 and 1 are equally likely. From there RY(θ) turns the state up towards |0⟩ or "
        "down towards |1⟩, and E = sin θ. This curve is steepest at θ = 0. Training starts near "
        "there: an untrained network gives angles of about ±0.1."
    )
    without = gettext(
        "Without H, E = −cos θ is nearly flat there: about a tenth as steep as with H. So training "
        "starts late. After one epoch, many more images are misread than with H. Most networks "
        "still learn; with some seeds, 20 epochs are not enough."
    )
    st.markdown(f"{with_h}\n\n{without}")
    without_h = next((preset.name for preset in PRESETS if not preset.model.hadamard), None)
    if without_h is not None and st.button(gettext("Train without H")):
        st.switch_page("pages/train/page.py", query_params={session.PRESET: without_h})
with st.expander(gettext("How do physicists count?")):
    ours = gettext(
        "Here an outcome 0 counts as −1 and an outcome 1 as +1. So E = P(1) − P(0), and E and P(1) "
        "rise together."
    )
    theirs = gettext(
        "Physicists count the other way round: 0 as +1 and 1 as −1. They call the mean ⟨Z⟩. So "
        "⟨Z⟩ = P(0) − P(1) = −E. Qiskit and the code of this app use ⟨Z⟩."
    )
    st.markdown(f"{source_text()} {ours}\n\n{theirs}")
