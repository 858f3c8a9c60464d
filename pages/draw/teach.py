"""Teach a network your handwriting: label drawings, train on them for seconds, compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import MAX_DRAWINGS, DrawingSet
from hqnn_core.figures.pixels import data_url, pixels_png
from hqnn_core.language import N_, gettext, ngettext
from hqnn_core.network import LabelledImagesError
from pages.draw.answer import answers_to, show_answers
from pages.draw.layout import Layout
from pages.draw.networks import chosen_networks
from pages.draw.samples import clear, shown_image
from pages.draw.tuning import show_tuning
from pages.frame import resources, session
from pages.frame.messages import literal, show_note
from pages.frame.settings import control, option
from pages.visit.entrance import takes_uploads
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn

SHOTS = 1_000
SUBJECTS = (N_("Digits"), N_("Two signs of your own"))


@dataclass(frozen=True)
class Taught:
    """A set of labelled drawings that the visitor makes.

    Attributes:
        names: of the labels: digits, or signs.
        keep: stores a changed set.
    """

    names: dict[int, str]
    drawings: DrawingSet
    keep: Callable[[DrawingSet], None]


def own_drawings() -> DrawingSet:
    return visitor().studio.drawings


def is_taught_signs() -> bool:
    """Whether the network is taught two signs, not digits."""
    return option(session.TAUGHT, SUBJECTS, SUBJECTS[0]) == SUBJECTS[1]


def choose_subject() -> None:
    subject = SUBJECTS[is_taught_signs()]
    st.segmented_control(
        gettext("Teach"), SUBJECTS, required=True, label_visibility="collapsed",
        format_func=gettext,
        **control(session.TAUGHT, subject, argument="default"),
    )  # fmt: skip


def teach_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    network = chosen_networks()[0]
    taught = Taught({d: str(d) for d in network.digits}, own_drawings(), visitor().keep_drawings)
    resources.runner()  # its first process starts now, to be ready for the fine-tuning
    image, said = shown_image(drawn, network)
    with layout.answer:
        choose_subject()
        show_answers(answers_to(image, [network], SHOTS), said)
        st.caption(gettext("The network that answers: {name}", name=literal(network.name)))
        show_labels(canvas, drawn, taught)
    with layout.passage:
        show_set(taught)
        show_tuning(network, own_drawings())


def show_labels(canvas: Canvas, drawn: Drawn, taught: Taught) -> None:
    """Show buttons that add the drawing to the set, and what came of the last one.

    An example is not the visitor's: they are disabled then.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(gettext("This is:"), width="content")
        for label, name in taught.names.items():
            st.button(
                f"**{literal(name)}**", key=f"label-{label}", on_click=_add,
                disabled=drawn.image is None, args=[canvas, drawn.image, label, taught],
            )  # fmt: skip
    several = gettext("Draw several of each digit. Only you see your drawings.")
    if is_taught_signs():
        several = gettext("Draw several of each sign. Only you see your drawings.")
    to_keep = gettext("Download them to keep them.")
    st.caption(f"{several} {resources.keeping_text()} {to_keep}")
    if drawn.fault:
        show_note(drawn.fault)
    if note := st.session_state.get(session.SET_NOTE):
        show_note(note)


def show_set(taught: Taught) -> None:
    """Show the drawings with their labels; they can be deleted, downloaded and uploaded."""
    drawings, number = taught.drawings, session.counter(session.SET_NUMBER)
    st.subheader(gettext("Your drawings: {n} of {most}", n=len(drawings), most=MAX_DRAWINGS))
    chosen: list[int] = []
    if len(drawings):
        with st.container(key="own_drawings"):
            chosen = st.pills(
                gettext("Your drawings"), range(len(drawings)), selection_mode="multi",
                format_func=lambda i: _thumbnail(taught, i), key=f"drawings-{number}",
                label_visibility="collapsed",
            )  # fmt: skip
    else:
        st.caption(gettext("Your drawings appear here, as the network sees them."))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            gettext("Delete selected: {n}", n=len(chosen)),
            icon=":material/delete:",
            disabled=not chosen, on_click=_delete, args=[taught, set(chosen)],
        )  # fmt: skip
        st.download_button(
            gettext("Download"), drawings.to_json(), "drawings.json", "application/json",
            icon=":material/download:", disabled=not len(drawings), on_click="ignore",
        )  # fmt: skip
        with st.popover(gettext("Upload"), icon=":material/upload:"):
            if takes_uploads():
                st.file_uploader(
                    gettext("Drawings saved by this app"), type="json",
                    key=session.SET_UPLOAD, on_change=_read_upload, args=[taught],
                )  # fmt: skip


def _thumbnail(taught: Taught, i: int) -> str:
    label = taught.drawings.labels[i]
    picture = data_url(pixels_png(taught.drawings.images[i], 2))
    name = gettext("Drawing {n}", n=i + 1)
    return f"![{name}]({picture}) {literal(taught.names.get(label, str(label)))}"


def _change(taught: Taught, drawings: DrawingSet, note: str = "") -> None:
    taught.keep(drawings)
    st.session_state[session.SET_NOTE] = note
    session.count(session.SET_NUMBER)


def _add(canvas: Canvas, image: Tensor | None, label: int, taught: Taught) -> None:
    if image is None:
        return
    try:
        _change(taught, taught.drawings.with_drawing(image, label))
    except LabelledImagesError as fault:
        st.session_state[session.SET_NOTE] = str(fault)
    else:
        clear(canvas)


def _delete(taught: Taught, chosen: set[int]) -> None:
    _change(taught, taught.drawings.without(chosen))


def _read_upload(taught: Taught) -> None:
    file = st.session_state[session.SET_UPLOAD]
    if file is None:
        return
    mine = taught.drawings
    try:
        new = DrawingSet.from_json(file.getvalue())
        _change(
            taught,
            DrawingSet(mine.images + new.images, mine.labels + new.labels),
            ngettext("Added: {n} drawing.", "Added: {n} drawings.", len(new)),
        )
    except LabelledImagesError as fault:
        st.session_state[session.SET_NOTE] = str(fault)
