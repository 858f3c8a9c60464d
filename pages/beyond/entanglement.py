"""An experiment that is being built."""

import streamlit as st


def show() -> None:
    st.caption("This experiment is being built.")
