"""Tools on every page: link, QR code, projector mode, keyboard shortcuts.

A button at the top right opens them. The link is the page's address, with all its settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.figures.link_code import LONGEST, link_code_svg
from hqnn_core.language import N_, gettext
from hqnn_core.words.links import only_here_text
from hqnn_core.words.numbers import whole_text
from pages.frame import session
from pages.frame.language import choose_language
from pages.frame.projector import is_projected, leave_projector, projector_switch

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

KEYS = {
    N_("Space"): N_("play θ, or pause it"),
    "← →": N_("make θ smaller or larger"),
    N_("1 to 9"): N_("go to a step of the lesson, while it is on"),
    "?": N_("open this list"),
    N_("Escape"): N_("close what is open, then end the projector mode"),
}
_LINK, _KEYS = "link", "keys"
_HELP, _LEAVE = "?", "Escape"
_HTML = """<div class="links">
  <button type="button" data-does="copy"></button>
  <button type="button" data-does="code"></button>
  <button type="button" data-does="keys"></button>
  <output></output>
</div>"""
_CSS = """
.links { display: flex; flex-direction: column; gap: 0.5rem; font-family: var(--st-font);
  font-size: 1rem; color: inherit; }
button { font: inherit; color: inherit; background: transparent; cursor: pointer;
  min-height: 2.5rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); padding: 0.25rem 0.75rem; }
button:hover { border-color: currentColor; }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
output { min-height: 1.5em; overflow-wrap: anywhere; }
"""
_SCRIPTS = Path(__file__).parent
_links = components.component(
    "links", html=_HTML, css=_CSS, js=(_SCRIPTS / "links.js").read_text(encoding="utf-8")
)
_keys = components.component("keys", js=(_SCRIPTS / "keys.js").read_text(encoding="utf-8"))


def show_tools(pages: Sequence[StreamlitPage]) -> None:
    """Show the tools' button and handle keys; call it after the page.

    The projector mode hides the menu: the tools list the `pages` then.
    """
    with st.container(key="tools"):
        tools = st.popover(
            gettext("Tools"), icon=":material/build:", key=session.TOOLS, on_change="rerun"
        )
    if tools.open:  # else the browser keeps the switch, and sends back what it had
        with tools:
            projector_switch()
            choose_language()
            _offer_links()
            if is_projected():
                with st.container(key="tools-pages"):
                    for page in pages:
                        st.button(
                            page.title, icon=page.icon, type="tertiary", on_click=_go_to,
                            args=[page], key=f"go-{page.url_path}",
                        )  # fmt: skip
    if page := st.session_state.pop(session.GO_TO, None):
        st.switch_page(page)
    _listen()


def _go_to(page: StreamlitPage) -> None:
    """Switch the page after this run: a link's click is lost if the menu closes with it."""
    st.session_state[session.GO_TO] = page


@st.fragment
def _offer_links() -> None:
    words = {
        "copy": gettext("Copy link"), "code": gettext("QR code"), "keys": gettext("Keys"),
        "copied": gettext("The link is copied."),
    }  # fmt: skip
    asked = _links(key=_LINK, data=words, on_asked_change=lambda: None).asked
    if asked == _HELP:
        _show_keys()
    elif asked and isinstance(asked, str):
        show_code(asked)


@st.fragment
def _listen() -> None:
    data = {"projected": is_projected()}
    pressed = _keys(key=_KEYS, data=data, on_pressed_change=_note_key).pressed
    if pressed == _HELP:
        _show_keys()
    elif pressed == _LEAVE:
        st.rerun()


def _note_key() -> None:
    if st.session_state[_KEYS].pressed == _LEAVE:
        leave_projector()


def show_code(address: str) -> None:
    """Show the QR code of an address, and the address, in a dialog."""
    st.dialog(gettext("QR code"), width="large")(_show_code)(address)


def _show_code(address: str) -> None:
    try:
        code = link_code_svg(address)
    except ValueError:
        st.warning(
            gettext(
                "This link is too long for a QR code, which has room for {limit} characters. "
                "Copy it instead.",
                limit=whole_text(LONGEST),
            )
        )
    else:
        with st.container(key="qr", horizontal_alignment="center"):
            st.image(code, alt=gettext("QR code of the address below"), width="content")
    st.code(address, language=None, wrap_lines=True)
    if note := only_here_text(address):
        st.warning(note)


def _show_keys() -> None:
    st.dialog(gettext("Keys"))(_list_keys)()


def _list_keys() -> None:
    rows = "\n".join(f"| **{gettext(key)}** | {gettext(does)} |" for key, does in KEYS.items())
    st.markdown(
        "| " + gettext("Key") + " | " + gettext("What it does") + f" |\n| :-- | :-- |\n{rows}"
    )
    st.caption(
        gettext(
            "Space and the arrows rotate the qubit of a page. A field, slider or button that is "
            "in use takes them for itself: click beside it first."
        )
    )
