"""The messages of the code and the catalogues, as Babel reads them."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from hqnn_core.language import DIRECTORY, LANGUAGES

ROOT = Path(__file__).parents[2]
TRANSLATED = [name for name in LANGUAGES if name != "en"]
EXTRACT = "pybabel -q extract -F pyproject.toml -k later --no-location --sort-output"


@cache
def in_code() -> Catalog:
    """What `pybabel extract` finds in the code."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as file:
        options = EXTRACT.replace("pyproject.toml", str(ROOT / "pyproject.toml")).split()
        CommandLineInterface().run([*options, "-o", file.name, str(ROOT)])
        return read_po(file)


@cache
def catalogue(language: str) -> Catalog:
    with (DIRECTORY / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(texts: Any) -> tuple[str, ...]:
    """The texts of a message or its translation: one, or one for each form of the plural."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text.replace("{{", "").replace("}}", "")))


def messages(of: Catalog) -> list[Message]:
    return [message for message in of if message.id]
