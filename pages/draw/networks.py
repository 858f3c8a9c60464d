"""Choice of network: pretrained, trained here, or uploaded."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import gettext
from hqnn_core.network import CheckpointError, load_checkpoint
from hqnn_core.words.links import LinkFault
from pages.frame import resources, session
from pages.frame.address import asked, note_fault, tell
from pages.frame.messages import literal, show_fault
from pages.visit.entrance import takes_uploads
from pages.visit.studio import Network
from pages.visit.visitor import Visitor
from pages.visit.visitors import visitor

PRETRAINED, TEN_DIGITS, UPLOADED, NONE = "pretrained", "ten-digits", "uploaded", "none"
Key = str | int


def known_networks(mine: Visitor) -> dict[Key, Network]:
    """All networks to choose from; runs by number, without those that have no checkpoint."""
    found: dict[Key, Network] = {
        PRETRAINED: Network(gettext("Pretrained"), None),
        TEN_DIGITS: Network(gettext("Pretrained, ten digits"), resources.ten_digits()),
    }
    for run in mine.runs:
        if run.checkpoint:
            name = gettext("Yours: {label}", label=run.label)
            found[run.number] = Network(name, run.checkpoint)
    if mine.uploaded:
        found[UPLOADED] = Network(gettext("Uploaded"), mine.uploaded)
    return found


def settle_choice() -> None:
    """Make sure that the chosen networks exist; call it once per run of the page, before reading.

    A link to this page may name them ("Draw with it"): those are chosen.
    """
    state, known = st.session_state, known_networks(visitor())
    for place in (session.NETWORK, session.OTHER_NETWORK):
        named = asked(place)
        if key := next((key for key in known if str(key) == named), None):
            state[place] = key
        elif named is not None:
            note_fault(
                LinkFault(place, named, NONE if place == session.OTHER_NETWORK else PRETRAINED)
            )
    if state.get(session.NETWORK) not in known:
        state[session.NETWORK] = PRETRAINED
    if state.get(session.OTHER_NETWORK) not in known or (
        state[session.OTHER_NETWORK] == state[session.NETWORK]
    ):
        state[session.OTHER_NETWORK] = NONE
    tell(session.NETWORK, state[session.NETWORK], PRETRAINED)
    tell(session.OTHER_NETWORK, state[session.OTHER_NETWORK], NONE)
    if _newest(visitor()) == state[session.NETWORK]:
        state[session.NEWEST_NETWORK] = state[session.NETWORK]


def chosen_networks() -> list[Network]:
    """The chosen network, and the one to compare with, if any."""
    known = known_networks(visitor())
    keys = (st.session_state[session.NETWORK], st.session_state[session.OTHER_NETWORK])
    return [known[key] for key in keys if key in known]


def choose_networks() -> None:
    """Show the widgets that choose the networks."""
    known = known_networks(visitor())
    others = [NONE, *(key for key in known if key != st.session_state[session.NETWORK])]
    chosen, other = st.columns(2)
    chosen.selectbox(
        gettext("Network"), list(known), format_func=lambda key: known[key].name,
        key=session.NETWORK, persist_state="session", on_change=_note_newest,
    )  # fmt: skip
    other.selectbox(
        gettext("Compare with"), others,
        format_func=lambda key: known[key].name if key in known else "–",
        key=session.OTHER_NETWORK, persist_state="session",
        help=gettext("The same drawing, read by two networks."),
    )  # fmt: skip
    _upload()


def offer_newest() -> None:
    """Offer the network that was trained last, until it is used or another is chosen."""
    newest = _newest(visitor())
    if newest is None or newest == st.session_state.get(session.NEWEST_NETWORK):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = literal(known_networks(visitor())[newest].name)
        st.markdown(gettext("Your new network is ready: **{name}**", name=name), width="content")
        st.button(gettext("Use it"), on_click=use, args=[newest])


def use(key: Key) -> None:
    """Choose a network; for `on_click`."""
    st.session_state[session.NETWORK] = key


def _note_newest() -> None:
    """Stop offering the newest network: the visitor has chosen by hand."""
    st.session_state[session.NEWEST_NETWORK] = _newest(visitor())


def _newest(mine: Visitor) -> int | None:
    """The number of the last run that ended with a network, None without one."""
    return next((r.number for r in reversed(mine.runs) if r.checkpoint and not r.is_active), None)


def _upload() -> None:
    with st.popover(gettext("Upload a network")):
        if takes_uploads():
            st.file_uploader(
                gettext("A network saved by this app"), type="safetensors",
                key=session.NETWORK_UPLOAD, on_change=_read_upload,
            )  # fmt: skip
        if fault := st.session_state.get(session.NETWORK_FAULT):
            show_fault(fault)


def _read_upload() -> None:
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
