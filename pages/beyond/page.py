"""What now? Experiments beyond the chapter: predict first, then see."""

from __future__ import annotations

import importlib

import streamlit as st

from pages.frame import session
from pages.frame.settings import control, option

EXPERIMENTS = {
    "arms": ("Entanglement", "Does entanglement help?"),
    "surrogate": ("Surrogate", "Do without the quantum computer"),
    "uploads": ("Re-uploading", "What can a circuit draw?"),
    "plateau": ("Plateaus", "Why do deep circuits stop learning?"),
    "entanglement": ("Entangled qubits", "How much entanglement?"),
    "device": ("Real device", "What would a real device say?"),
}
"""The modules of this folder, each with a `show()`: a short name, and the question."""


def short_name(experiment: str) -> str:
    return EXPERIMENTS[experiment][0]


name = option(session.EXPERIMENT, EXPERIMENTS, "arms", short_name)
st.title(EXPERIMENTS[name][1])  # above the choice, so that it stays where it is first shown
st.segmented_control(
    "Experiment", list(EXPERIMENTS), format_func=short_name, required=True, wrap=True,
    label_visibility="collapsed", **control(session.EXPERIMENT, name, argument="default"),
)  # fmt: skip
importlib.import_module(f"pages.beyond.{name}").show()
