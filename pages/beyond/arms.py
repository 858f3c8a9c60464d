"""Does entanglement help? Three networks with the same number of parameters, five seeds each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from hqnn_core.figures.arms import arms_chart
from hqnn_core.runs import ARMS, Grid, Sweep, accuracies, arms_grid, contrasts, n_parameters
from hqnn_core.words import ARM_ANSWERS, ARM_NAMES, arms_answer, arms_text
from pages.beyond.prediction import ask, show_outcome
from pages.frame import resources
from pages.frame.asking import ask_button
from pages.frame.theme import palette
from pages.sweep.buttons import train
from pages.visit.visitors import live_seconds, visitor

NAME = "Does entanglement help?"


@st.cache_resource(show_spinner=False)
def _grid() -> tuple[Grid, int]:
    """The grid, and how many parameters each of its networks has."""
    grid = arms_grid()
    [count] = set(n_parameters(grid).values())
    return grid, count


def show() -> None:
    grid, count = _grid()
    qubits, n_layers = grid.model.qubits, grid.model.layers
    st.markdown(
        f"Three networks read ten digits. They differ in what stands between their {qubits} angles "
        f"and the last layer. Each has {count:,} parameters, {qubits * n_layers} of them there."
    )
    _show_arms(grid)
    left, right = st.columns([5, 6], gap="large")
    with left:
        prediction = ask("arms", "Which will read most test images correctly?", ARM_ANSWERS)
        sweep = next((s for s in visitor().sweeps if s.grid == grid), None)
        _show_buttons(grid, sweep, prediction)
    is_running = sweep is not None and sweep.state == "running"
    with right:
        shown = sweep or Sweep(grid)
        st.fragment(_live, run_every=2 * live_seconds() if is_running else None)(
            shown, sweep is not None, is_running
        )
    st.caption(
        "Each dot is a network with another seed. Without entanglers, what is measured is a sine "
        "of each angle: for that, nobody needs a quantum computer. Source: J. Bowles, S. Ahmed, "
        "M. Schuld, *Better than classical?* (2024), who found that circuits often do as well "
        "without entanglement."
    )


def _show_buttons(grid: Grid, sweep: Sweep | None, prediction: str | None) -> None:
    state = "new" if sweep is None else sweep.state
    with st.container(horizontal=True, vertical_alignment="center"):
        start, closed = partial(_start, grid), visitor().sweeps.running is not None
        if state == "done":
            ask_button(
                "Train them again", f"This deletes what the {len(grid)} networks gave.",
                "Delete and train", start, icon=":material/science:", disabled=closed,
            )  # fmt: skip
        else:
            st.button(
                f"Train {len(grid)} networks", type="primary", icon=":material/science:",
                on_click=start, disabled=prediction is None or closed,
            )  # fmt: skip
        st.button("Stop", on_click=_stop, disabled=state != "running")
        if sweep is not None and st.button("All runs", icon=":material/grid_on:", type="tertiary"):
            visitor().sweeps.shown = sweep
            st.switch_page("pages/sweep/page.py")
    if sweep is None:
        n_seeds = len(list(grid.axes["seed"]))
        told = f"{n_seeds} seeds each. It takes about a minute."
        st.caption("Make a prediction first." if prediction is None else told)


def _show_arms(grid: Grid) -> None:
    """Show what the networks differ in: of the circuits, one layer is enough to see it."""
    n, n_layers = grid.model.qubits, grid.model.layers
    places = st.columns(len(ARMS), border=True)
    for place, index, arm in zip(places, (0, 1), ARMS, strict=False):
        model = replace(grid.settings(index)[0], layers=1)
        with place:
            st.markdown(f"**{ARM_NAMES[arm].capitalize()}**  \n{n_layers} layers like this one")
            st.image(
                resources.network_circuit_picture(model, palette()), width=260,
                alt=f"The first layer: {ARM_NAMES[arm]}",
            )  # fmt: skip
    with places[-1]:
        st.markdown(
            f"**{ARM_NAMES['mlp'].capitalize()}**  \n{n} × {n} weights and {n} biases, then tanh, "
            "as in a small classical network"
        )


def _live(sweep: Sweep, was_started: bool, was_running: bool) -> None:
    if was_running and sweep.state != "running":
        st.rerun()  # the buttons change
    found = contrasts(sweep)
    st.vega_lite_chart(
        spec=arms_chart(
            [(arm, share) for arm, _, share in accuracies(sweep)], ARM_NAMES, palette()
        ),
        alt="The accuracy of each network, in the row of its kind",
    )
    if found is not None:
        show_outcome("arms", arms_answer(found))
    if was_started:
        st.markdown(arms_text(sweep, found))


def _start(grid: Grid) -> None:
    """Train what is missing; all of them anew where nothing is."""
    mine = visitor().sweeps
    sweep = next((each for each in mine if each.grid == grid), None)
    if sweep is not None and sweep.state == "done":
        mine.remove(sweep)
        sweep = None
    if sweep is None:
        sweep = Sweep(grid, NAME)
        mine.add(sweep, is_shown=False)
    train(sweep)


def _stop() -> None:
    if sweep := visitor().sweeps.running:
        sweep.stop()
