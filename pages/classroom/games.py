"""Games on the class board: fewest pixels, drawings judged by votes, two signs of the class."""

from __future__ import annotations

from functools import partial

import streamlit as st

from hqnn_core.board.entries import DrawingSent, Entry, SignSent, SignsNamed
from hqnn_core.board.pictures import pixels_of_picture
from hqnn_core.board.signs import ClassSigns
from hqnn_core.board.view import ClassBoard
from hqnn_core.figures.pixels import data_url, judged_strip, pixels_png
from hqnn_core.language import N_, gettext
from hqnn_core.network import LabelledImages
from hqnn_core.store.boards import Teacher
from hqnn_core.words.games import (
    FOOLED_LEGEND,
    fooled_table,
    judged_count_text,
    sign_scores_table,
    signs_count_text,
    signs_read_text,
)
from pages.frame import session
from pages.frame.messages import literal
from pages.frame.resources import boards
from pages.frame.theme import palette
from pages.visit.visitors import visitor
from pages.widgets.class_actions import attempt
from pages.widgets.sign_learning import learn, learning, show_learning_button, typed_names

MOST_SHOWN = 24
MOST_TO_HIDE = 60
_SIGNS = ((N_("First sign"), N_("star")), (N_("Second sign"), N_("smile")))
_HIDING = {True: N_("Hide the chosen ones"), False: N_("Show them again")}


def show_games(board: ClassBoard) -> None:
    """Show the games that somebody has played; to the teacher, the controls of the signs too."""
    teacher = visitor().classroom.teacher
    pixels, drawings, signs = st.columns([4, 5, 4], gap="medium")
    if board.fooled:
        with pixels:
            _show_fooled(board)
    if board.judged:
        with drawings:
            _show_judged(board)
    if board.signs is not None or teacher is not None:
        with signs:
            _show_signs(board, teacher)
    if teacher is not None:
        _offer_to_hide(teacher, board)


def _show_fooled(board: ClassBoard) -> None:
    st.subheader(gettext("Fewest pixels"))
    alt = gettext("The fewest pixels that fool the network")
    st.dataframe(fooled_table(board.fooled), hide_index=True, alt=alt)
    st.caption(gettext(FOOLED_LEGEND))


def _show_judged(board: ClassBoard) -> None:
    """Show those that have won only: of the others, nobody shall know what they are meant to be."""
    st.subheader(gettext("Only people read it"))
    st.caption(judged_count_text(board.judged))
    if won := [each for each in board.judged if each.is_won][-MOST_SHOWN:]:
        st.html(judged_strip(won, palette()))


def _show_signs(board: ClassBoard, teacher: Teacher | None) -> None:
    st.subheader(gettext("Two signs of our own"))
    signs = board.signs
    if teacher is not None:
        _offer_to_name(teacher, signs)
    if signs is None:
        return
    st.markdown(literal(signs_count_text(signs.names, signs.counts())))
    if teacher is not None:
        _offer_to_learn(teacher, signs)
    if signs.scores:
        st.caption(signs_read_text(signs))
        alt = gettext("Drawings read, by pupil")
        st.dataframe(sign_scores_table(signs.scores), hide_index=True, alt=alt)


def _offer_to_name(teacher: Teacher, signs: ClassSigns | None) -> None:
    with st.popover(gettext("Name the signs"), icon=":material/edit:"):
        for i, (label, example) in enumerate(_SIGNS):
            st.text_input(gettext(label), key=f"{session.SIGN_NAMES}{i}",
                          placeholder=gettext(example))  # fmt: skip
        st.button(gettext("Ask the class"), type="primary", on_click=attempt,
                  args=[lambda: boards().post(teacher, SignsNamed(*typed_names()))])  # fmt: skip
        st.caption(
            gettext(
                "Pupils draw them on the Draw page, under *Teach it your handwriting*. Drawings "
                "of earlier signs stay on the board."
            )
        )


def _offer_to_learn(teacher: Teacher, signs: ClassSigns) -> None:
    """Show the button, and send the result once it is there."""
    known, asked = learning(signs.names), visitor().studio.class_signs
    if asked is not None and known is not None and not known.is_active:
        visitor().studio.class_signs = None
        if known.finished:
            attempt(lambda: boards().post(teacher, asked.result(known.result.is_right)))
            st.rerun()
    drawings = LabelledImages(tuple(map(_pixels, signs.trainable)), tuple(signs.labels))
    show_learning_button(
        signs.names, drawings, signs.halves, is_class=True, begin=partial(_learn, signs)
    )


def _learn(signs: ClassSigns, *given: object) -> None:
    visitor().studio.class_signs = signs
    learn(*given)  # type: ignore[arg-type]


def _pixels(entry: Entry) -> bytes:
    assert isinstance(entry.content, DrawingSent | SignSent)
    return pixels_of_picture(entry.content.picture)


def _offer_to_hide(teacher: Teacher, board: ClassBoard) -> None:
    """Show all drawings to the teacher, who can hide some."""
    drawn = {e.id: e for e in board.entries if isinstance(e.content, DrawingSent | SignSent)}
    if not drawn:
        return
    newest = list(drawn)[: -MOST_TO_HIDE - 1 : -1]
    with st.expander(gettext("All drawings")), st.container(key="own_drawings"):
        chosen = st.pills(
            gettext("Drawings"), newest, selection_mode="multi", key=session.CLASS_DRAWINGS,
            format_func=lambda each: _thumbnail(drawn[each]), label_visibility="collapsed",
        )  # fmt: skip
        with st.container(horizontal=True):
            for is_hidden, label in _HIDING.items():
                st.button(gettext(label), disabled=not chosen, on_click=attempt,
                          args=[partial(_hide, teacher, tuple(chosen), is_hidden)])  # fmt: skip


def _hide(teacher: Teacher, chosen: tuple[str, ...], is_hidden: bool) -> None:
    for each in chosen:
        boards().hide(teacher, each, is_hidden)


def _thumbnail(entry: Entry) -> str:
    hidden = " (" + gettext("hidden") + ")" if entry.is_hidden else ""
    alt = gettext("drawing {number}", number=entry.number)
    picture = data_url(pixels_png(_pixels(entry), 2))
    return f"![{alt}]({picture}) {literal(entry.nickname)}{hidden}"
