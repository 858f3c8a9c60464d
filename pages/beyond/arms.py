"""Does entanglement help? The training of the networks that the experiment compares."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from hqnn_core.experiments import EXPERIMENTS, arms
from hqnn_core.experiments.arms import ARMS
from hqnn_core.runs import Grid, Sweep
from pages.beyond.part import Part
from pages.frame import resources, session
from pages.frame.asking import ask_button
from pages.frame.menu import TRAIN_MANY, file_of
from pages.frame.theme import palette
from pages.visit.visitors import live_seconds, visitor


class OwnPart(Part):
    widths = (5, 6)

    def introduce(self) -> None:
        """Show what the networks differ in: of the circuits, one layer is enough to see it."""
        grid = arms.arms_grid()
        st.markdown(arms.introduction(grid))
        places = st.columns(len(ARMS), border=True)
        for place, (arm, model) in zip(places, arms.models(grid).items(), strict=True):
            with place:
                st.markdown(arms.arm_text(arm, model))
                if model.kind == "hybrid":
                    st.image(
                        resources.network_circuit_picture(replace(model, layers=1), palette()),
                        width=260, alt=f"The first layer: {ARMS[arm]}",
                    )  # fmt: skip

    def run(self, chosen: None, prediction: str | None) -> Sweep | None:
        grid = arms.arms_grid()
        sweep = next((each for each in visitor().sweeps if each.grid == grid), None)
        _show_buttons(grid, sweep, prediction)
        return sweep

    def show_result(self, found: Sweep | None) -> None:
        is_running = found is not None and found.state == "running"
        live = st.fragment(self._live, run_every=2 * live_seconds() if is_running else None)
        live(found, is_running)

    def _live(self, sweep: Sweep | None, was_running: bool) -> None:
        if was_running and sweep is not None and sweep.state != "running":
            st.rerun()  # the buttons change
        shares = arms.shares_of(sweep) if sweep is not None else {}
        st.vega_lite_chart(
            spec=arms.chart(shares, palette()),
            alt="The accuracy of each network, in the row of its kind",
        )
        if sweep is not None:
            found = arms.contrasts(sweep)
            if found is not None:
                self.show_outcome(arms.answer(found))
            st.markdown(arms.text(sweep, found))


def _show_buttons(grid: Grid, sweep: Sweep | None, prediction: str | None) -> None:
    state = "new" if sweep is None else sweep.state
    with st.container(horizontal=True, vertical_alignment="center"):
        start, closed = partial(_start, grid), visitor().sweeps.running is not None
        if state == "done":
            ask_button(
                "Train them again", f"This deletes the results of the {len(grid)} networks.",
                "Delete and train", start, icon=":material/science:", disabled=closed,
            )  # fmt: skip
        else:
            st.button(
                f"Train {len(grid)} networks", type="primary", icon=":material/science:",
                on_click=start, disabled=prediction is None or closed,
            )  # fmt: skip
        st.button("Stop", on_click=visitor().sweeps.stop, disabled=state != "running")
        if sweep is not None and st.button("All runs", icon=":material/grid_on:", type="tertiary"):
            visitor().sweeps.shown = sweep
            st.switch_page(file_of("train"), query_params={session.TRAINING: TRAIN_MANY})
    if sweep is None:
        n_seeds = len(list(grid.axes["seed"]))
        told = f"{n_seeds} seeds each. It takes about a minute."
        st.caption("Make a prediction first." if prediction is None else told)


def _start(grid: Grid) -> None:
    """Train the networks that are missing; all of them anew where none is."""
    mine = visitor().sweeps
    sweep = next((each for each in mine if each.grid == grid), None)
    if sweep is not None and sweep.state == "done":
        mine.remove(sweep)
        sweep = None
    if sweep is None:
        sweep = Sweep(grid, EXPERIMENTS["arms"].title)
        mine.add(sweep, is_shown=False)
    visitor().train(sweep)
