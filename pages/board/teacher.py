"""What a teacher has beside the board: the code for the projector, and what can be done."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from hqnn_core.board import BoardError, ClassBoard, board_csv, invitation_from
from hqnn_core.store import Desk, StoreError
from pages.board.places import TITLES
from pages.board.pupil import attempt
from pages.shared import session
from pages.shared.messages import literal
from pages.shared.resources import boards
from pages.shared.visitors import visitor


def teacher_part(desk: Desk) -> None:
    parts = urlsplit(st.context.url or "http://localhost")
    address = f"{parts.scheme}://{parts.netloc}/board?class={desk.code}"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(
            '<div data-testid="class-code" style="font-size:4rem;line-height:1.1;font-weight:700;'
            f'letter-spacing:0.15em;font-family:monospace">{desk.code}</div>', width="content",
        )  # fmt: skip
        with st.container():
            st.markdown("Pupils type this code on the page **Board**, or open this link:")
            st.code(address, language=None)
    _show_key(desk)
    board = _board_or_none(desk)
    if board is not None:
        _show_buttons(desk, board)
        _show_invitation(desk, board, parts.netloc)


def _board_or_none(desk: Desk) -> ClassBoard | None:
    try:
        return boards().board(desk.code)
    except (BoardError, StoreError):
        return None  # the board itself says why


def _show_key(desk: Desk) -> None:
    if st.session_state.get(session.NEW_KEY) != desk.key:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"Your key is **{desk.key}**. Write it down: with it you come back as the teacher from "
            "any browser. It is shown this once."
        )
        st.button("I have written it down", on_click=_put_key_away)


def _put_key_away() -> None:
    st.session_state[session.NEW_KEY] = ""


def _show_buttons(desk: Desk, board: ClassBoard) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Open again" if board.is_closed else "Close"
        st.button(label, on_click=attempt,
                  args=[lambda: boards().close(desk, not board.is_closed)])  # fmt: skip
        if st.session_state.get(session.ASKED_TO_CLEAR):
            st.button("Yes, delete all entries", type="primary", on_click=_clear, args=[desk])
            st.button("Keep them", on_click=_ask_to_clear, args=[False])
        else:
            st.button("Clear", on_click=_ask_to_clear, args=[True])
        st.download_button(
            "CSV", lambda: board_csv(boards().board(desk.code).entries).encode("utf-8-sig"),
            f"class-{desk.code}.csv", "text/csv", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.button("Leave the desk", on_click=_leave, type="tertiary",
                  help="The class stays open. You come back with your key.")  # fmt: skip


def _ask_to_clear(asks: bool) -> None:
    st.session_state[session.ASKED_TO_CLEAR] = asks


def _clear(desk: Desk) -> None:
    _ask_to_clear(False)
    attempt(lambda: boards().clear(desk))


def _leave() -> None:
    visitor().classroom.desk = None
    _put_key_away()


def _show_invitation(desk: Desk, board: ClassBoard, host: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Send everybody here: choose a page, or paste the address of one", list(TITLES),
            format_func=_title, index=None, width=460,
            key=session.INVITATION, accept_new_options=True, placeholder="A page of this app",
        )  # fmt: skip
        st.button("Send", on_click=attempt, args=[lambda: _invite(desk, host)])
        if board.invitation is not None:
            st.button("Take it back", on_click=attempt,
                      args=[lambda: boards().invite(desk, None)])  # fmt: skip
            st.markdown(f"Pupils see a link to {literal(board.invitation.path)}.")


def _title(page: str) -> str:
    return TITLES.get(page, page)


def _invite(desk: Desk, host: str) -> None:
    given = st.session_state.get(session.INVITATION)
    if given is None:
        raise BoardError("Choose a page first, or paste the address of one.")
    boards().invite(desk, invitation_from(given, TITLES, host))
