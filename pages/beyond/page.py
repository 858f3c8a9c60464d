"""What now? Experiments beyond the chapter: predict first, then see."""

import streamlit as st

from hqnn_core.experiments import EXPERIMENTS
from hqnn_core.language import gettext
from pages.frame import session
from pages.frame.settings import control, option


def short_name(experiment: str) -> str:
    return EXPERIMENTS[experiment].name


name = option(session.EXPERIMENT, EXPERIMENTS, "arms", short_name)
# The title is above the choice, so that it stays where it is first shown.
st.title(gettext(EXPERIMENTS[name].title))
st.segmented_control(
    gettext("Experiment"), list(EXPERIMENTS), format_func=lambda name: gettext(short_name(name)),
    required=True, wrap=True, label_visibility="collapsed",
    **control(session.EXPERIMENT, name, argument="default"),
)  # fmt: skip

from pages.beyond.part import part_of  # noqa: E402 - it takes torch, and the title goes first

part_of(name).show()
