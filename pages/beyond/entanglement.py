"""Do qubits know of each other? The tables of a pair, and circuits gate by gate."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hqnn_core.experiments import entanglement
from hqnn_core.language import gettext, ngettext
from hqnn_core.words.numbers import whole_text
from pages.beyond.part import ComputedPart
from pages.frame import session
from pages.frame.settings import control, number, option, stored
from pages.frame.theme import palette


class OwnPart(ComputedPart):
    widths = (6, 5)
    resets = tuple(session.STEPS_DONE + name for name in entanglement.CIRCUITS)

    def show_words(self, found: Any) -> None:
        """Beside the picture: the pair, measured together and apart."""
        _show_pair()

    def show_more(self, found: Any) -> None:
        if found is not None:
            with st.expander(gettext("Gate by gate: how much entanglement?")):
                st.markdown(
                    gettext(
                        "A single qubit is an arrow of length 1. Entanglement makes the arrow "
                        "shorter. Q tells how entangled all qubits are, from 0 to 1."
                    )
                )
                _show_steps()
                st.markdown(entanglement.text(found))


@st.fragment
def _show_pair() -> None:
    angle = number(session.PAIR_ANGLE, 0.0, entanglement.LARGEST, entanglement.LARGEST)
    shots = option(session.PAIR_SHOTS, entanglement.PAIR_SHOTS, 100, "{:,}".format)
    st.slider(
        gettext("Angle of the controlled rotation"), 0.0, entanglement.LARGEST, step=0.01,
        **control(session.PAIR_ANGLE, angle),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.select_slider(
            gettext("Shots of the pair"), entanglement.PAIR_SHOTS, format_func=whole_text,
            width=180, **control(session.PAIR_SHOTS, shots),
        )  # fmt: skip
        st.button(gettext("Measure again"), on_click=session.count, args=[session.PAIR_RUN])
    inputs = (angle, shots, session.counter(session.PAIR_RUN))
    counts = session.cached("pair", inputs, lambda: entanglement.joint_counts(angle, shots))
    tables = {
        gettext("Counts together"): counts,
        gettext("Expected apart"): entanglement.counts_apart(counts),
    }
    for place, (name, table) in zip(st.columns(2, gap="small"), tables.items(), strict=True):
        place.vega_lite_chart(
            spec=entanglement.table_chart(table, name, palette()),
            alt=f"{name}: {entanglement.cells_text(table)}",
        )
    st.markdown(entanglement.correlation_text(counts))


@st.fragment
def _show_steps() -> None:
    names = list(entanglement.CIRCUITS)
    name = option(session.STEPPED_CIRCUIT, names, names[0])
    st.segmented_control(
        gettext("Circuit"), names, format_func=gettext, required=True, wrap=True,
        **control(session.STEPPED_CIRCUIT, name, argument="default"),
    )  # fmt: skip
    steps, key = _steps(name), session.STEPS_DONE + name
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        last = len(steps) - 1
        done = number(key, 0, last, last)
        st.slider(gettext("Gates done"), 0, last, **control(key, done))
        st.button(
            gettext("From the start") if done == last else gettext("Next gate"), width=190,
            icon=":material/replay:" if done == last else ":material/arrow_forward:",
            key=session.NEXT_GATE, on_click=_show_gates, args=[key, (done + 1) % len(steps)],
        )  # fmt: skip
    step = steps[done]
    st.markdown(entanglement.step_text(step))
    dials, drawn = st.columns(2, vertical_alignment="center")
    dials.vega_lite_chart(
        spec=entanglement.arrows_chart(step, palette()), width="content",
        alt=gettext(
            "The arrow of each qubit with its length: {arrows}",
            arrows="; ".join(entanglement.arrow_texts(step)),
        ),
    )  # fmt: skip
    drawn.image(
        entanglement.picture(name, done, palette()), width=min(130 + 50 * done, 360),
        alt=ngettext(
            "The first {n} gate of the circuit", "The first {n} gates of the circuit", done
        ),
    )  # fmt: skip


@st.cache_data(show_spinner=False)
def _steps(name: str) -> list[entanglement.Step]:
    return entanglement.steps_of(entanglement.CIRCUITS[name]())


def _show_gates(key: str, done: int) -> None:
    stored()[key] = done
