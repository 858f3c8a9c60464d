"""Teach a network your handwriting: label drawings, train on them for seconds, compare."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from hqnn_core.drawing import MAX_DRAWINGS, DrawingSet
from hqnn_core.figures.pixels import data_url, pixels_png
from hqnn_core.network import LabelledImagesError
from hqnn_core.words import plural
from pages.draw.answer import answers_to, show_answers
from pages.draw.layout import Layout
from pages.draw.networks import chosen_networks
from pages.draw.samples import clear, shown_image
from pages.draw.tuning import show_tuning
from pages.frame import resources, session
from pages.frame.messages import literal, show_note
from pages.visit.entrance import takes_uploads
from pages.visit.studio import Network
from pages.visit.visitors import visitor
from pages.widgets.canvas import Canvas, Drawn

SHOTS = 1_000


def own_drawings() -> DrawingSet:
    return visitor().studio.drawings


def teach_part(canvas: Canvas, drawn: Drawn, layout: Layout) -> None:
    network = chosen_networks()[0]
    resources.runner()  # its first process starts now, to be ready for the fine-tuning
    image, said = shown_image(drawn, network)
    with layout.answer:
        show_answers(answers_to(image, [network], SHOTS), said)
        st.caption(f"The network that answers: {literal(network.name)}")
        _label(canvas, drawn, network)
        if drawn.fault:
            show_note(drawn.fault)
        if note := st.session_state.get(session.SET_NOTE):
            show_note(note)
    with layout.passage:
        _show_set()
        show_tuning(network, own_drawings())


def _label(canvas: Canvas, drawn: Drawn, network: Network) -> None:
    """Show buttons that add the drawing to the set. An example is not the visitor's: none then."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("This is a", width="content")
        for digit in network.digits:
            st.button(
                f"**{digit}**", key=f"label-{digit}", on_click=_add, disabled=drawn.image is None,
                args=[canvas, drawn.image, digit],
            )  # fmt: skip
    st.caption(
        "Draw several of each digit. Only you can see your drawings. "
        f"{resources.keeping_text()} Download them to keep them."
    )


def _show_set() -> None:
    drawings, number = own_drawings(), session.counter(session.SET_NUMBER)
    st.subheader(f"Your drawings: {len(drawings)} of {MAX_DRAWINGS}")
    chosen: list[int] = []
    if len(drawings):
        with st.container(key="own_drawings"):
            chosen = st.pills(
                "Your drawings", range(len(drawings)), selection_mode="multi",
                format_func=lambda i: _thumbnail(drawings, i), key=f"drawings-{number}",
                label_visibility="collapsed",
            )  # fmt: skip
    else:
        st.caption("Your labelled drawings appear here, as the network sees them.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Delete {len(chosen)} selected" if chosen else "Delete selected",
            icon=":material/delete:",
            disabled=not chosen, on_click=_delete, args=[set(chosen)],
        )  # fmt: skip
        st.download_button(
            "Download", drawings.to_json(), "drawings.json", "application/json",
            icon=":material/download:", disabled=not len(drawings), on_click="ignore",
        )  # fmt: skip
        with st.popover("Upload", icon=":material/upload:"):
            if takes_uploads():
                st.file_uploader(
                    "Drawings saved by this app", type="json",
                    key=session.SET_UPLOAD, on_change=_read_upload,
                )  # fmt: skip


def _thumbnail(drawings: DrawingSet, i: int) -> str:
    label = drawings.labels[i]
    return f"![drawing {i + 1}]({data_url(pixels_png(drawings.images[i], 2))}) {label}"


def _change(drawings: DrawingSet, note: str = "") -> None:
    visitor().keep_drawings(drawings)
    st.session_state[session.SET_NOTE] = note
    session.count(session.SET_NUMBER)


def _add(canvas: Canvas, image: Tensor | None, digit: int) -> None:
    if image is None:
        return
    try:
        _change(own_drawings().with_drawing(image, digit))
    except LabelledImagesError as fault:
        st.session_state[session.SET_NOTE] = str(fault)
    else:
        clear(canvas)


def _delete(chosen: set[int]) -> None:
    _change(own_drawings().without(chosen))


def _read_upload() -> None:
    file = st.session_state[session.SET_UPLOAD]
    if file is None:
        return
    mine = own_drawings()
    try:
        new = DrawingSet.from_json(file.getvalue())
        _change(
            DrawingSet(mine.images + new.images, mine.labels + new.labels),
            f"Added: {plural(len(new), 'drawing')}.",
        )
    except LabelledImagesError as fault:
        st.session_state[session.SET_NOTE] = str(fault)
