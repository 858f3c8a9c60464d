"""What can a circuit draw? A curve to draw, and the number of gates that the input stands in."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures.uploads import spectrum_chart, upload_chart
from hqnn_core.quantum import analysis
from hqnn_core.words import UPLOAD_ANSWERS, upload_answer, upload_text
from pages.beyond.prediction import ask, result_of, show_outcome
from pages.frame import session
from pages.frame.settings import control, number, option
from pages.frame.theme import palette


def show() -> None:
    st.markdown(
        "The chapter's circuit has its input θ in **one** gate, so ⟨Z⟩ is one sine of θ, and "
        "nothing else. Here the input stands in several gates of one qubit, with trained rotations "
        "between them: each *upload* adds a frequency."
    )
    left, right = st.columns([4, 7], gap="large")
    with left:
        names = list(analysis.TARGETS)
        target: analysis.TargetName = option(session.UPLOAD_TARGET, names, "square", str.capitalize)
        st.segmented_control(
            "Curve to draw", names, format_func=str.capitalize, required=True,
            **control(session.UPLOAD_TARGET, target, argument="default"),
        )  # fmt: skip
        uploads = number(session.UPLOADS, 1, analysis.MAX_UPLOADS, 3)
        st.slider("Uploads", 1, analysis.MAX_UPLOADS, **control(session.UPLOADS, uploads))
        prediction = ask("uploads", "How well will the circuit draw it?", UPLOAD_ANSWERS)
        found = result_of(
            "uploads", "Train the circuit", analysis.upload_fit, (target, uploads), prediction
        )
        if found is not None:
            show_outcome("uploads", upload_answer(found))
            st.markdown(upload_text(found))
    with right:
        if found is not None:
            st.vega_lite_chart(
                spec=upload_chart(found, palette()),
                alt=f"The curve {target} and what {uploads} uploads draw",
            )
            st.vega_lite_chart(
                spec=spectrum_chart(found, palette()),
                alt="The height of the wave of each frequency, of the curve and of the circuit",
            )
            st.caption(
                "Above: the curve (dashed), and the circuit trained from 3 starts. Below: the "
                "waves of the best one (bars) and of the curve (lines). Grey: out of reach."
            )
    st.caption(
        "Source: M. Schuld, R. Sweke, J. J. Meyer, *Effect of data encoding on the expressive "
        "power of variational quantum-machine-learning models*, Phys. Rev. A 103, 032430 (2021)."
    )
