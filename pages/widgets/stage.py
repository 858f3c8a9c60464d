"""Interactive pictures ("stages"), drawn and moved by a script in the browser.

The server sends plain values; the script draws them and follows a pointer, keys or a play button
without the server, and sends a value where it comes to rest.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.figures.palette import Palette
from hqnn_core.language import localized
from pages.frame import session

_SHARED = Path(__file__).with_name("stage.js").read_text(encoding="utf-8")
_STYLE = Path(__file__).with_name("stage.css").read_text(encoding="utf-8")


def stage(name: str, folder: Path, *parts: str) -> Callable[..., Any]:
    """Register a stage: its script and HTML are `stage.js` and `stage.html` in the page's folder.

    `parts` are the names of other scripts there, which it uses. The result shows the stage: call
    it with `key`, `data` and the callbacks `on_<value>_change`.
    """
    html = (folder / "stage.html").read_text(encoding="utf-8")
    scripts = [(folder / f"{part}.js").read_text(encoding="utf-8") for part in (*parts, "stage")]
    return components.component(name, html=html, css=_STYLE, js=_SHARED + "".join(scripts))


def look_of(palette: Palette) -> dict[str, Any]:
    """Colours, size of the letters, the marks of numbers, and the names of hidden controls."""
    zero, one = palette.classes
    return {
        "colours": {
            "ink": palette.ink, "sampled": palette.sampled, "faint": palette.faint,
            "paper": palette.paper, "zero": zero, "one": one, "quantum": palette.quantum,
        },
        "letters": palette.letters,
        "separators": {mark: localized(mark) for mark in ".,"},
        "hidden": st.session_state.get(session.HIDDEN, []),
    }  # fmt: skip


def sent(key: str, name: str, kind: type | tuple[type, ...]) -> Any:
    """A value that the browser has just sent, or None; it may send anything."""
    value = getattr(st.session_state[key], name, None)
    return value if isinstance(value, kind) and not isinstance(value, bool) else None
