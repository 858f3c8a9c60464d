"""Does entanglement help? Three networks with the same number of parameters, five seeds each."""

from __future__ import annotations

import streamlit as st

from hqnn_core.figures import arms_chart
from hqnn_core.runs import Grid, Sweep, accuracies, arms_grid, n_parameters, verdict
from hqnn_core.words import ARM_ANSWERS, ARM_NAMES, arms_answer, arms_text
from pages.beyond.prediction import ask, show_outcome
from pages.shared import resources
from pages.shared.theme import palette
from pages.shared.visitors import visitor
from pages.sweep.buttons import resume

NAME = "Does entanglement help?"
LIVE_SECONDS = 0.5


@st.cache_resource(show_spinner=False)
def _grid() -> tuple[Grid, int]:
    """The grid, and how many parameters each of its networks has."""
    grid = arms_grid()
    [count] = set(n_parameters(grid).values())
    return grid, count


def show() -> None:
    grid, count = _grid()
    qubits, n_seeds = grid.model.qubits, len(list(grid.axes["seed"]))
    st.markdown(
        f"Three networks read ten digits. Between their {qubits} angles and the last layer stands "
        "an **entangled circuit**, the same **circuit without its entanglers**, or a classical "
        f"**dense layer**. Each has {count:,} parameters, of which this middle has "
        f"{qubits * grid.model.layers}."
    )
    _show_circuits(grid)
    prediction = ask("arms", "Which will read most test images correctly?", ARM_ANSWERS)
    sweep = next((s for s in visitor().sweeps if s.grid == grid), None)
    is_running = sweep is not None and sweep.state == "running"
    is_done = sweep is not None and sweep.state == "done"
    label = f"Train {len(grid)} networks" if not is_done else "Train them again"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label, type="primary", icon=":material/science:", on_click=_start, args=[grid],
            disabled=prediction is None or visitor().sweeps.running is not None,
        )  # fmt: skip
        st.button("Stop", on_click=_stop, disabled=not is_running)
        if sweep is None:
            st.caption(
                "Make a prediction first."
                if prediction is None
                else f"{n_seeds} seeds each, about a minute."
            )
        else:
            st.page_link("pages/sweep/page.py", label="All runs", icon=":material/grid_on:")
    if sweep is not None:
        st.fragment(_live, run_every=LIVE_SECONDS if is_running else None)(sweep, is_running)
    st.caption(
        "Each dot is a network with another seed. Without entanglers, what is measured is a sine "
        "of each angle: for that, nobody needs a quantum computer. Source: J. Bowles, S. Ahmed, "
        "M. Schuld, *Better than classical?* (2024), who found that most circuits do as well "
        "without entanglement."
    )


def _show_circuits(grid: Grid) -> None:
    with_, without = st.columns(2)
    for place, index, what in ((with_, 0, "with"), (without, 1, "without")):
        model = grid.settings(index)[0]
        with place:
            st.image(
                resources.network_circuit_picture(model, palette()), width="stretch",
                alt=f"The circuit {what} entanglers",
            )  # fmt: skip


def _live(sweep: Sweep, was_running: bool) -> None:
    if was_running and sweep.state != "running":
        st.rerun()  # the buttons change
    found = verdict(sweep)
    st.vega_lite_chart(
        spec=arms_chart(
            [(arm, share) for arm, _, share in accuracies(sweep)], ARM_NAMES, palette()
        ),
        alt="The accuracy of each network, in the row of its kind",
    )
    if found is not None:
        show_outcome("arms", arms_answer(found))
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
        mine.add(sweep)
    resume(sweep)


def _stop() -> None:
    if sweep := visitor().sweeps.running:
        sweep.stop()
