"""The palette of the theme that the visitor's browser shows."""

import streamlit as st

from hqnn_core.figures import PALETTES, Palette


def palette() -> Palette:
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]
