"""Charts that follow a slider while it is dragged, without the server."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
import streamlit.components.v2 as components

_JS = Path(__file__).with_name("follow.js").read_text(encoding="utf-8")
_follow = components.component("follow", js=_JS)


def follow_slider(name: str, label: str) -> None:
    """Update charts with a parameter while a slider, found by its label, is dragged."""
    with st.container(key="follow"):
        _follow(key=f"follow-{name}", data={"name": name, "label": label})
