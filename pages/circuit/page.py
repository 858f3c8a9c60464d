"""The one-qubit circuit: expectation, counts and the expectation curve."""

import streamlit as st

from hqnn_core.figures.bloch import SIDE, bloch_chart
from hqnn_core.figures.measurement_charts import expectation_chart
from hqnn_core.quantum import openqasm_source, python_source
from hqnn_core.runs import PRESETS
from hqnn_core.words import CHAPTER, angle_text, expectation_text, probability_formula
from pages.circuit.every_angle import show_every_angle
from pages.circuit.shots import shots_at, show_shots
from pages.frame import resources, session
from pages.frame.lesson.course import look
from pages.frame.settings import control, switch
from pages.frame.theme import palette
from pages.widgets.controls import keep_values, say_typing, theta_controls
from pages.widgets.hold import STILL, take_hold
from pages.widgets.pictures import save_button


@st.fragment
def laboratory() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="controls"):
        theta = theta_controls("circuit")
        hadamard = switch(session.HADAMARD, True)
        st.toggle("H gate", **control(session.HADAMARD, hadamard))
        take_hold({session.THETA: theta}, keep_values, plays=True)
    say_typing()
    show(theta, hadamard)
    look("circuit")


def show(theta: float, hadamard: bool) -> None:
    ansatz, curve, colours = resources.circuit(hadamard), resources.exact_curve(hadamard), palette()
    shots = shots_at(theta, hadamard)
    picture = resources.circuit_picture(hadamard, theta, colours)
    state, line, pile = st.columns([3, 6, 5])
    with state, st.container(key="state"):
        st.vega_lite_chart(
            spec=bloch_chart(theta, hadamard, colours, is_held=True),
            width="content",
            alt=f"Bloch sphere: the state at θ = {angle_text(theta)}",
        )
        with st.container(key=STILL):
            st.image(picture, width=SIDE, alt=gates(hadamard))
    with line:
        st.vega_lite_chart(
            spec=expectation_chart(curve, theta, colours),
            alt="⟨Z⟩ over θ: the exact curve and the chosen angle",
        )
        with st.container(key=f"{STILL}-words"):
            st.caption(expectation_text(theta, shots))
    with pile:
        show_shots(shots, theta, curve, colours)
    st.caption(
        "A 0 counts as +1 and a 1 as −1, so the mean approaches ⟨Z⟩ = P(0) − P(1). The Train and "
        f"Draw pages show {probability_formula()}: it rises where this curve falls."
    )
    folded = st.expander("Measure at every angle", key=session.EVERY_ANGLE, on_change="rerun")
    with folded:
        show_every_angle(ansatz, theta, hadamard, colours, bool(folded.open))
    with st.expander("This circuit as code"):
        python, openqasm = st.columns(2)
        python.code(python_source(ansatz.bound([theta])), language="python")
        openqasm.code(openqasm_source(ansatz.bound([theta])), language="text")
        save_button(picture, "circuit")


def gates(hadamard: bool) -> str:
    return "|0⟩, H, RY(θ), measurement" if hadamard else "|0⟩, RY(θ), measurement"


st.title("From an angle to a probability")
st.markdown(
    "Drag the arrow or the point, or set **θ**. Then measure: one shot gives 0 or 1; the mean of "
    "many shots approaches the curve."
)
laboratory()
with st.expander("Why does the circuit start with H?"):
    st.markdown(
        "H is a half turn about the axis halfway between x and z. It moves the state from the "
        "pole |0⟩ to |+⟩ on the equator, an equal superposition of |0⟩ and |1⟩. From there RY(θ) "
        "rotates it up towards |0⟩ or down towards |1⟩. So ⟨Z⟩ = −sin θ. This curve is steepest "
        "at θ = 0, and training starts near there: an untrained network gives angles of about "
        "±0.1.\n\n"
        "Without H, ⟨Z⟩ = cos θ is nearly flat there: P(1) changes by about 0.05 per radian, a "
        "tenth of the change with H. So training starts late: after one epoch, many more images "
        "are misread than with H. Most networks still learn; with some seeds, 20 epochs are not "
        "enough."
    )
    without_h = next((preset.name for preset in PRESETS if not preset.model.hadamard), None)
    if without_h is not None and st.button("Train without H"):
        st.switch_page("pages/train/page.py", query_params={session.PRESET: without_h})
    st.markdown(
        f"This app follows {CHAPTER}. The chapter counts outcome 1 as +1, so its expectation is "
        "this curve upside down."
    )
