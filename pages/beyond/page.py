"""What now? Experiments beyond the chapter: predict first, then see."""

from __future__ import annotations

import importlib

import streamlit as st

from pages.shared import session

EXPERIMENTS = {
    "arms": ("Entanglement", "Does entanglement help?"),
    "surrogate": ("Surrogate", "Do without the quantum computer"),
    "uploads": ("Re-uploading", "What can a circuit draw?"),
    "plateau": ("Plateaus", "Why do deep circuits stop learning?"),
    "entanglement": ("Entangled qubits", "How much entanglement?"),
    "device": ("Real device", "What would a real device say?"),
}
"""The modules of this folder, each with a `show()`: a short name, and the question."""

name = st.session_state.setdefault(session.EXPERIMENT, "arms")
st.title(EXPERIMENTS[name][1])  # above the choice, so that it stays where it is first shown
st.segmented_control(
    "Experiment", list(EXPERIMENTS), required=True, key=session.EXPERIMENT, wrap=True,
    format_func=lambda key: EXPERIMENTS[key][0], label_visibility="collapsed",
    persist_state="session",
)  # fmt: skip
importlib.import_module(f"pages.beyond.{name}").show()
