"""The network as a graph, with a real digit's values."""

import streamlit as st

st.title("Every neuron at work")
st.markdown(
    "The whole network, with its numbers for one handwritten digit. Go through the steps, and "
    "choose a pixel or a neuron: how is it computed?"
)

# The words are on the screen before torch and Qiskit are imported, which takes 2 s.
from pages.neurons.layers import show_passage  # noqa: E402

show_passage()
