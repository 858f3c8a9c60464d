"""Save button for SVG pictures."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import gettext


def save_button(svg: str, name: str) -> None:
    """A button that saves an SVG picture as `name`.svg."""
    st.download_button(
        gettext("Save SVG"), svg, f"{name}.svg", "image/svg+xml", key=f"save-{name}",
        on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip
