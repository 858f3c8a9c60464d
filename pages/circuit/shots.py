"""Single shots of the circuit, and how their mean approaches ⟨Z⟩."""

from __future__ import annotations

import numpy as np
import streamlit as st

from hqnn_core.figures.measurement_charts import moving_outcomes_chart, running_mean_chart
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import ExpectationCurve, RunningMean, running_mean
from hqnn_core.words import plural
from pages.frame import resources, session
from pages.widgets.hold import STILL

PORTIONS = (1, 10, 100, 1_000)
AT_FIRST, AT_MOST = 100, 10_000


def shots_at(theta: float, hadamard: bool) -> RunningMean:
    """The shots at this angle; a new angle is measured again, with at most `AT_FIRST` shots."""
    inputs = (theta, hadamard)
    asked, bits = st.session_state.get(session.MEASURED_SHOTS, (None, np.zeros(AT_FIRST)))
    if asked != inputs:
        bits = _measured(inputs, min(len(bits), AT_FIRST))
        st.session_state[session.MEASURED_SHOTS] = (inputs, bits)
    return running_mean(resources.circuit(hadamard), theta, bits)


def show_shots(shots: RunningMean, theta: float, curve: ExpectationCurve, colours: Palette) -> None:
    """Show the counts at this angle, the mean of the shots, and buttons for more shots."""
    n, ones = len(shots.bits), shots.n_ones
    st.vega_lite_chart(
        spec=moving_outcomes_chart((n - ones, ones), curve, theta, colours),
        alt=f"Of {n:,} shots {n - ones:,} gave 0 and {ones:,} gave 1",
    )
    with st.container(horizontal=True, gap="small", key="portions"):
        for portion in PORTIONS:
            st.button(
                f"+{portion:,}", on_click=_add, args=[portion], disabled=n + portion > AT_MOST,
                help=f"Measure {plural(portion, 'more shot')}", key=f"portion-{portion}",
            )  # fmt: skip
        st.button("Clear", on_click=_clear, type="tertiary", disabled=n == 0)
    with st.container(key=f"{STILL}-mean"):
        st.vega_lite_chart(
            spec=running_mean_chart(shots, colours),
            alt="Running mean of the first n shots, with the band around the exact value",
        )


def _measured(inputs: tuple[float, bool], n: int) -> np.ndarray:
    theta, hadamard = inputs
    if n == 0:
        return np.zeros(0, int)
    return resources.aer(n).outcomes(resources.circuit(hadamard), [[theta]])[0]


def _add(n: int) -> None:
    inputs, bits = st.session_state[session.MEASURED_SHOTS]
    more = _measured(inputs, min(n, AT_MOST - len(bits)))
    st.session_state[session.MEASURED_SHOTS] = (inputs, np.concatenate((bits, more)))


def _clear() -> None:
    inputs, bits = st.session_state[session.MEASURED_SHOTS]
    st.session_state[session.MEASURED_SHOTS] = (inputs, bits[:0])
