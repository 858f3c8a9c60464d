"""Train the network, watch it learn, change one thing, compare; or compare many settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.language import gettext
from pages.frame import resources
from pages.frame.menu import TRAIN_ONE
from pages.train.data import show_data
from pages.train.live import live
from pages.train.parts import chosen_part
from pages.train.result import show_pair, show_result
from pages.train.runs import show_runs
from pages.train.settings import chosen_settings
from pages.train.sweep.part import compare_settings
from pages.train.transport import transport
from pages.visit.visitors import live_seconds, visitor


def train_one(beside_title: DeltaGenerator) -> None:
    """Show the settings of a run, its buttons, and the run."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="train-bar"):
        buttons = st.container(
            horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"
        )
        fields = st.container(
            horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"
        )
    with fields:
        chosen = chosen_settings()
    with buttons:
        transport(chosen, beside_title)
    run = visitor().shown
    is_active = visitor().active is not None
    # What comes and goes has its own place: else what is below moves, and an open menu closes.
    with st.container(key="train-run"):
        st.fragment(live, run_every=live_seconds() if is_active else None)(chosen, is_active)
    result_place = st.empty()
    if run is not None and not run.is_active:
        with result_place.container():
            show_pair(visitor())
            show_result(run)
    show_runs()
    show_data()
    resources.chapter_probe()


with st.container(horizontal=True, vertical_alignment="center", key="train-head"):
    st.title(gettext("Train the network"), width="content")
    part = chosen_part()
    beside_title = st.container(horizontal=True, horizontal_alignment="right")
if part == TRAIN_ONE:
    train_one(beside_title)
else:
    compare_settings()
