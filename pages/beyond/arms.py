"""Does entanglement help? The training of the networks that the experiment compares."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from hqnn_core.experiments import EXPERIMENTS, arms
from hqnn_core.experiments.arms import ARMS
from hqnn_core.language import gettext, ngettext
from hqnn_core.runs import Grid, Sweep
from pages.beyond.part import SHOW, Part
from pages.frame import resources, session
from pages.frame.asking import ask_button
from pages.frame.menu import TRAIN_MANY, file_of
from pages.frame.theme import palette
from pages.visit.visitors import live_seconds, visitor


class OwnPart(Part):
    def introduce(self) -> None:
        st.markdown(arms.introduction(arms.arms_grid()))

    def run(self, chosen: None) -> Sweep | None:
        """Show the buttons; return the sweep unless it is hidden until the next guess."""
        grid = arms.arms_grid()
        sweep = next((each for each in visitor().sweeps if each.grid == grid), None)
        if not self.is_predicted:
            st.session_state[session.ARMS_HIDDEN] = True
        if sweep is None or st.session_state.get(session.ARMS_HIDDEN, False):
            self._show_first_buttons(grid, sweep)
            return None
        self._show_buttons(grid, sweep)
        is_training = _trains(sweep)
        st.fragment(_follow, run_every=_rhythm(is_training))(sweep, is_training)
        return sweep

    def _show_first_buttons(self, grid: Grid, sweep: Sweep | None) -> None:
        start = partial(_start, grid) if sweep is None else _reveal
        closed = sweep is None and visitor().sweeps.running is not None
        with _row():
            st.button(
                _train_label(grid) if sweep is None else gettext(SHOW),
                type="primary", icon=":material/science:",
                on_click=start, disabled=not self.is_predicted or closed,
            )  # fmt: skip
            if not self.is_predicted:
                self.show_unsure(start, closed)
        told = ngettext(
            "Each network trains from {n} seed. This takes about a minute.",
            "Each network trains from {n} seeds. This takes about a minute.",
            len(list(grid.axes["seed"])),
        )
        st.caption(told if self.is_predicted else self.before)

    def _show_buttons(self, grid: Grid, sweep: Sweep) -> None:
        start, closed = partial(_start, grid), visitor().sweeps.running is not None
        with _row():
            if sweep.state == "done":
                ask_button(
                    gettext("Train them again"), gettext("This deletes their results."),
                    gettext("Delete and train"), start, icon=":material/science:", disabled=closed,
                )  # fmt: skip
                self.show_again()
            else:
                st.button(
                    _train_label(grid), type="primary", icon=":material/science:",
                    on_click=start, disabled=closed,
                )  # fmt: skip
                st.button(
                    gettext("Stop"), on_click=visitor().sweeps.stop, disabled=not _trains(sweep)
                )
            if st.button(gettext("All runs"), icon=":material/grid_on:", type="tertiary"):
                visitor().sweeps.shown = sweep
                st.switch_page(file_of("train"), query_params={session.TRAINING: TRAIN_MANY})

    def show_picture(self, chosen: None, found: Sweep | None) -> None:
        if found is not None and _trains(found):
            st.fragment(self._show_sweep, run_every=_rhythm(True))(found)
        else:
            self._show_sweep(found)

    def _show_sweep(self, sweep: Sweep | None) -> None:
        truth = None if sweep is None else arms.truth(sweep)
        self.show_stage(arms.guess({} if sweep is None else arms.shares_of(sweep)), truth)

    def show_more(self, found: Sweep | None) -> None:
        """What the networks differ in: of the circuits, one layer is enough to see it."""
        with st.expander(gettext("The three networks")):
            places = st.columns(len(ARMS), border=True)
            for place, (arm, model) in zip(
                places, arms.models(arms.arms_grid()).items(), strict=True
            ):
                with place:
                    st.markdown(arms.arm_text(arm, model))
                    if model.kind == "hybrid":
                        st.image(
                            resources.network_circuit_picture(replace(model, layers=1), palette()),
                            width=260,
                            alt=gettext("The first layer: {network}", network=gettext(ARMS[arm])),
                        )  # fmt: skip


def _train_label(grid: Grid) -> str:
    return ngettext("Train {n} network", "Train {n} networks", len(grid))


def _trains(sweep: Sweep) -> bool:
    return sweep.state == "running"


def _rhythm(is_training: bool) -> float | None:
    return 2 * live_seconds() if is_training else None


def _row() -> Any:
    return st.container(horizontal=True, vertical_alignment="center")


def _reveal() -> None:
    st.session_state[session.ARMS_HIDDEN] = False


def _follow(sweep: Sweep, was_running: bool) -> None:
    """The progress of the training, and what came of it."""
    if was_running and not _trains(sweep):
        st.rerun()  # the buttons change
    st.markdown(arms.text(sweep, arms.arm_contrasts(sweep)))


def _start(grid: Grid) -> None:
    """Train the networks that are missing; all of them anew where none is."""
    _reveal()
    mine = visitor().sweeps
    sweep = next((each for each in mine if each.grid == grid), None)
    if sweep is not None and sweep.state == "done":
        mine.remove(sweep)
        sweep = None
    if sweep is None:
        sweep = Sweep(grid, EXPERIMENTS["arms"].title)
        mine.add(sweep, is_shown=False)
    visitor().train(sweep)
