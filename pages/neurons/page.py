"""The network as a graph, with a real digit on its way through it."""

import streamlit as st

st.title("Every neuron at work")
st.markdown(
    "The whole network, with the numbers that one handwritten digit makes in it. Step through it, "
    "then choose another digit: which edges light up?"
)

# The words are on the screen before torch and Qiskit are imported, which takes 2 s.
from pages.neurons.passage import show_passage  # noqa: E402

show_passage()
