"""Language of the words on the screen: gettext catalogues, and numbers by Babel.

The catalogues (`locale/<language>/LC_MESSAGES/messages.po`) hold whole sentences with named values
in braces. Without a catalogue, or without a message in it, the English text of the code is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "pt_BR": "Português (Brasil)",
}
DIRECTORY = Path(__file__).with_name("locale")


_selector: list[Callable[[], str]] = []
_chosen: ContextVar[str] = ContextVar("language", default="")


def select_by(selector: Callable[[], str]) -> None:
    """Have `selector` say, at each call, in which of the `LANGUAGES` the caller is."""
    _selector[:] = [selector]


def language() -> str:
    """The present language, one of `LANGUAGES`. Part of the key of whatever caches words."""
    return _chosen.get() or (_selector[0]() if _selector else "en")


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak a language where no page says which, as in a file that is made after its page."""
    token = _chosen.set(name)
    try:
        yield
    finally:
        _chosen.reset(token)


def tag() -> str:
    """The present language as HTML names it, such as "pt-BR"."""
    return language().replace("_", "-")


def N_(message: str) -> str:
    """Mark a constant's text for Babel; `gettext` translates it where it is shown."""
    return message


def gettext(message: str, **values: object) -> str:
    """The message in the present language, with its named values."""
    text = _catalogue(language()).gettext(message) if message else ""
    return text.format(**values) if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The message in the form for `n`, which it shows as {n} with a separator of thousands."""
    text = _catalogue(language()).ngettext(one, many, n)
    return text.format(**{"n": localized(f"{n:,}"), **values})


def pgettext(context: str, message: str, **values: object) -> str:
    """As `gettext`, for a message that means two things: `context` says which."""
    text = _catalogue(language()).pgettext(context, message)
    return text.format(**values) if values else text


def later(message: str, **values: str | int) -> str:
    """A message to be stored, and shown by `said` in the language of who reads it."""
    return json.dumps([message, values])


def said(stored: str) -> str:
    """The text of what `later` returned, in the present language; any other text as it is."""
    if not stored.startswith('["') or not stored.endswith("}]"):
        return stored
    message, values = json.loads(stored)
    return gettext(message, **{name: _shown(value) for name, value in values.items()})


def _shown(value: Any) -> str:
    return localized(f"{value:,}") if isinstance(value, int) else said(value)


def localized(number: str) -> str:
    """A number written in the English way ("1,234.5"), in that of the present language."""
    table = _separators(language())
    return number.translate(table) if table else number


@cache
def _catalogue(name: str) -> NullTranslations:
    try:
        with (DIRECTORY / name / "LC_MESSAGES" / "messages.mo").open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return NullTranslations()


@cache
def _separators(name: str) -> dict[int, str]:
    if name == "en":
        return {}
    from babel import Locale  # not at the top: it takes a tenth of a second

    symbols = Locale.parse(name).number_symbols["latn"]
    return str.maketrans({".": symbols["decimal"], ",": symbols["group"]})
