"""The same number of shots at every angle, and how their error falls with more of them."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from hqnn_core.figures.measurement_charts import expectation_chart, shot_error_chart
from hqnn_core.figures.palette import Palette
from hqnn_core.quantum import Ansatz, ShotErrors, expectation_curve, shot_errors
from hqnn_core.words import sampled_curve_text, shot_error_text
from pages.frame import resources, session
from pages.widgets.controls import shots_control

GRID = np.linspace(-2 * math.pi, 2 * math.pi, 97)
ERROR_SHOTS = [1, 10, 100, 1_000, 10_000, 100_000]
REPEATS = 200


def show_every_angle(
    ansatz: Ansatz, theta: float, hadamard: bool, colours: Palette, is_open: bool
) -> None:
    """Show the controls, which a link may set, and once it `is_open` what is measured."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shots = shots_control(230)
        st.button(
            "Measure again", key=session.MEASURE_AGAIN,
            on_click=session.count, args=[session.CIRCUIT_RUN],
        )  # fmt: skip
    if not is_open:
        return
    number = session.counter(session.CIRCUIT_RUN)
    curve = session.cached(
        "curve", (hadamard, shots, number),
        lambda: expectation_curve(ansatz, GRID, resources.sampler(shots)),
    )  # fmt: skip
    errors = session.cached("errors", (hadamard, theta, number), lambda: _errors_at(ansatz, theta))
    left, right = st.columns([7, 4])
    left.vega_lite_chart(
        spec=expectation_chart(curve, theta, colours, 260),
        alt="⟨Z⟩ over θ: the exact curve and the measured dots",
    )
    left.caption(sampled_curve_text(curve, shots))
    right.vega_lite_chart(
        spec=shot_error_chart(errors, shots, colours),
        alt="Typical error of ⟨Z⟩ over the number of shots, both axes logarithmic",
    )
    right.caption(shot_error_text(errors, theta, shots))


def _errors_at(ansatz: Ansatz, theta: float) -> ShotErrors:
    return shot_errors(ansatz, theta, [resources.sampler(n) for n in ERROR_SHOTS], REPEATS)
