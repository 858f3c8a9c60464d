"""The teacher's list of pupils: step, state, and the hand-out of each."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import streamlit as st
import streamlit.components.v2 as components

from hqnn_core.board.entries import BoardError
from hqnn_core.board.presence import Place, Presence, sorted_places
from hqnn_core.language import gettext, pgettext
from hqnn_core.lesson.handout import handout_html
from hqnn_core.lesson.progress import Progress
from hqnn_core.lesson.steps import Lesson
from hqnn_core.store.faults import StoreError
from hqnn_core.words.board import place_text, places_text
from pages.frame import session
from pages.frame.lesson.course import whole_lesson
from pages.frame.menu import TITLES
from pages.frame.messages import literal
from pages.frame.resources import boards

LIST_SECONDS = 1.0
_FOLDER = Path(__file__).parent
_chips = components.component(
    "pupils", html="<ul></ul>", js=(_FOLDER / "class_pupils.js").read_text(encoding="utf-8"),
    css=(_FOLDER / "class_pupils.css").read_text(encoding="utf-8"),
)  # fmt: skip


@st.cache_resource(ttl=1.0, max_entries=100, show_spinner=False)
def places_of(code: str) -> list[Place]:
    """The pupils of a class, those first who need help; at most one second old."""
    try:
        found = boards().presences(code)
    except (BoardError, StoreError):
        return []  # the board says why
    return sorted_places(map(_place, found))


def _place(pupil: Presence) -> Place:
    course = _lesson(pupil)
    n_done, n_steps = _progress(pupil).n_done(course), len(course.steps)
    return Place(pupil, pupil.state(n_done == n_steps, time.time()), n_done, n_steps)


def _lesson(pupil: Presence) -> Lesson:
    whole = whole_lesson()
    return whole.of_length(pupil.minutes) if pupil.minutes in whole.lengths else whole


def _progress(pupil: Presence) -> Progress:
    return Progress.from_json(pupil.progress.encode())


def show_pupils(code: str) -> None:
    """Show the list, and keep it live."""
    st.fragment(_list, run_every=LIST_SECONDS)(code)
    if (chosen := st.session_state.get(session.PUPIL)) is not None:
        places = [place for place in places_of(code) if place.pupil.member == chosen]
        if places:
            show = st.dialog(gettext("Hand-out"), width="large", on_dismiss=_close)(_show_handout)
            show(places[0].pupil)


def _list(code: str) -> None:
    places = places_of(code)
    st.markdown(literal(places_text(places)))
    if not places:
        return
    rows = [
        {
            "id": place.pupil.member, "name": place.pupil.nickname, "state": place.state.value,
            "share": place.n_done / max(place.n_steps, 1),
            "step": f"{place.n_done}/{place.n_steps}",
            "label": place_text(place, gettext(TITLES.get(place.pupil.page, ""))),
        }
        for place in places
    ]  # fmt: skip
    chosen = _chips(key="pupils", data={"pupils": rows}, on_chosen_change=lambda: None).chosen
    if chosen:
        st.session_state[session.PUPIL] = str(chosen)
        places_of.clear()  # the hand-out is that of this moment
        st.rerun()


def _close() -> None:
    st.session_state[session.PUPIL] = None


def _show_handout(pupil: Presence) -> None:
    st.markdown(
        gettext(
            "**{nickname}**, as far as the lesson is done. Without pictures.",
            nickname=literal(pupil.nickname),
        )
    )
    make = partial(handout_html, _lesson(pupil), _progress(pupil), [], pupil.nickname)
    st.iframe(make(), height=420, alt=gettext("Hand-out of {nickname}", nickname=pupil.nickname))
    st.download_button(
        pgettext("button", "Save"), make, "hand-out.html", "text/html", on_click="ignore",
        icon=":material/print:",
    )  # fmt: skip
