"""Joining and leaving a class; the teacher's sign-in."""

from __future__ import annotations

import streamlit as st

from hqnn_core.board.names import typed_code
from hqnn_core.language import gettext, pgettext
from hqnn_core.words.board import leave_question
from pages.frame import session
from pages.frame.asking import ask_button
from pages.frame.messages import literal, show_fault
from pages.frame.resources import boards
from pages.frame.settings import control, text
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt, show_refusal


def pupil_part() -> None:
    room = visitor().classroom
    if room.code:
        _show_pupil(room.code)
    else:
        _ask_to_join()
        if room.fault:
            show_fault(room.fault)
    show_refusal()


def _show_pupil(code: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            gettext(
                "You are in class **{code}**. Train a network, play the challenge of the Draw "
                "page, predict in the lesson: this board shows your results.",
                code=literal(code),
            )
        )
        ask_button(
            gettext("Leave the class"), leave_question(code, len(visitor().classroom.waiting)),
            gettext("Yes, leave the class"), visitor().classroom.leave, icon=":material/logout:",
        )  # fmt: skip


def _ask_to_join() -> None:
    st.markdown(
        gettext(
            "Join with your teacher's code and a nickname. The board gets your training runs, "
            "challenges and predictions. It gets drawings and votes only if you send them. Your "
            "teacher sees how far you are in the lesson. Nothing else is sent."
        )
    )
    code, nickname = gettext("Code of the class"), gettext("Nickname")
    with st.container(key="join", horizontal=True, vertical_alignment="bottom"):
        # With a label above, a field grows when it comes, and what is below it jumps.
        st.text_input(
            code, width=180, placeholder=code,
            label_visibility="collapsed", **control(session.CLASS_CODE, text(session.CLASS_CODE)),
        )  # fmt: skip
        st.text_input(
            nickname, key=session.NICKNAME, width=220, placeholder=nickname,
            label_visibility="collapsed",
        )  # fmt: skip
        st.button(pgettext("button", "Join"), type="primary", on_click=attempt, args=[_join])
        with st.popover(gettext("For the teacher")):
            st.button(gettext("Open a class"), type="primary", on_click=attempt, args=[_open])
            st.markdown(gettext("Or come back to your class:"))
            with st.form("enter", border=False):  # alone, the key is lost by Tab to its own button
                st.text_input(gettext("Code"), key=session.TEACHER_CODE)
                st.text_input(gettext("Teacher's key"), key=session.TEACHER_KEY, type="password")
                st.form_submit_button(pgettext("button", "Enter"), on_click=attempt, args=[_enter])


def _join() -> None:
    code = st.session_state.get(session.CLASS_CODE) or ""
    nickname = st.session_state.get(session.NICKNAME) or ""
    visitor().classroom.sit_down(boards().join(code, nickname, visitor().key))


def _open() -> None:
    visitor().classroom.teacher = boards().open_class(visitor().key)


def _enter() -> None:
    code = typed_code(st.session_state.get(session.TEACHER_CODE) or "")
    key = st.session_state.get(session.TEACHER_KEY) or ""
    visitor().classroom.teacher = boards().admit(code, key, visitor().key)
