"""How much entanglement? Widgets to step through a circuit gate by gate."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hqnn_core.experiments import entanglement
from pages.beyond.part import ComputedPart
from pages.frame import session
from pages.frame.settings import control, number, option, stored
from pages.frame.theme import palette


class OwnPart(ComputedPart):
    resets = tuple(session.STEPS_DONE + name for name in entanglement.CIRCUITS)

    def show_result(self, found: Any) -> None:
        if found is not None:
            _show_steps()


@st.fragment
def _show_steps() -> None:
    names = list(entanglement.CIRCUITS)
    name = option(session.STEPPED_CIRCUIT, names, names[0])
    st.segmented_control(
        "Circuit", names, required=True, wrap=True,
        **control(session.STEPPED_CIRCUIT, name, argument="default"),
    )  # fmt: skip
    steps, key = _steps(name), session.STEPS_DONE + name
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        last = len(steps) - 1
        done = number(key, 0, last, last)
        st.slider("Gates done", 0, last, **control(key, done))
        st.button(
            "From the start" if done == last else "Next gate", width=190,
            icon=":material/replay:" if done == last else ":material/arrow_forward:",
            key=session.NEXT_GATE, on_click=_show_gates, args=[key, (done + 1) % len(steps)],
        )  # fmt: skip
    step = steps[done]
    st.markdown(entanglement.step_text(step))
    dials, drawn = st.columns(2, vertical_alignment="center")
    dials.vega_lite_chart(
        spec=entanglement.arrows_chart(step, palette()), width="content",
        alt="The arrow of each qubit with its length: "
        + "; ".join(entanglement.arrow_texts(step)),
    )  # fmt: skip
    drawn.image(
        entanglement.picture(name, done, palette()), width=min(130 + 50 * done, 360),
        alt=f"The first {done} gates of the circuit",
    )  # fmt: skip


@st.cache_data(show_spinner=False)
def _steps(name: str) -> list[entanglement.Step]:
    return entanglement.steps_of(entanglement.CIRCUITS[name]())


def _show_gates(key: str, done: int) -> None:
    stored()[key] = done
