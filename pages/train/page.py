"""Train the network and watch its loss fall."""

from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.config import ConfigError, LossName, ModelConfig, TrainConfig
from hqnn_core.data import DatasetError, download_mnist, mnist_is_there
from hqnn_core.figures.training_charts import accuracy_chart, loss_chart
from hqnn_core.runner import Run
from hqnn_core.text import training_text
from pages.shared import server, session
from pages.shared.theme import palette
from pages.train.settings import chosen_settings

LIVE_SECONDS = 0.2
MEASURES: dict[LossName, str] = {"chapter": "1 − P(correct)", "nll": "−log P(correct)"}


def start(model: ModelConfig, training: TrainConfig) -> None:
    visitor = session.visitor()
    if visitor.run is None or not visitor.run.is_active:  # a double click starts one run
        visitor.run = server.runner().submit(model, training)


def show_share(bar: DeltaGenerator, share: float) -> None:
    bar.progress(share, f"MNIST: {share:.0%} of 11 MB")


def fetch_mnist() -> None:
    bar = st.progress(0.0, "Downloading MNIST (11 MB)")
    try:
        download_mnist(progress=lambda share: show_share(bar, share))
    except DatasetError as fault:
        st.error(str(fault))
    else:
        st.rerun()


def live(run: Run | None, n_epochs: int, measure: LossName, was_active: bool) -> None:
    """The charts; redrawn a few times a second while a run is active."""
    st.markdown(training_text(run, server.place(run)))
    batches, epochs = (run.batches, run.epochs) if run else ([], [])
    colours = palette()
    left, right = st.columns([3, 2])
    with left:
        spec = loss_chart(batches, epochs, n_epochs, server.chapter_losses(), measure, colours)
        st.vega_lite_chart(
            spec=spec, alt="Loss over epochs: batches, training, test, the chapter's"
        )
    with right:
        spec = accuracy_chart(epochs, n_epochs, colours)
        st.vega_lite_chart(spec=spec, alt="Share of test images right, over epochs")
    if run is not None and run.state in ("diverged", "failed"):
        st.error(run.message)
    if was_active and run is not None and not run.is_active:
        st.rerun()  # the buttons change


st.title("Train the network")
st.markdown(
    "Press **Train** and watch the loss fall, batch by batch. Then change one thing, the shots or "
    "the shift, and train again."
)
try:
    settings = chosen_settings()
except ConfigError as fault:
    settings = None
    st.error(str(fault))
run = session.visitor().run
was_active = run is not None and run.is_active
with st.container(horizontal=True, vertical_alignment="bottom"):
    is_pressed = st.button(
        "Train", type="primary", icon=":material/play_arrow:",
        disabled=was_active or settings is None,
    )  # fmt: skip
    if is_pressed and settings is not None:  # no callback: it would get the settings before this
        start(*settings)
        st.rerun()
    if run is not None:
        st.button(
            "Stop", icon=":material/stop:", on_click=server.runner().stop, args=[run],
            disabled=not was_active,
        )  # fmt: skip
    if run is not None and not was_active and run.checkpoint:
        st.page_link("pages/draw/page.py", label="Draw with this network", icon=":material/draw:")
    shown = st.segmented_control(
        "Loss shown", list(MEASURES), default="chapter", required=True, key=session.MEASURE,
        format_func=MEASURES.__getitem__,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
n_epochs = run.training.epochs if run else (settings[1].epochs if settings else 20)
st.fragment(live, run_every=LIVE_SECONDS if was_active else None)(
    run, n_epochs, cast(LossName, shown), was_active
)
if mnist_is_there():
    st.caption("MNIST is on this machine; it is used unless the settings say otherwise.")
else:
    st.caption(
        "MNIST is not on this machine, so the network trains on the smaller set of real "
        "handwriting that comes with scikit-learn, 8 × 8 pixels brought to MNIST's form."
    )
    if st.button("Download MNIST"):
        fetch_mnist()
server.runner()  # its first process starts now, to be ready when Train is pressed
