"""Every message has its translation in each language, with its values, in the terms of school."""

from __future__ import annotations

import ast
import csv
import io
import re

import pytest
from babel.messages.mofile import write_mo

from hqnn_core import language
from hqnn_core.figures.matplotlib_svg import CHARACTERS
from hqnn_core.language import DIRECTORY, gettext, later, ngettext, pgettext, said
from tests.language.catalogues import (
    ROOT,
    TRANSLATED,
    catalogue,
    forms,
    in_code,
    messages,
    placeholders,
)

_CONSTANTS = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Call)
FUNCTIONS = {
    "gettext": (1, _CONSTANTS),
    "ngettext": (2, ast.Constant),
    "pgettext": (2, _CONSTANTS),
    "later": (1, _CONSTANTS),
    "N_": (1, ast.Constant),
}
"""Of how many arguments, and what they can be."""
every_language = pytest.mark.parametrize("name", TRANSLATED)


def in_words(text: str) -> str:
    """A message without its placeholders, and the titles of papers."""
    return re.sub(r"\{\w+\}|\*[^*]+\*(?!\*)", "", text)


def key(message):
    return message.context, forms(message.id)[0]


@every_language
def test_each_message_of_the_code_is_translated_and_no_other(name):
    wanted, there = ({key(m): m for m in messages(c)} for c in (in_code(), catalogue(name)))
    assert sorted(set(wanted) - set(there), key=str) == [], "not in the catalogue"
    assert sorted(set(there) - set(wanted), key=str) == [], "no longer in the code"
    assert not catalogue(name).obsolete
    assert [m.id for m in there.values() if m.fuzzy] == []
    assert [m.id for m in there.values() if not all(map(str.strip, forms(m.string)))] == []


@every_language
def test_translations_show_the_values_of_their_messages(name):
    wrong = []
    for message in messages(catalogue(name)):
        wanted = placeholders(forms(message.id)[-1])
        for text in forms(message.string):
            found = placeholders(text)
            is_plural = isinstance(message.id, tuple)
            if found | ({"n"} if is_plural else set()) != wanted | ({"n"} if is_plural else set()):
                wrong.append((message.id, text))
    assert wrong == []


@every_language
def test_compiled_catalogue_is_that_of_the_text(name):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(name))
    path = DIRECTORY / name / "LC_MESSAGES" / "messages.mo"
    is_same = path.read_bytes() == compiled.getvalue()  # pytest would compare them for minutes
    assert is_same, "pybabel compile -d hqnn_core/locale"


@every_language
def test_font_of_the_pictures_has_the_letters(name):
    texts = "".join(text for m in messages(catalogue(name)) for text in forms(m.string))
    letters = {letter for letter in texts if letter.isalpha() and letter not in "ΣΔβωφ⟨⟩"}
    assert sorted(letters - set(CHARACTERS)) == []


@every_language
def test_terms_are_those_of_the_glossary(name):
    with (DIRECTORY / name / "glossary.csv").open(encoding="utf-8", newline="") as file:
        glossary = {row["English"]: row["translation"].split("|") for row in csv.DictReader(file)}
    assert len(glossary) >= 25
    wrong = [
        (term, text)
        for message in messages(catalogue(name))
        for term, allowed in glossary.items()
        if re.search(rf"\b{re.escape(term)}s?\b", in_words(forms(message.id)[0]), re.IGNORECASE)
        for text in forms(message.string)
        if not any(each.casefold() in text.casefold() for each in allowed)
    ]
    assert wrong == []


def test_no_message_is_a_piece_that_is_joined():
    texts = (text for message in messages(in_code()) for text in forms(message.id))
    assert [text for text in texts if text != text.strip(" ,;")] == []


def test_messages_are_literals_or_constants():
    """Babel finds no other ones; it would join the two texts of a condition."""
    wrong = []
    for path in [*(ROOT / "hqnn_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FUNCTIONS:
                number, kinds = FUNCTIONS[getattr(node.func, "id", "")]
                if not all(isinstance(each, kinds) for each in node.args[:number]):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


@pytest.fixture
def chosen():
    """A function that chooses the language."""
    yield lambda name: language.select_by(lambda: name)
    language._selector.clear()


def test_empty_catalogue_falls_back_to_english_whole(chosen, tmp_path, monkeypatch):
    from babel.messages.catalog import Catalog

    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, Catalog(locale="de"))
    monkeypatch.setattr(language, "DIRECTORY", tmp_path)
    language._catalogue.cache_clear()
    chosen("de")
    assert gettext("A tie counts as {digit}.", digit=0) == "A tie counts as 0."
    assert ngettext("{n} shot", "{n} shots", 1000) == "1.000 shots"
    assert pgettext("button", "Train") == "Train"
    language._catalogue.cache_clear()


def test_stored_message_is_shown_in_the_language_of_its_reader(chosen):
    stored = later("A tie counts as {digit}.", digit=1234)
    assert said(stored) == "A tie counts as 1,234."
    chosen("de")
    assert "1.234" in said(stored)
    assert said(stored) != "A tie counts as 1,234."
    assert said("Anything else.") == "Anything else."
    assert said(later("{a}", a=later("A tie counts as {digit}.", digit=1))) == said(
        later("A tie counts as {digit}.", digit=1)
    )
