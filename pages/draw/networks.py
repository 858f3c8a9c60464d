"""Which network answers: the pretrained one, one of the visitor's own, an uploaded one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from hqnn_core.checkpoint import CheckpointError, checkpoint_bytes, load_checkpoint
from hqnn_core.model import ClassicalTwin, HybridNet
from pages.shared import server, session
from pages.shared.messages import show_fault
from pages.shared.visitors import Visitor, visitor

PRETRAINED, UPLOADED, NONE = "pretrained", "uploaded", "none"
Key = str | int


@dataclass(frozen=True)
class Network:
    """A network by name; `content` is its checkpoint, None for the pretrained one."""

    name: str
    content: bytes | None

    @property
    def model(self) -> HybridNet | ClassicalTwin:
        return server.pretrained() if self.content is None else server.trained(self.content)

    @property
    def digits(self) -> tuple[int, ...]:
        return self.model.config.digits

    def checkpoint(self) -> bytes:
        return checkpoint_bytes(self.model) if self.content is None else self.content


def known_networks(mine: Visitor) -> dict[Key, Network]:
    """All that can be chosen; runs by their number, those without a checkpoint left out."""
    found: dict[Key, Network] = {PRETRAINED: Network("Pretrained", None)}
    for run in mine.runs:
        if run.checkpoint:
            found[run.number] = Network(f"Yours: {run.label}", run.checkpoint)
    if mine.uploaded:
        found[UPLOADED] = Network("Uploaded", mine.uploaded)
    return found


def chosen_networks() -> list[Network]:
    """The network that answers, and the one beside it if there is one; without the widgets."""
    known = known_networks(visitor())
    _follow_newest(known)
    first, second = st.session_state[session.NETWORK], st.session_state.get(session.OTHER_NETWORK)
    return [known[key] for key in (first, second) if key in known]


def choose_networks() -> None:
    """The widgets of `chosen_networks`."""
    known = known_networks(visitor())
    others = [NONE, *(key for key in known if key != st.session_state[session.NETWORK])]
    if st.session_state.get(session.OTHER_NETWORK) not in others:
        st.session_state[session.OTHER_NETWORK] = NONE
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        st.selectbox(
            "Network", list(known), format_func=lambda key: known[key].name,
            key=session.NETWORK, persist_state="session", width=230,
        )  # fmt: skip
        st.selectbox(
            "Beside it", others, format_func=lambda key: known[key].name if key in known else "–",
            key=session.OTHER_NETWORK, persist_state="session", width=230,
            disabled=len(known) == 1, help="The same drawing, read by two networks.",
        )  # fmt: skip
        _upload()


def _follow_newest(known: dict[Key, Network]) -> None:
    """Choose the network that the visitor has got since the last time, if there is one."""
    mine = visitor()
    run = mine.shown
    newest: tuple[object, ...] = (run.number if run and run.checkpoint else None, mine.uploaded)
    seen = st.session_state.get(session.NEWEST_NETWORK, (None, None))
    if newest[0] is not None and newest[0] != seen[0]:
        st.session_state[session.NETWORK] = newest[0]
    elif newest[1] is not None and newest[1] != seen[1]:
        st.session_state[session.NETWORK] = UPLOADED
    st.session_state[session.NEWEST_NETWORK] = newest
    if st.session_state.get(session.NETWORK) not in known:
        st.session_state[session.NETWORK] = PRETRAINED
    if st.session_state.get(session.OTHER_NETWORK) == st.session_state[session.NETWORK]:
        st.session_state[session.OTHER_NETWORK] = NONE


def _upload() -> None:
    with st.popover("From a file"):
        st.file_uploader(
            "A checkpoint that this app has saved", type="safetensors",
            key=session.NETWORK_UPLOAD, on_change=_take_upload,
        )  # fmt: skip
        if fault := st.session_state.get(session.NETWORK_FAULT):
            show_fault(fault)


def _take_upload() -> None:
    file = st.session_state[session.NETWORK_UPLOAD]
    st.session_state[session.NETWORK_FAULT] = ""
    if file is None:
        return
    try:
        load_checkpoint(file.getvalue())
    except CheckpointError as fault:
        st.session_state[session.NETWORK_FAULT] = str(fault)
    else:
        visitor().uploaded = file.getvalue()
        st.session_state[session.NETWORK] = UPLOADED
