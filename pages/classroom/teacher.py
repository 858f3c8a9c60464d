"""The teacher's controls above the board."""

from __future__ import annotations

import time
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from hqnn_core.board.invitation import Invitation, invitation_from
from hqnn_core.board.view import ClassBoard, board_csv
from hqnn_core.language import gettext, pgettext
from hqnn_core.store.boards import Teacher
from hqnn_core.words.board import clear_question, cleared_text
from hqnn_core.words.links import only_here_text
from pages.frame import session
from pages.frame.asking import ask_button
from pages.frame.menu import CLASS, OLD, TITLES
from pages.frame.resources import board_or_none, boards
from pages.frame.tools import show_code
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt, show_refusal


def teacher_part(teacher: Teacher) -> None:
    parts = urlsplit(st.context.url or "http://localhost")
    link = f"{parts.scheme}://{parts.netloc}/{CLASS}?class={teacher.code}"
    board = board_or_none(teacher.code)  # the board itself says why there is none
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            '<div data-testid="class-code" style="font-size:3rem;line-height:1.1;font-weight:700;'
            f'letter-spacing:0.12em;font-family:monospace">{teacher.code}</div>', width="content",
        )  # fmt: skip
        typed = gettext("Type this code on the page **Class**, or open this link:")
        st.markdown(f"{typed}  \n`{link}`", width="stretch")
        for_phones = gettext("The link for phones, as a picture.")
        if st.button(gettext("QR code"), icon=":material/qr_code:", help=for_phones):
            show_code(link)
        if board is not None:
            _offer_to_invite(teacher, parts.netloc)
            _offer_to_manage(teacher, board)
    if board is not None and board.can_undo(time.time()):
        _offer_to_undo(teacher, board)
    if note := only_here_text(link):
        st.info(note)
    show_refusal()


def _offer_to_manage(teacher: Teacher, board: ClassBoard) -> None:
    with st.popover(pgettext("button", "Manage"), icon=":material/settings:"):
        label = gettext("Open the class again") if board.is_closed else gettext("Close the class")
        st.button(label, on_click=attempt, help=gettext("A closed class takes no entries."),
                  args=[lambda: boards().close(teacher, not board.is_closed)])  # fmt: skip
        ask_button(
            gettext("Clear the board"), clear_question(board), gettext("Delete all entries"),
            partial(attempt, partial(boards().clear, teacher)), disabled=not board.entries,
        )  # fmt: skip
        st.download_button(
            gettext("All entries as CSV"), lambda: _csv(teacher), f"class-{teacher.code}.csv",
            "text/csv", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        with st.expander(gettext("Your key")):
            st.markdown(
                gettext(
                    "With this key you come back as the teacher from any browser. Write it down "
                    "where pupils do not see it."
                )
            )
            st.code(teacher.key, language=None)
        ask_button(
            gettext("Stop being the teacher"),
            gettext("The class stays. You need your key to come back. Have you written it down?"),
            gettext("Yes, I have the key"), _leave, type="tertiary",
        )  # fmt: skip


def _csv(teacher: Teacher) -> bytes:
    return board_csv(boards().board(teacher.code).entries).encode("utf-8-sig")


def _offer_to_undo(teacher: Teacher, board: ClassBoard) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(cleared_text(board), width="content")
        st.button(pgettext("button", "Undo"), icon=":material/undo:", on_click=attempt,
                  args=[partial(boards().bring_back, teacher)])  # fmt: skip


def _leave() -> None:
    visitor().classroom.teacher = None


def _offer_to_invite(teacher: Teacher, host: str) -> None:
    with st.popover(gettext("Look here"), icon=":material/arrow_forward:"):
        st.selectbox(gettext("Show everybody the page"), list(TITLES), key=session.INVITED_PAGE,
                     format_func=lambda name: gettext(TITLES[name]))  # fmt: skip
        st.text_input(gettext("Or paste an address with settings"), key=session.INVITATION,
                      placeholder="/circuit?theta=1.57")  # fmt: skip
        st.button(pgettext("button", "Show"), type="primary", on_click=attempt,
                  args=[lambda: _invite(teacher, host)])  # fmt: skip
        st.caption(gettext("All pupils see that page. They can go back to their own work."))


def _invite(teacher: Teacher, host: str) -> None:
    typed = st.session_state.get(session.INVITATION) or ""
    if typed.strip():
        boards().invite(teacher, invitation_from(typed, [*TITLES, *OLD], host))
    else:
        boards().invite(teacher, Invitation(st.session_state.get(session.INVITED_PAGE) or ""))
