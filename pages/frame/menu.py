"""The pages of the app, in the order of its menu."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_MENU = {  # by their names in the address: title, icon
    "": ("Network", "hub"),
    "neurons": ("Neurons", "graph_1"),
    "circuit": ("Circuit", "cycle"),
    "shift": ("Shift", "change_history"),
    "train": ("Train", "trending_down"),
    "sweep": ("Sweep", "grid_on"),
    "beyond": ("Beyond", "explore"),
    "draw": ("Draw", "draw"),
    "board": ("Board", "groups"),
}
TITLES = {name: title for name, (title, _) in _MENU.items()}


def file_of(name: str) -> str:
    return f"pages/{name or 'home'}/page.py"


def menu_pages() -> list[StreamlitPage]:
    """The pages as new objects: Streamlit records in them which one is shown."""
    return [copy(page) for page in _pages()]


@cache
def _pages() -> list[StreamlitPage]:
    """Created once: Streamlit looks for the files of each page, which takes time at every click."""
    return [
        st.Page(
            file_of(name),
            title=title,
            icon=f":material/{icon}:",
            url_path=name or None,
            default=not name,
        )
        for name, (title, icon) in _MENU.items()
    ]
