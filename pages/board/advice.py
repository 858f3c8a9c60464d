"""Teaching notes, a section of README."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

SECTION = "For the teacher"
_README = Path(__file__).parents[2] / "README.md"


def show_advice() -> None:
    with st.expander("Before the lesson: install, open to the class, offline, blocked networks"):
        st.markdown(advice())


@cache
def advice() -> str:
    """README's section for teachers, as Markdown."""
    text = _README.read_text(encoding="utf-8")
    return text.partition(f"\n## {SECTION}\n")[2].partition("\n## ")[0].strip()
