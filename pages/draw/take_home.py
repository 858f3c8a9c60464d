"""The button that saves a network as one HTML file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from hqnn_core.figures.take_home import can_be_taken_home, take_home_html, take_home_words
from hqnn_core.language import gettext
from hqnn_core.runs import file_name
from pages.frame import session
from pages.frame.messages import literal
from pages.visit.studio import Network


def take_home_button(network: Network) -> None:
    """Show the button; it is disabled for networks that do not end in one qubit."""
    is_possible = can_be_taken_home(network.model.config)
    words = take_home_words(network.model, network.name, date.today())
    about = gettext(
        "Saves the network “{name}” as one file. Draw and measure on any phone, offline.",
        name=literal(network.name),
    )
    if not is_possible:
        about = gettext(
            "Only for networks that end in one qubit. Choose another one under *Pen and network*."
        )
    st.download_button(
        gettext("Take it with you"),
        lambda: take_home_html(network.model, words),
        f"qubit-network-{file_name(network.name)}.html", "text/html",
        key=session.TAKE_HOME, on_click="ignore", disabled=not is_possible,
        icon=":material/download:",
        help=about,
    )  # fmt: skip
