"""Whether a thread runs a page: Streamlit 1.67 has no public function that tells.

Without it, words for the log, which are made where no page is, would make Streamlit warn at each.
It costs a microsecond. `streamlit.runtime.scriptrunner` has had it for years: no guard.
"""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def runs_a_page() -> bool:
    return get_script_run_ctx(suppress_warning=True) is not None
