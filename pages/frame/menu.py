"""The pages of the app, in the order of its menu."""

from __future__ import annotations

from copy import copy
from functools import cache, partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

HOME = "draw"  # the first page, at the root of the app
OLD = {"draw": HOME}  # other addresses, and the pages that they lead to
_MENU = {  # by their names: title, icon
    "draw": ("Draw", "draw"),
    "neurons": ("Neurons", "graph_1"),
    "circuit": ("Circuit", "cycle"),
    "shift": ("Shift", "change_history"),
    "train": ("Train", "trending_down"),
    "sweep": ("Sweep", "grid_on"),
    "beyond": ("Beyond", "explore"),
    "board": ("Board", "groups"),
}
TITLES = {name: title for name, (title, _) in _MENU.items()}


def file_of(name: str) -> str:
    return f"pages/{name}/page.py"


def name_of(page: StreamlitPage) -> str:
    """The name of a page; the first one has none in its address."""
    return page.url_path or HOME


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
            url_path="start" if name == HOME else name,
            default=name == HOME,
        )
        for name, (title, icon) in _MENU.items()
    ] + [
        st.Page(partial(_lead, name), title=TITLES[name], url_path=old, visibility="hidden")
        for old, name in OLD.items()
    ]


def _lead(name: str) -> None:
    """Go on to a page, with the settings of the address."""
    given = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    st.switch_page(file_of(name), query_params=given)
