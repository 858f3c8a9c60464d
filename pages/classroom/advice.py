"""The teacher's checklist for the lesson, `advice.<language>.md`; docs/teaching.md says more."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from hqnn_core.language import gettext, language


def advice() -> str:
    """The checklist, Markdown, in the present language if there is one, else in English."""
    mine, english = (Path(__file__).with_suffix(f".{name}.md") for name in (language(), "en"))
    return (mine if mine.is_file() else english).read_text(encoding="utf-8")


def show_advice() -> None:
    title = gettext("Before the lesson: install, open to the class, offline, blocked networks")
    with st.expander(title):
        st.markdown(advice())
