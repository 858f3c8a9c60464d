"""The network as a graph, with a real digit's values."""

import streamlit as st

from pages.neurons.layers import show_passage

st.title("Every neuron at work")
st.markdown(
    "The whole network, with its numbers for one handwritten digit. Go through the steps, and "
    "choose a pixel or a neuron: how is it computed?"
)

show_passage()
