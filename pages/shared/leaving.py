"""A workaround for a fault of Streamlit when a page sends its visitor to another one.

`st.switch_page` clears the address, and Streamlit 1.67 refuses to clear it while a widget of the
page stands in it. So the widgets are taken out of the address first; their values stay.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.state import get_session_state


def go_to_page(file: str) -> NoReturn:
    """Show another page."""
    names = list(st.query_params)
    with get_session_state().query_params() as address:
        for name in names:
            if binding := address.get_binding_for_param(name):
                address.unbind_widget(binding.widget_id)
    st.switch_page(file)
