"""Language of a page: from ?lang= or the tools, kept in a cookie; at first the browser's."""

from __future__ import annotations

import threading
from functools import cache

import streamlit as st

from hqnn_core.language import DIRECTORY, LANGUAGES, gettext, language, select_by
from hqnn_core.words.links import LinkFault
from pages.frame import session
from pages.frame.address import asked, note_fault
from pages.frame.streamlit_fixes.script_thread import runs_a_page

COOKIE = "hqnn_language"
_here = threading.local()  # a script's thread serves one tab


@cache
def offered() -> list[str]:
    """English, and the languages that have a catalogue."""
    return [name for name in LANGUAGES if name == "en" or (DIRECTORY / name).is_dir()]


def read_language() -> None:
    """Read the language from the address, the cookie or the browser; call it first in a page."""
    select_by(_present)
    if chosen := _known(st.query_params.get(session.LANG, "")):
        del st.query_params[session.LANG]  # a copied link is for each in their own language
        st.session_state[session.LANGUAGE] = chosen
    if session.LANGUAGE not in st.session_state:
        st.session_state[session.LANGUAGE] = _preferred()
    _here.language = st.session_state[session.LANGUAGE]


def note_unknown_language() -> None:
    """Say so where the address asks for a language that there is not; call it before the page."""
    if (given := asked(session.LANG)) is not None:
        note_fault(LinkFault(session.LANG, given, language()))


def choose_language() -> None:
    """Show the choice of the language, each by its own name."""
    st.radio(
        gettext("Language"), offered(), format_func=LANGUAGES.__getitem__,
        key=session.LANGUAGE, persist_state="session",
    )  # fmt: skip


def language_cookie() -> str:
    """The cookie that remembers the language for a year; "" in a visit that never chose one."""
    if language() != _preferred():
        st.session_state[session.LANGUAGE_CHOSEN] = True
    if session.LANGUAGE_CHOSEN not in st.session_state:  # else back to the first one counts too
        return ""
    return f"{COOKIE}={language()}; path=/; max-age=31536000; samesite=lax"


def _present() -> str:
    """The language of the page that calls; English where no page does."""
    if not hasattr(_here, "language"):
        if not runs_a_page():
            return "en"
        _here.language = st.session_state.get(session.LANGUAGE, "en")
    return _here.language


def _preferred() -> str:
    """The language of the cookie, else of the browser, else English."""
    cookie = st.context.cookies.get(COOKIE, "")
    return _known(cookie) or _known(st.context.locale or "") or "en"


def _known(tag: str) -> str:
    """The language of `LANGUAGES` for a tag such as "de", "de-AT" or "pt-PT"; "" for others."""
    parts = tag.replace("-", "_").casefold().split("_")
    matches = [name for name in offered() if name.casefold().split("_")[0] == parts[0]]
    return matches[0] if matches else ""
