"""The teacher's checklist for the lesson, from `advice.md`; docs/teaching.md says more."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ADVICE = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


def show_advice() -> None:
    with st.expander("Before the lesson: install, open to the class, offline, blocked networks"):
        st.markdown(ADVICE)
