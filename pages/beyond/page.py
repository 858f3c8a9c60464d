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

with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.title("What now?", width="content")
    name = st.segmented_control(
        "Experiment", list(EXPERIMENTS), default="arms", required=True, key=session.EXPERIMENT,
        format_func=lambda key: EXPERIMENTS[key][0], label_visibility="collapsed", wrap=True,
        persist_state="session",
    )  # fmt: skip
st.subheader(EXPERIMENTS[name][1])
importlib.import_module(f"pages.beyond.{name}").show()
