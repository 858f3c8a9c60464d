"""Learning two signs on the cluster: the names, the button, the progress."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hqnn_core.board.names import signs_from
from hqnn_core.drawing import are_enough, learn_signs
from hqnn_core.language import gettext, said
from hqnn_core.network import LabelledImages
from hqnn_core.runs import Computation
from hqnn_core.words.beyond import computing_text
from hqnn_core.words.games import too_few_text
from pages.frame import resources, session
from pages.frame.messages import literal, show_fault
from pages.visit.visitors import live_seconds, visitor


def typed_names() -> tuple[str, str]:
    """The names in the two fields. Raises `BoardError`."""
    first, second = (st.session_state.get(f"{session.SIGN_NAMES}{i}") or "" for i in (0, 1))
    return signs_from(first, second)


def learning(names: tuple[str, str]) -> Computation | None:
    """The visitor's last computation that learned these two signs."""
    return visitor().experiments.get(_key(names))


def learn(names: tuple[str, str], drawings: LabelledImages, halves: tuple[int, ...]) -> None:
    """Have a worker learn two signs."""
    mine, known = visitor(), learning(names)
    if known is None or not known.is_active:  # a double click begins one
        mine.experiments[_key(names)] = resources.runner().compute(
            learn_signs, (drawings, halves), mine
        )


def _key(names: tuple[str, str]) -> str:
    return "signs " + " | ".join(names)


def show_learning_button(
    names: tuple[str, str],
    drawings: LabelledImages,
    halves: tuple[int, ...],
    is_class: bool,
    begin: Callable[..., None] = learn,
) -> None:
    """Show the button that has two signs learned, what is missing, and the progress.

    `begin` takes the arguments of `learn`.
    """
    known = learning(names)
    is_ready, is_running = (
        are_enough(drawings.labels, halves),
        known is not None and known.is_active,
    )
    plain = LabelledImages(drawings.images, drawings.labels)
    st.button(
        gettext("Let the qubit learn them"), type="primary", icon=":material/school:",
        on_click=begin, args=[names, plain, halves], disabled=not is_ready or is_running,
    )  # fmt: skip
    if not is_ready:
        st.caption(literal(too_few_text(names, is_class)))
    if known is not None and is_running:
        st.fragment(_show_progress, run_every=live_seconds())(known)
    elif known is not None and known.state == "failed":
        again = gettext("Press the button to try again.")
        show_fault(f"{said(known.message)} {again}")


def _show_progress(known: Computation) -> None:
    if not known.is_active:
        st.rerun()
    st.progress(known.share, computing_text(known.share, resources.turn(known)))
