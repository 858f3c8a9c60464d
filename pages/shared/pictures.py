"""Pictures that can be saved. Charts bring a menu for that with them."""

from __future__ import annotations

import streamlit as st


def show_svg(svg: str, alt: str, name: str) -> None:
    """An SVG picture as wide as its place, and a button that saves it as `name`.svg."""
    st.image(svg, width="stretch", alt=alt)
    save_button(svg, name, "svg", "image/svg+xml")


def save_button(content: str | bytes, name: str, ending: str, kind: str) -> None:
    st.download_button(
        f"Save {ending.upper()}", content, f"{name}.{ending}", kind, key=f"save-{name}",
        on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip
