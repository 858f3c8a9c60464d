"""Teach two signs of one's own: alone, or the two that the teacher has named for the class."""

from __future__ import annotations

import hashlib

import streamlit as st
from torch import Tensor

from hqnn_core.board.entries import BoardError, SignSent
from hqnn_core.board.pictures import picture_text
from hqnn_core.board.signs import ClassSigns
from hqnn_core.drawing import (
    DrawingSet,
    Prediction,
    measurements,
    predict,
    random_halves,
)
from hqnn_core.language import gettext
from hqnn_core.network import LabelledImages, pixels_of
from hqnn_core.words.drawing import measured_text
from hqnn_core.words.games import sign_scores_table, signs_count_text, signs_learned_text
from pages.draw.layout import Layout
from pages.draw.samples import clear
from pages.draw.teach import SHOTS, Taught, choose_subject, show_labels, show_set
from pages.frame import resources, session
from pages.frame.messages import literal, show_fault, show_note
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn
from pages.widgets.sign_learning import learning, show_learning_button, typed_names


def signs_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    shared = class_signs()
    names = shared.names if shared is not None else visitor().studio.signs
    with layout.answer:
        choose_subject()
        if shared is not None:
            task = gettext("Your teacher has named two signs. Draw several of each.")
            _show_reading(drawn.image, names, task)
            _show_class_labels(canvas, drawn, shared)
            _show_class(shared)
            return
        taught = _own(names)
        _show_reading(drawn.image, names, gettext("Name two signs. Draw several of each."))
        _ask_names(names)
        show_labels(canvas, drawn, taught)
        _show_learning(taught.drawings, names)
    with layout.passage:
        show_set(taught)


def class_signs() -> ClassSigns | None:
    """The signs of the visitor's class; None without a class, or before they are named."""
    board = resources.board_or_none(visitor().classroom.code)
    return board and board.signs


def _own(names: tuple[str, str]) -> Taught:
    drawings = visitor().studio.sign_drawings
    return Taught(
        dict(enumerate(names)), drawings, lambda new: visitor().keep_signs(names, new.of((0, 1)))
    )


def _show_reading(image: Tensor | None, names: tuple[str, str], what: str) -> None:
    """Show how the network reads the canvas; before it has learned, `what` there is to do."""
    known = learning(names)
    if known is None or not known.finished:
        fresh = gettext("A fresh network, which knows no digits either, learns them in seconds.")
        st.markdown(f"{what} {fresh}")
    elif image is None:
        st.markdown(gettext("**Draw a sign.** The network that has learned them reads it."))
    else:
        inputs = (image.numpy().tobytes(), known.result.checkpoint)
        found = session.cached("sign", inputs, lambda: _read(image, known.result.checkpoint))
        measured = session.cached(
            "sign-measured", inputs, lambda: measurements(found, resources.aer(SHOTS))[0]
        )
        with st.container(key="sign-read"):
            st.subheader(literal(names[measured.label]))
        st.markdown(measured_text(literal(names[measured.label]), measured))


def _read(image: Tensor, checkpoint: bytes) -> Prediction:
    """The network's reading; the novelty detector, which knows digits only, has no say in it."""
    return predict(image, resources.trained(checkpoint), resources.novelty())


def _ask_names(names: tuple[str, str]) -> None:
    form, row = st.form("signs", border=False), {"horizontal": True, "vertical_alignment": "bottom"}
    with form, st.container(**row):
        for i, name in enumerate(names):
            label = (gettext("First sign"), gettext("Second sign"))[i]
            st.text_input(label, name, key=f"{session.SIGN_NAMES}{i}", width=180)
        st.form_submit_button(gettext("Name them"), on_click=_name)
    if fault := st.session_state.get(session.SIGN_FAULT):
        show_fault(fault)


def _name() -> None:
    try:
        names = typed_names()
    except BoardError as fault:
        st.session_state[session.SIGN_FAULT] = str(fault)
    else:
        st.session_state[session.SIGN_FAULT] = ""
        visitor().keep_signs(names, visitor().studio.sign_drawings)


def _show_learning(drawings: DrawingSet, names: tuple[str, str]) -> None:
    halves, known = random_halves(drawings.labels), learning(names)
    show_learning_button(names, drawings, halves, is_class=False)
    if known is not None and known.finished:
        st.markdown(signs_learned_text(known.result))
        if known.arguments[0] != LabelledImages(drawings.images, drawings.labels):
            st.caption(gettext("Your drawings have changed since. Let the qubit learn them again."))


def _show_class_labels(canvas: Canvas, drawn: Drawn, shared: ClassSigns) -> None:
    """Show the buttons that send the drawing to the class."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(gettext("Send it as:"), width="content")
        for label, name in enumerate(shared.names):
            st.button(
                f"**{literal(name)}**", key=f"label-{label}", on_click=_send,
                disabled=drawn.image is None, args=[canvas, drawn.image, name],
            )  # fmt: skip
    st.caption(gettext("Your class and your teacher see them. Draw at least four of each."))
    if drawn.fault:
        show_note(drawn.fault)


def _send(canvas: Canvas, image: Tensor | None, sign: str) -> None:
    if image is None:
        return
    mine, picture = visitor(), picture_text(pixels_of(image))
    name = hashlib.sha256(f"{sign} {picture}".encode()).hexdigest()[:16]
    mine.classroom.note(f"sign {name}", SignSent(sign, picture))
    mine.classroom.send(mine.key)
    clear(canvas)


def _show_class(shared: ClassSigns) -> None:
    """Show how many drawings there are, one's own and all, and what came of the training."""
    pupil = visitor().classroom.pupil
    if pupil is not None:
        own = signs_count_text(shared.names, shared.counts(pupil.nickname))
        st.markdown(gettext("**You.** {drawings}", drawings=literal(own)))
    of_class = literal(signs_count_text(shared.names, shared.counts()))
    st.markdown(gettext("**The class.** {drawings}", drawings=of_class))
    own_scores = [s for s in shared.scores if pupil is not None and s.nickname == pupil.nickname]
    if own_scores:
        st.dataframe(
            sign_scores_table(own_scores), hide_index=True, alt=gettext("Your drawings read")
        )
