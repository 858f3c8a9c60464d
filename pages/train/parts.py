"""The parts of the Train page: one network, or a sweep over many settings."""

from __future__ import annotations

import streamlit as st

from hqnn_core.language import gettext
from pages.frame import session
from pages.frame.address import asked_values, is_asked, tell
from pages.frame.menu import TRAIN_MANY, TRAIN_ONE, TRAIN_PARTS
from pages.frame.settings import control, option, stored
from pages.train.settings import RUN_SETTINGS

_SWEEP = (session.QUESTION, session.SWEEP_FIELD, session.SLICE)
_SETTINGS = {
    TRAIN_ONE: (*RUN_SETTINGS, session.SMOOTH, session.SLOW, session.MEASURE),
    TRAIN_MANY: tuple(name for name in session.IN_THE_ADDRESS if name.startswith(_SWEEP)),
}
"""The settings that only one part shows."""


def chosen_part() -> str:
    """Show the choice of the part, and return it; the address keeps the settings of this part.

    A link that names no part opens the one whose settings it names.
    """
    named = [part for part in TRAIN_PARTS if any(map(is_asked, _SETTINGS[part]))]
    if named and not is_asked(session.TRAINING):
        stored()[session.TRAINING] = named[0]
    part = option(session.TRAINING, TRAIN_PARTS, TRAIN_ONE)
    for name in _SETTINGS[TRAIN_MANY if part == TRAIN_ONE else TRAIN_ONE]:
        asked_values(name)
        tell(name, None, None)
    st.segmented_control(
        gettext("Part"), TRAIN_PARTS, format_func=gettext, required=True,
        label_visibility="collapsed",
        **control(session.TRAINING, part, argument="default"),
    )  # fmt: skip
    return part
