"""Admission control: limits on visitors and memory.

It is asked before a page is shown, so it imports no network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import psutil
import streamlit as st

from hqnn_core.language import gettext
from hqnn_core.limits import LimitError, check_memory, check_visitors
from hqnn_core.log import log_event
from pages.frame import session
from pages.frame.messages import show_fault

COOKIE = "hqnn_visitor"
tokens_here: Callable[[], Collection[str]] = tuple
"""The cookies of those who are here; `visitors` sets it, at the first visit."""


def show_refusal() -> bool:
    """Whether this browser is refused; shows why."""
    here = tokens_here()
    if session.ARRIVAL in st.session_state or not here or st.context.cookies.get(COOKIE) in here:
        return False
    return _is_refused(lambda: check_visitors(len(here))) or _is_refused(
        lambda: check_memory(_megabytes(), gettext("This server takes no new visitors now."))
    )


def takes_uploads() -> bool:
    """Whether there is memory for an upload; shows why not."""
    refusal = gettext("This server takes no uploads now.")
    return not _is_refused(lambda: check_memory(_megabytes(), refusal))


def _is_refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except LimitError as fault:
        note_refusal(fault)
        show_fault(str(fault))
        return True
    return False


def note_refusal(fault: LimitError, who: str | None = None) -> None:
    """Log an exceeded limit, once in a row for each session and limit."""
    if st.session_state.get(session.REFUSED) != fault.limit:
        st.session_state[session.REFUSED] = fault.limit
        log_event("refused", limit=fault.limit, who=who)


def _megabytes() -> float:
    """Resident memory of the server process, MB."""
    return psutil.Process().memory_info().rss / 1e6
