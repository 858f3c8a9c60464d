"""A chart of fixed height, so that the page below does not jump."""

from __future__ import annotations

from typing import Any

import streamlit as st

MARGIN = 20


def show_chart(spec: dict[str, Any], alt: str) -> None:
    with st.container(height=spec["height"] + MARGIN, border=False):
        st.vega_lite_chart(spec=spec, alt=alt)
