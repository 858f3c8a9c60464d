"""First page: one digit's way through the network."""

import streamlit as st

st.title("A neural network that ends in a qubit")
st.markdown(
    "A small network turns the image of a handwritten 0 or 1 into one angle, **θ**. A circuit "
    "rotates a qubit by θ and measures it many times: the more frequent outcome is the answer. "
    "This app follows one chapter of the Qiskit textbook, *Hybrid quantum-classical Neural "
    "Networks with PyTorch and Qiskit*."
)

# The words are on the screen before torch, Qiskit and matplotlib are imported, which takes 2 s.
from pages.home.steps import show_passage  # noqa: E402

show_passage()
