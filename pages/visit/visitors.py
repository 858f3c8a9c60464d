"""Visitors of this server, identified by a cookie.

A visitor is a browser. It is known again by a cookie with a random name, so that reloading a
page, a second tab, or closing and opening the browser within the day loses nothing.
"""

from __future__ import annotations

import asyncio
import atexit
import re
import secrets
import time
from collections import OrderedDict
from threading import Lock

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.limits import MAX_VISITORS
from hqnn_core.log import log_event
from hqnn_core.runs import SWEEP_PRIORITY, UNWATCHED_PRIORITY, short_name
from hqnn_core.store.faults import StoreError
from hqnn_core.store.settings import LONGEST_CLASS
from pages.frame import session
from pages.frame.notices import note_start
from pages.frame.resources import runner, store
from pages.visit import entrance
from pages.visit.entrance import COOKIE
from pages.visit.visitor import Visitor

# No script in the page itself: a Content-Security-Policy may forbid those.
_set_cookie = components.component(
    "cookie",
    js="""export default ({ data }) => {
      const isSecure = location.protocol === "https:";
      const isFramed = window.top !== window; // by another site, which would send no other cookie
      const site = isFramed && isSecure ? "none; partitioned" : "strict";
      document.cookie = `${data}; samesite=${site}${isSecure ? "; secure" : ""}`;
    }""",
)
_TOKEN = re.compile(r"[0-9a-f]{32}")
GRACE_SECONDS = 8.0
"""A reload takes less. A browser that stays away for longer gives its place to others."""

MAX_RUNS_OF_THE_GONE = 200
"""A run takes about a megabyte, because it can be resumed."""

LIVE_SECONDS = 0.2
LIVE_UPDATES = 10
"""A second, of all pages together; each costs about 20 ms of a core that all visitors share."""


class Visitors:
    """All visitors of this server.

    Those who left a day ago are forgotten, their cookie is gone too; where visitors, or the runs of
    those who have left, are too many, the least recent of those who have left.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, Visitor] = OrderedDict()

    def arrive(self, token: str) -> Visitor:
        with self._lock:
            if token not in self._known:
                self._known[token] = Visitor(token)
            visitor = self._known[token]
            self._known.move_to_end(token)
            visitor.n_sessions += 1
            self._forget()
            is_new, visitor.is_logged = not visitor.is_logged, True
        if is_new:
            log_event("visitor-came", who=short_name(visitor.key), visitors=len(self.tokens_here()))
        visitor.sweeps.set_priority(SWEEP_PRIORITY)
        return visitor

    def tokens_here(self) -> set[str]:
        """The cookies of those who have a tab open."""
        with self._lock:
            return {token for token, visitor in self._known.items() if visitor.is_here}

    def all(self) -> list[Visitor]:
        with self._lock:
            return list(self._known.values())

    def _forget(self) -> None:
        gone = {token: visitor for token, visitor in self._known.items() if visitor.n_sessions == 0}
        n_runs = sum(len(visitor.runs) for visitor in gone.values())
        for token, visitor in gone.items():
            is_old = time.monotonic() - visitor.left > store().keep_seconds
            is_full = len(self._known) > MAX_VISITORS.value or n_runs > MAX_RUNS_OF_THE_GONE
            if is_old or is_full:
                n_runs -= len(visitor.runs)
                del self._known[token]
                visitor.forget()

    def leave(self, visitor: Visitor) -> None:
        """A tab has closed; after the last one, the visitor's runs are paused."""
        with self._lock:
            visitor.n_sessions -= 1
            visitor.left = time.monotonic()
        try:
            loop = asyncio.get_running_loop()  # Streamlit's: it ends the sessions
        except RuntimeError:  # a test, or the server's own end
            return
        loop.call_later(GRACE_SECONDS, lambda: loop.run_in_executor(None, self.look_after, visitor))

    @staticmethod
    def look_after(visitor: Visitor) -> None:
        """Pause the runs of a visitor whose tabs stay closed."""
        if visitor.is_here:
            return
        if visitor.is_logged:
            visitor.is_logged = False
            log_event("visitor-left", who=short_name(visitor.key))
        if not _is_elsewhere(visitor):
            for run in visitor.runs:
                runner().pause(run)
            visitor.sweeps.set_priority(UNWATCHED_PRIORITY)


def _is_elsewhere(visitor: Visitor) -> bool:
    """Whether a tab is open at another server."""
    try:
        return store().is_seen_elsewhere(visitor.key)
    except StoreError:
        return False


_visitors = Visitors()
entrance.tokens_here = _visitors.tokens_here


def live_seconds() -> float:
    """Refresh interval of live pages, s: longer when many are open.

    It holds from one run of the whole page to the next.
    """
    watched = sum(v.is_here and v.is_training for v in _visitors.all())
    return max(LIVE_SECONDS, watched / LIVE_UPDATES)


@atexit.register
def _close() -> None:
    store().close()
    log_event("server-ended")


class _Arrival:
    """One open tab."""

    def __init__(self, token: str) -> None:
        note_start()
        self.token = token
        self.visitor = _visitors.arrive(token)

    def leave(self) -> None:
        _visitors.leave(self.visitor)


@st.cache_resource(scope="session", on_release=_Arrival.leave, show_spinner=False)
def _arrive() -> _Arrival:
    token = st.context.cookies.get(COOKIE)
    is_ours = isinstance(token, str) and _TOKEN.fullmatch(token)
    return _Arrival(token if is_ours else secrets.token_hex(16))  # type: ignore[arg-type]


def _arrival() -> _Arrival:
    if session.ARRIVAL not in st.session_state:
        st.session_state[session.ARRIVAL] = _arrive()
    return st.session_state[session.ARRIVAL]


def visitor() -> Visitor:
    """The visitor of this page. The first call in a page run reads the store."""
    mine = _arrival().visitor
    if st.session_state.pop(session.IS_UNREAD, False):
        mine.read()
    return mine


def give_cookie() -> None:
    """Set the visitor's cookie if the browser lacks it; called on every page.

    In a class it lasts as long as a class can: weeks later the pupil is still the same one.
    """
    token, is_in_class = _arrival().token, bool(visitor().classroom.code)
    if is_in_class or st.context.cookies.get(COOKIE) != token:
        age = f"{max(store().keep_seconds, LONGEST_CLASS * is_in_class):.0f}"
        _set_cookie(key="cookie", data=f"{COOKIE}={token}; path=/; max-age={age}")
