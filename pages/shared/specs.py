"""A workaround: Streamlit reads each chart's specification again, though it is ours already.

It looks for names that Altair numbers by a global counter. No chart of this app comes from Altair;
to read them all took an eighth of the server's time in a full class.
"""

from __future__ import annotations

from streamlit.elements import vega_charts


def leave_specs_alone() -> None:
    """Have Streamlit send the specifications of charts as they are."""
    vega_charts._stabilize_vega_json_spec = _unchanged


def _unchanged(spec: str) -> str:
    return spec
