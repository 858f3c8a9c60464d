"""Reload for the first visit: Streamlit 1.67 does not find the page in its address.

Until an app has called `st.navigation` once, Streamlit 1.67 takes a folder `pages` for its older
kind of pages, does not find `/train` among them, and tells the visitor so in a dialog. The page is
loaded once more then, which costs that visitor a second; by that time Streamlit knows.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
import streamlit.components.v2 as components

_reload = components.component("reload", js="export default () => window.location.reload();")
_is_applied = False


def apply() -> None:
    global _is_applied
    _is_applied = True


def must_reload() -> bool:
    """Whether the page must be reloaded; to be called before `st.navigation`."""
    if not _is_applied:
        return False
    from streamlit.runtime.pages_manager import PagesManager  # not on another version

    has_path = urlsplit(st.context.url or "").path.strip("/")
    return bool(PagesManager.uses_pages_directory and has_path)


def reload_page() -> None:
    _reload(key="reload")
