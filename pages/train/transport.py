"""Start, pause, step, stop: the buttons of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hqnn_core.comparison.pairs import Pair, missing_seeds
from hqnn_core.config import Kind
from hqnn_core.language import N_, gettext, ngettext, pgettext
from hqnn_core.runs import Run, Until
from pages.frame import resources
from pages.frame.limits import may_extend, may_start
from pages.train.settings import Chosen, Settings
from pages.visit.visitor import Visitor
from pages.visit.visitors import visitor

MORE_EPOCHS = 10
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES = N_("hybrid"), N_("twin")
PAUSE_WIDTH = 136  # pixels: its longest label fits


def start(chosen: Chosen, until: Until = "end") -> None:
    """Start a run, unless one of the visitor's is active, as after a double click."""
    mine = visitor()
    if mine.active is None:
        mine.submit(gettext(chosen.name), chosen.model, chosen.training, until=until)


def start_pair(chosen: Chosen) -> None:
    """Start the hybrid network and its classical twin: same start weights, same batches."""
    mine = visitor()
    if mine.active is None:
        hybrid, _ = submit_pair(mine, (chosen.model, chosen.training))
        mine.shown, mine.ticked = hybrid, None


def submit_pair(
    mine: Visitor, settings: Settings, like: Run | None = None, seed: int | None = None
) -> tuple[Run, Run]:
    """Submit both networks, with the start weights and drawings of `like` if it is given."""
    model, training = settings
    given = like.given if like else {}
    hybrid, twin = (
        mine.submit(_pair_name(name, seed), replace(model, kind=kind), training, **given)
        for name, kind in zip(NAMES, KINDS, strict=True)
    )
    return hybrid, twin


def _pair_name(name: str, seed: int | None) -> str:
    if seed is None:
        return gettext(name)
    return gettext("{network}, seed {seed}", network=gettext(name), seed=seed)


def start_series(series: list[Pair]) -> None:
    """Train the pair with more seeds; each network is a run like any other."""
    mine, hybrid = visitor(), series[0][0]
    n_runs = len(KINDS) * len(missing_seeds(series, hybrid.model.seed))
    if mine.active is None and may_start(n_runs):
        pairs = [
            submit_pair(
                mine,
                (replace(hybrid.model, seed=seed), replace(hybrid.training, seed=seed)),
                hybrid,
                seed,
            )
            for seed in missing_seeds(series, hybrid.model.seed)
        ]
        mine.shown, mine.ticked = pairs[0][0], None


def transport(chosen: Chosen, beside_title: DeltaGenerator) -> None:
    """Show the buttons, that of the pair `beside_title`: always the same, so that nothing moves."""
    mine = visitor()
    run, is_active = mine.shown, mine.active is not None
    closed = is_active or bool(chosen.fault)
    pressed = {
        "start": st.button(
            pgettext("button", "Train"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=closed,
        ),
        "batch": st.button(gettext("One batch"), disabled=closed),
        "epoch": st.button(gettext("One epoch"), disabled=closed),
    }
    _pause_and_stop_buttons(run, is_active)
    pressed["pair"] = beside_title.button(
        gettext("Hybrid and twin"), icon=":material/call_split:", disabled=closed,
        help=gettext(
            "Trains the network and its classical twin from the same start weights on the same "
            "batches. Draws both in one chart."
        ),
    )  # fmt: skip
    if closed:
        return
    # No callbacks: they would get the settings from before the last text was typed.
    if pressed["start"]:
        start(chosen)
    elif pressed["pair"]:
        if not may_start(len(KINDS)):
            return
        start_pair(chosen)
    elif pressed["batch"] or pressed["epoch"]:
        step(chosen, "batch" if pressed["batch"] else "epoch")
    else:
        return
    st.rerun()


def step(chosen: Chosen, until: Until) -> None:
    """Train the paused run that is shown one step further, or start a new run with one step."""
    run = visitor().shown
    if run is not None and run.state == "paused":
        resources.runner().resume(run, until)
    else:
        start(chosen, until)


def _pause_and_stop_buttons(run: Run | None, is_active: bool) -> None:
    """Show Pause, Resume or 'more epochs', and Stop."""
    # While the page runs again, the browser holds the old button beside the new one: only the first
    # is shown there, else the row would break and move under the pointer.
    with st.container(key="train-pause", width=PAUSE_WIDTH):
        _pause_button(run, is_active)
    state = run.state if run else ""
    st.button(
        pgettext("button", "Stop"), on_click=_stop, disabled=not (is_active or state == "paused")
    )


def _pause_button(run: Run | None, is_active: bool) -> None:
    runner, state = resources.runner(), run.state if run else ""
    if run is not None and state in ("paused", "stopped", "failed"):
        st.button(
            pgettext("button", "Resume"), width="stretch", on_click=runner.resume, args=[run],
            disabled=is_active,
        )  # fmt: skip
    elif run is not None and state == "completed":
        st.button(
            ngettext("{n} more epoch", "{n} more epochs", MORE_EPOCHS), width="stretch",
            on_click=_extend, args=[run], disabled=is_active,
        )  # fmt: skip
    else:
        st.button(
            pgettext("button", "Pause"), width="stretch", on_click=runner.pause, args=[run],
            disabled=run is None or not run.is_active,
        )  # fmt: skip


def _extend(run: Run) -> None:
    if may_extend(run, MORE_EPOCHS):
        resources.runner().extend(run, MORE_EPOCHS)


def _stop() -> None:
    """Stop the run that is shown and all others of the visitor that train or wait."""
    mine = visitor()
    for run in mine.runs:
        if run.is_active or run is mine.shown:
            resources.runner().stop(run)
