"""The newest entries of a board as a list; the teacher can hide one."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.entries import AnswersSent, Entry, VoteSent
from hqnn_core.board.view import ClassBoard
from hqnn_core.language import gettext, pgettext
from hqnn_core.store.boards import Teacher
from hqnn_core.words.board import content_text, entries_text, kind_text
from pages.frame import session
from pages.frame.resources import boards
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt

MOST_LISTED = 50


def show_entries(board: ClassBoard) -> None:
    teacher = visitor().classroom.teacher
    sent = board.entries if teacher is not None else board.shown
    entries = [each for each in sent if not isinstance(each.content, AnswersSent | VoteSent)]
    newest = entries[: -MOST_LISTED - 1 : -1]
    if not newest:
        return
    st.subheader(gettext("Entries"))
    st.caption(entries_text(len(newest), len(entries)))
    if teacher is not None:
        _offer_to_hide(teacher, {entry.id: entry for entry in newest})
    rows = [
        {
            gettext("Nickname"): _sender(entry),
            gettext("Kind"): kind_text(entry.content),
            gettext("Entry"): content_text(entry.content),
            gettext("Hidden"): gettext("hidden") if entry.is_hidden else "",
        }
        for entry in newest
    ]
    st.dataframe(rows, hide_index=True, alt=gettext("The newest entries"))


def _sender(entry: Entry) -> str:
    return entry.nickname or gettext("Teacher")


def _offer_to_hide(teacher: Teacher, newest: dict[str, Entry]) -> None:
    if st.session_state.get(session.ENTRY) not in newest:
        st.session_state[session.ENTRY] = next(iter(newest))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            gettext("Entry"), list(newest), key=session.ENTRY, width=460,
            format_func=lambda each: _entry_text(newest[each]),
        )  # fmt: skip
        is_hidden = newest[chosen].is_hidden
        label = pgettext("button", "Show again") if is_hidden else pgettext("button", "Hide")
        st.button(label, on_click=attempt,
                  args=[lambda: boards().hide(teacher, chosen, not is_hidden)])  # fmt: skip


def _entry_text(entry: Entry) -> str:
    text = f"{_sender(entry)}: {content_text(entry.content)}"
    return f"{text} (" + gettext("hidden") + ")" if entry.is_hidden else text
