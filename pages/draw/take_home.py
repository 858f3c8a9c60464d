"""The button that saves a network as one HTML file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from hqnn_core.figures.take_home import can_be_taken_home, take_home_html
from hqnn_core.runs import file_name
from pages.frame import session
from pages.frame.messages import literal
from pages.visit.studio import Network

HELP = "Saves one file with the network “{}”: draw, θ, shots and answer, on any phone, offline."
OTHERS = "Only for networks that end in one qubit. Choose another one under *Pen and network*."


def take_home_button(network: Network) -> None:
    """Show the button; it is disabled for networks that do not end in one qubit."""
    is_possible = can_be_taken_home(network.model.config)
    st.download_button(
        "Take it with you",
        lambda: take_home_html(network.model, network.name, date.today()),
        f"qubit-network-{file_name(network.name)}.html", "text/html",
        key=session.TAKE_HOME, on_click="ignore", disabled=not is_possible,
        icon=":material/download:",
        help=HELP.format(literal(network.name)) if is_possible else OTHERS,
    )  # fmt: skip
