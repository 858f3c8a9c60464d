"""Game: write a digit that people read and the network does not; the class votes."""

from __future__ import annotations

import hashlib

import streamlit as st

from hqnn_core.board.entries import DrawingSent, VoteSent
from hqnn_core.board.games import Judged
from hqnn_core.board.pictures import picture_text, pixels_of_picture
from hqnn_core.board.view import ClassBoard
from hqnn_core.drawing import Prediction, image_of, predict, sensitivity
from hqnn_core.figures.grid_stage import grid_stage
from hqnn_core.figures.pixels import judged_strip, pixels_png
from hqnn_core.language import N_, gettext, pgettext
from hqnn_core.network import pixels_of
from hqnn_core.store.boards import Pupil
from hqnn_core.words.games import judged_text, own_reading_text
from hqnn_core.words.numbers import a_digit
from pages.draw.answer import show_letter
from pages.draw.fewest import show_grid
from pages.draw.layout import Layout
from pages.draw.samples import clear
from pages.frame import resources, session
from pages.frame.messages import show_note
from pages.frame.theme import palette
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn
from pages.widgets.stage import look_of

RESULT = "vote-result"
WAIT_SECONDS = 5.0
DIGITS = (0, 1)
JOIN = N_("Join a class on the page **Class**: its pupils vote on one another's drawings.")


def unread_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    """Draw a digit that the network misreads, and send it with what it is meant to be."""
    with layout.answer:
        if drawn.image is None:
            _introduce()
        else:
            _offer_to_send(canvas, picture_text(pixels_of(drawn.image)))
        if drawn.fault:
            show_note(drawn.fault)
    with layout.passage:
        board, pupil = _class()
        if board is None or pupil is None:
            st.caption(gettext(JOIN))
        elif own := [each for each in board.judged if _is_own(each, pupil)]:
            st.html(judged_strip(own, palette()))


def _introduce() -> None:
    st.markdown(
        gettext(
            "Write a **0** or a **1** that people read and the network does not. Your class votes "
            "without knowing what you meant. You win if the network is wrong and most voters are "
            "right. It takes three voters at least."
        )
    )


def _offer_to_send(canvas: Canvas, picture: str) -> None:
    found = session.cached("unread", picture, lambda: _read(picture))
    answer, (_, p_one) = _answer(found), found.exact
    letter = "?" if answer is None else str(answer)
    colour = palette().faint if answer is None else palette().of_class(answer, 2)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        show_letter(letter, "answer", colour)
        st.markdown(own_reading_text(answer, p_one))
    with st.container(horizontal=True):
        for meant in DIGITS:
            st.button(
                gettext("Send it as {digit}", digit=a_digit(meant)),
                on_click=_send, args=[canvas, picture, meant],
                disabled=meant == answer or not visitor().classroom.code, key=f"send-{meant}",
            )  # fmt: skip


def _read(picture: str) -> Prediction:
    """The pretrained network's exact reading of a drawing as the board keeps it."""
    image = image_of(pixels_of_picture(picture))
    return predict(image, resources.pretrained(), resources.novelty(DIGITS))


def _answer(found: Prediction) -> int | None:
    return None if found.is_neither else found.exact.index(max(found.exact))


def _send(canvas: Canvas, picture: str, meant: int) -> None:
    found, mine = _read(picture), visitor()
    drawing = DrawingSent(picture, meant, _answer(found), found.exact[meant])
    mine.classroom.note(_name(drawing), drawing)
    mine.classroom.send(mine.key)
    clear(canvas)


def _name(drawing: DrawingSent) -> str:
    """The name under which a drawing is sent: once, however often it is pressed."""
    picture = hashlib.sha256(drawing.picture.encode()).hexdigest()[:16]
    return f"drawing {drawing.meant} {picture}"


def _is_own(judged: Judged, pupil: Pupil) -> bool:
    return judged.id == pupil.entry_id(_name(judged.drawing))


def _class() -> tuple[ClassBoard | None, Pupil | None]:
    """The board and the membership of the visitor's class, as far as they can be read."""
    mine = visitor()
    if mine.classroom.code and mine.classroom.pupil is None:
        mine.classroom.send(mine.key)  # finds out who one is
    return resources.board_or_none(mine.classroom.code), mine.classroom.pupil


def vote_part() -> None:
    """Vote on the next drawing, or see what came of the last vote."""
    board, pupil = _class()
    if board is None or pupil is None:
        st.markdown(gettext(JOIN))
        return
    known = {judged.id: judged for judged in board.judged}
    voted, reading = st.session_state.get(session.LAST_VOTE, ("", None))
    if voted in known:
        _show_result(known[voted], reading)
    elif waiting := _waiting(board, pupil):
        _ask(waiting[0], len(waiting))
    else:
        st.markdown(gettext("There is no drawing to vote on. New ones appear here."))
        st.fragment(_watch, run_every=WAIT_SECONDS)()


def _watch() -> None:
    board, pupil = _class()
    if board is not None and pupil is not None and _waiting(board, pupil):
        st.rerun()


def _waiting(board: ClassBoard, pupil: Pupil) -> list[Judged]:
    """The drawings to vote on, those with the fewest votes first; those that won need no more."""
    room = visitor().classroom
    done = {*room.sent, *room.waiting}
    found = [
        each
        for each in board.judged
        if not each.is_won and not _is_own(each, pupil) and _vote_name(each) not in done
    ]
    return sorted(found, key=lambda each: each.n_voters)


def _vote_name(judged: Judged) -> str:
    return f"vote {judged.id}"


def _ask(judged: Judged, n_waiting: int) -> None:
    st.markdown(
        gettext(
            "**What do you read?** After your vote you see what was meant, and what the network "
            "reads."
        )
    )
    with st.container(horizontal=True):
        for reading in (*DIGITS, None):
            name = gettext("No digit")
            if reading is not None:
                name = pgettext("button of a vote", "A {digit}", digit=reading)
            st.button(name, on_click=_vote, args=[judged, reading], key=f"vote-{reading}")
    picture = pixels_png(pixels_of_picture(judged.drawing.picture), 12)
    st.image(picture, alt=gettext("The drawing"), width=336)
    st.caption(gettext("Drawings that wait for your vote: {n}.", n=n_waiting))


def _vote(judged: Judged, reading: int | None) -> None:
    mine = visitor()
    mine.classroom.note(_vote_name(judged), VoteSent(judged.id, reading))
    mine.classroom.send(mine.key)
    st.session_state[session.LAST_VOTE] = (judged.id, reading)


def _show_result(judged: Judged, reading: int | None) -> None:
    image = image_of(pixels_of_picture(judged.drawing.picture))
    slopes = session.cached(
        "slopes", judged.drawing.picture, lambda: sensitivity(resources.pretrained(), image, 1)
    )
    sent = judged.drawing
    p_one = sent.share if sent.meant else 1 - sent.share
    letter = "?" if sent.answer is None else str(sent.answer)
    data = grid_stage(image, p_one, letter, judged_text(judged, reading), slopes=slopes)
    st.button(gettext("Next drawing"), type="primary", on_click=_go_on)
    show_grid(key=RESULT, data={**look_of(palette()), **data})


def _go_on() -> None:
    st.session_state.pop(session.LAST_VOTE, None)
