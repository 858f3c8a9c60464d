"""One real digit on its way through the network."""

import streamlit as st

st.title("A neural network that ends in a qubit")
st.markdown(
    "A small network looks at a handwritten 0 or 1 and turns it into one angle, **θ**. A qubit is "
    "turned by that angle and measured many times: what is measured is the answer. "
    "Follow one digit through it."
)

# The words are on the screen before torch, Qiskit and matplotlib are imported, which takes 2 s.
from pages.home.walk import show_walk  # noqa: E402

show_walk()
