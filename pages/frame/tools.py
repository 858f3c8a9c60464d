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
from hqnn_core.words.links import only_here_text
from pages.frame import session
from pages.frame.projector import is_projected, leave_projector, projector_switch

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

KEYS = {
    "Space": "plays θ, and pauses it",
    "← →": "rotate by 0.1 radians: θ becomes smaller or larger",
    "1 to 9": "choose a step of the lesson, while it is on",
    "?": "opens this list",
    "Escape": "closes what is open, then leaves the projector mode",
}
_LINK, _KEYS = "link", "keys"
_HELP, _LEAVE = "?", "Escape"
_HTML = """<div class="links">
  <button type="button" data-does="copy">Copy link</button>
  <button type="button" data-does="code">QR code</button>
  <button type="button" data-does="keys">Keys</button>
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
        tools = st.popover("Tools", icon=":material/build:", key=session.TOOLS, on_change="rerun")
    if tools.open:  # else the browser keeps the switch, and sends back what it had
        with tools:
            projector_switch()
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
    asked = _links(key=_LINK, on_asked_change=lambda: None).asked
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


@st.dialog("QR code", width="large")
def show_code(address: str) -> None:
    """Show the QR code of an address, and the address."""
    try:
        code = link_code_svg(address)
    except ValueError:
        st.warning(
            f"This link is longer than {LONGEST:,} characters, too long for a QR code. Copy it "
            "instead."
        )
    else:
        with st.container(key="qr", horizontal_alignment="center"):
            st.image(code, alt="QR code of the address below", width="content")
    st.code(address, language=None, wrap_lines=True)
    if note := only_here_text(address):
        st.warning(note)


@st.dialog("Keys")
def _show_keys() -> None:
    rows = "\n".join(f"| **{key}** | {does} |" for key, does in KEYS.items())
    st.markdown(f"| Key | What it does |\n| :-- | :-- |\n{rows}")
    st.caption(
        "Space and the arrows rotate a page's qubit, where it has one. They are not for a field, "
        "a slider or a button that is chosen: press Tab or click beside it first."
    )
