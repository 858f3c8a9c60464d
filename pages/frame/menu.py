"""The pages of the app, in the order of its menu."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import cache, partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from hqnn_core.language import N_, gettext, language
from pages.frame import session

Settings = list[tuple[str, str]]
HOME = "draw"  # the first page, at the root of the app
CLASS = "class"  # the page of the class
QUESTIONS = "questions"  # the quiz of the lesson, which is not in the menu
TRAIN_ONE, TRAIN_MANY = TRAIN_PARTS = N_("Train one network"), N_("Compare many settings")
OLD: dict[str, tuple[str, Settings]] = {  # other addresses: their pages, and settings there
    "draw": (HOME, []),
    "sweep": ("train", [(session.TRAINING, TRAIN_MANY)]),
    "board": (CLASS, []),
}
_MENU = {  # by their names: title, icon
    "draw": (N_("Draw"), "draw"),
    "neurons": (N_("Neurons"), "graph_1"),
    "circuit": (N_("Circuit"), "cycle"),
    "shift": (N_("Shift"), "change_history"),
    "train": (N_("Train"), "trending_down"),
    "beyond": (N_("Beyond"), "explore"),
    CLASS: (N_("Class"), "groups"),
    QUESTIONS: (N_("Questions"), "quiz"),
}
_FOLDERS = {CLASS: "classroom"}  # a package cannot be named "class"
TITLES = {name: title for name, (title, _) in _MENU.items()}
"""In English; `gettext` translates them."""


def file_of(name: str) -> str:
    return f"pages/{_FOLDERS.get(name, name)}/page.py"


def current(name: str, settings: Iterable[tuple[str, str]]) -> tuple[str, Settings]:
    """The page and settings that an address stands for, also an old one."""
    page, more = OLD.get(name, (name, []))
    return page, [*settings, *more]


def name_of(page: StreamlitPage) -> str:
    """The name of a page; the first one has none in its address."""
    return page.url_path or HOME


def menu_pages() -> list[StreamlitPage]:
    """The pages as new objects: Streamlit records in them which one is shown."""
    return [copy(page) for page in _pages(language())]


@cache
def _pages(spoken: str) -> list[StreamlitPage]:
    """Created once a language: Streamlit looks for each page's file, which takes time."""
    return [
        st.Page(
            file_of(name),
            title=gettext(title),
            icon=f":material/{icon}:",
            url_path="start" if name == HOME else name,
            default=name == HOME,
            visibility="hidden" if name == QUESTIONS else "visible",
        )
        for name, (title, icon) in _MENU.items()
    ] + [
        st.Page(partial(_lead, old), title=gettext(TITLES[name]), url_path=old, visibility="hidden")
        for old, (name, _) in OLD.items()
    ]


def _lead(old: str) -> None:
    """Go on to a page from an old address, with its settings."""
    given = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    name, settings = current(old, given)
    st.switch_page(file_of(name), query_params=settings)
