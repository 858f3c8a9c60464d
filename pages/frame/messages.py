"""What a visitor typed or uploaded, shown as text and never as Markdown or HTML."""

from __future__ import annotations

import re

import streamlit as st

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")
_REWRITTEN = re.compile(r":|@|www(?=\.)|[-<>=~](?=[-<>=])", re.IGNORECASE)
"""Where addresses, icons such as :material/add: and arrows begin, which Streamlit finds in the
text when its escapes are gone."""
_JOINER = "\u2060"  # has no width


def literal(text: str) -> str:
    """`text` such that Streamlit's Markdown shows just its characters, on one line."""
    kept = _REWRITTEN.sub(rf"\g<0>{_JOINER}", " ".join(text.split()))
    return _MARKUP.sub(r"\\\1", kept)


def show_fault(text: str) -> None:
    """What is wrong and what to do; the text may quote what a visitor typed."""
    st.error(literal(text))


def show_note(text: str) -> None:
    """What became of something; the text may quote what a visitor typed."""
    st.info(literal(text))
