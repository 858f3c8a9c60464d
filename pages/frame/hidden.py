"""Hidden controls: `?hide=shots,hadamard` in the address hides two of them.

What is hidden keeps its value, on every page. Only names from a list can be hidden, so nothing that
a visitor writes gets into the style.
"""

from __future__ import annotations

import streamlit as st

from hqnn_core.words.links import HiddenFault
from pages.frame import session
from pages.frame.address import asked, note_fault, tell

CONTROLS: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in session.IN_THE_ADDRESS},
    session.EXAMPLE_NUMBER: (session.ANOTHER_IMAGE,),
    session.SAMPLE: ("samples",),
    "play": (),
    "portions": (),
    session.MEASURE_AGAIN: (session.MEASURE_AGAIN, session.MEASURE_OFTEN),
}
"""By its name: the keys of what is hidden, as Streamlit writes them into class names.

Stages hide their own controls by these names.
"""


def hidden_style() -> str:
    """CSS that hides the controls named in the address; call it before the page."""
    given = asked(session.HIDDEN)
    if given is not None:
        names = [name.strip() for name in given.split(",") if name.strip()]
        st.session_state[session.HIDDEN] = sorted({*names} & {*CONTROLS})
        for name in sorted({*names} - {*CONTROLS}):
            note_fault(HiddenFault(name))
    hidden = st.session_state.get(session.HIDDEN, [])
    tell(session.HIDDEN, ",".join(hidden), "")
    if not any(CONTROLS[name] for name in hidden):
        return ""
    rules = ", ".join(f".st-key-{key}" for name in hidden for key in CONTROLS[name])
    return f"<style>{rules} {{ display: none !important; }}</style>"
