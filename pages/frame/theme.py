"""The colours of the browser's theme."""

import streamlit as st

from hqnn_core.figures import PALETTES, Palette, high_contrast
from pages.frame.projector import is_projected


def palette() -> Palette:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    return high_contrast(theme) if is_projected() else PALETTES[theme]
