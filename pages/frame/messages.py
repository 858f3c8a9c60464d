"""Escaping: show text from visitors as plain text, never as Markdown or HTML."""

from __future__ import annotations

import re

import streamlit as st

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")
_REWRITTEN = re.compile(r":|@|www(?=\.)|[-<>=~](?=[-<>=])", re.IGNORECASE)
"""Where addresses, icons such as :material/add: and arrows begin, which Streamlit finds in the
text when its escapes are gone."""
_JOINER = "\u2060"  # has no width


def literal(text: str) -> str:
    """Escape `text` so that Streamlit's Markdown shows its characters, on one line."""
    kept = _REWRITTEN.sub(rf"\g<0>{_JOINER}", " ".join(text.split()))
    return _MARKUP.sub(r"\\\1", kept)


def show_fault(text: str) -> None:
    """Show an error; the text may quote visitors."""
    st.error(literal(text))


def show_note(text: str) -> None:
    """Show a notice; the text may quote visitors."""
    st.info(literal(text))
