"""Train the network, watch it learn, change one thing, compare."""

import streamlit as st

from hqnn_core.config import ConfigError, LossName
from hqnn_core.data import DatasetError, download_mnist, mnist_is_there
from pages.shared import server, session
from pages.shared.messages import show_fault
from pages.shared.visitors import visitor
from pages.train.live import LIVE_SECONDS, live
from pages.train.result import show_pair, show_result
from pages.train.runs import show_runs
from pages.train.settings import chosen_settings
from pages.train.transport import transport

MEASURES: dict[LossName, str] = {"chapter": "1 − P(correct)", "nll": "−log P(correct)"}


def fetch_mnist() -> None:
    bar = st.progress(0.0, "Downloading MNIST (11 MB)")

    def show(share: float) -> None:
        bar.progress(share, f"MNIST: {share:.0%} of 11 MB")

    try:
        download_mnist(progress=show)
    except DatasetError as fault:
        show_fault(str(fault))
    else:
        st.rerun()


def show_data() -> None:
    if mnist_is_there():
        st.caption("MNIST is on this machine; it is used unless the settings say otherwise.")
        return
    st.caption(
        "MNIST is not on this machine, so the network trains on the smaller set of real "
        "handwriting that comes with scikit-learn, 8 × 8 pixels brought to MNIST's form."
    )
    if st.button("Download MNIST"):
        fetch_mnist()


st.title("Train the network")
st.markdown(
    "Press **Train** and watch it learn, batch by batch. Then change one thing, the shots or the "
    "shift, train again, and compare."
)
try:
    settings = chosen_settings()
except ConfigError as fault:
    settings = None
    show_fault(str(fault))
transport(settings)
with st.container(horizontal=True, vertical_alignment="center"):
    st.segmented_control(
        "Loss shown", list(MEASURES), default="chapter", required=True, key=session.MEASURE,
        format_func=MEASURES.__getitem__, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    st.toggle("Smooth", key=session.SMOOTH, persist_state="session")
run = visitor().shown
is_active = visitor().active is not None
n_epochs = run.training.epochs if run else (settings[1].epochs if settings else 20)
st.fragment(live, run_every=LIVE_SECONDS if is_active else None)(n_epochs, is_active)
if run is not None and not run.is_active:
    show_pair(visitor())
    show_result(run)
show_runs()
show_data()
server.runner()  # its first process starts now, to be ready when Train is pressed
server.chapter_probe()
