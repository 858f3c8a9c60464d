"""A workaround for a fault of Streamlit on the first visit after the server's start.

Until an app has called `st.navigation` once, Streamlit 1.67 takes a folder `pages` for its older
kind of pages, does not find `/train` among them, and tells the visitor so in a dialog. The page
is loaded once more then; by that time Streamlit knows.
"""

from urllib.parse import urlsplit

import streamlit as st
import streamlit.components.v2 as components
from streamlit.runtime.pages_manager import PagesManager

_reload = components.component("reload", js="export default () => window.location.reload();")


def must_reload() -> bool:
    """Whether this visit is such a one; to be asked before `st.navigation` is called."""
    return bool(
        PagesManager.uses_pages_directory and urlsplit(st.context.url or "").path.strip("/")
    )


def reload_page() -> None:
    _reload(key="reload")
