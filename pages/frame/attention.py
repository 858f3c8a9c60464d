"""'Everybody look here' and the pause of a lesson, on a pupil's page.

A pupil's page goes to the teacher's, with large letters, once for each call. What the pupil had set
before is kept and comes back with 'Back to my work', or when the teacher ends the call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.board.invitation import Invitation
from hqnn_core.language import gettext, said
from pages.frame import session
from pages.frame.address import ask_for
from pages.frame.menu import TITLES, Settings, current, file_of
from pages.frame.resources import board_or_none
from pages.frame.settings import start_with, stored
from pages.visit.visitors import visitor

WATCH_SECONDS = 1.0
_pause = components.component(
    "pause", js=Path(__file__).with_name("pause.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Work:
    """What a pupil was at before the teacher's call.

    Attributes:
        page: the name of the page.
        settings: all that differed from their defaults.
        step: of the lesson; 0 while it is off.
        hidden: the names of hidden controls.
        shown: the name of the teacher's page.
    """

    page: str
    settings: dict[str, Any]
    step: int
    hidden: list[str]
    shown: str


def watch_teacher(page: str) -> None:
    """Follow a new call of the teacher, or come back from one that has ended; show a pause.

    It is a fragment of its own, and small: each pupil's page runs it every `WATCH_SECONDS`.
    """
    board = board_or_none(visitor().classroom.code)
    if board is None:
        return  # the line below the page says so
    words = {"sentence": said(board.frozen or ""), "label": gettext("The lesson is paused")}
    _pause(key="pause", data=words)
    _follow(board.invitation, page)


def _follow(there: Invitation | None, page: str) -> None:
    room = visitor().classroom
    if there is not None and there.number > room.last_call:
        room.last_call = there.number
        _look_at(there, page)
    elif there is None and room.work is not None:
        go_back()
        st.rerun()
    elif room.work is not None and not st.session_state.get(session.LOOKS):
        st.session_state[session.LOOKS] = room.work.shown == page  # after a reload
        if room.work.shown == page:
            st.rerun()


def _look_at(there: Invitation, page: str) -> None:
    room = visitor().classroom
    name, settings = current(there.page, there.settings)
    if name not in TITLES:
        return
    state = st.session_state
    mine = room.work or Work(
        page, dict(stored()), state.get(session.STEP, 0), state.get(session.HIDDEN, []), name
    )
    room.work = replace(mine, shown=name)
    start_with({})
    state[session.HIDDEN] = []
    _go(name, settings)
    st.session_state[session.LOOKS] = True
    st.rerun()


def go_back() -> None:
    """Go back to what the pupil was at before the call; for `on_click` too."""
    work, visitor().classroom.work = visitor().classroom.work, None
    st.session_state[session.LOOKS] = False
    if work is not None:
        start_with(work.settings)
        st.session_state[session.STEP] = work.step
        st.session_state[session.HIDDEN] = work.hidden
        _go(work.page, [])


def _go(name: str, settings: Settings) -> None:
    st.session_state[session.LOOK_GO] = (name, settings)


def go_where_called(page: str) -> None:
    """Go to the page in `session.LOOK_GO`; call it when a page's run begins.

    It stays there until the page is reached: another run may begin before the switch.
    """
    name, settings = st.session_state[session.LOOK_GO]
    if name != page:
        st.switch_page(file_of(name), query_params=settings)
    del st.session_state[session.LOOK_GO]
    ask_for({key: [text] for key, text in settings})


def show_banner() -> None:
    """Say that this is the teacher's page, and offer the way back; call it before the page."""
    with st.container(key="look", horizontal=True, vertical_alignment="center"):
        st.markdown(gettext("**Look here:** your teacher shows you this page."), width="content")
        st.button(gettext("Back to my work"), icon=":material/undo:", on_click=go_back)


def offer_to_look(there: Invitation, page: str) -> None:
    """A button to the teacher's page, for a pupil who has gone back."""
    name, _ = current(there.page, there.settings)
    if name in TITLES and visitor().classroom.work is None:
        st.button(
            gettext("Look at your teacher's page: {page}", page=gettext(TITLES[name])),
            type="tertiary", icon=":material/arrow_forward:", on_click=_look_at, args=[there, page],
        )  # fmt: skip
