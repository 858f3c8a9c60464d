"""The pages in a language: chosen by link, cookie, browser or menu, and whole."""

from __future__ import annotations

import pytest
import streamlit as st

from hqnn_core import language
from pages.frame import language as choice
from tests.app import opened
from tests.language.pseudo import Pseudo, untranslated

pytestmark = pytest.mark.usefixtures("new_visitor")

NAMES = {"Qiskit", "Aer", "PyTorch", "MNIST", "English", "Deutsch", "Español", "Français",
         "Português", "Brasil", "Adam", "CSV", "JSON", "ReLU", "CNN", "sin", "cos"}  # fmt: skip


@pytest.fixture
def pseudo(monkeypatch):
    """German is the language that nobody speaks."""
    monkeypatch.setattr(language, "_catalogue", lambda name: Pseudo())
    monkeypatch.setattr(choice, "offered", lambda: list(language.LANGUAGES))
    yield
    st.cache_data.clear()


@pytest.mark.parametrize(
    ("page", "settings"),
    [
        ("draw", {"sample": 3}),
        ("draw", {"part": "teach"}),
        ("draw", {"part": "challenge"}),
        ("neurons", {}),
        ("circuit", {}),
        ("shift", {}),
        ("train", {}),
        ("train", {"training": "Compare many settings"}),
        ("beyond", {}),
        ("class", {}),
    ],
)
def test_no_word_of_a_page_is_missing_in_the_catalogue(page, settings, pseudo):
    app = opened(page, lang="de", **settings)
    assert untranslated(app, NAMES) == []
