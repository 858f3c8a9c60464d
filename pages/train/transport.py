"""Start, pause, step, stop: the buttons of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import streamlit as st

from hqnn_core.config import Kind
from hqnn_core.pairs import Pair, missing_seeds
from hqnn_core.run import Run, Until
from pages.shared import server
from pages.shared.visitors import Visitor, visitor
from pages.train.settings import Settings, preset_name

MORE_EPOCHS = 10
KINDS: tuple[Kind, ...] = get_args(Kind)


def start(settings: Settings, until: Until = "end") -> None:
    """A new run with these settings, unless one of the visitor's is at work: a double click."""
    mine = visitor()
    if mine.active is None:
        _submit(mine, settings, until)


def start_pair(settings: Settings) -> None:
    """The hybrid network, and its classical twin from the same weights on the same batches."""
    mine = visitor()
    if mine.active is None:
        hybrid, _ = submit_pair(mine, settings)
        mine.shown, mine.ticked = hybrid, None


def submit_pair(
    mine: Visitor, settings: Settings, like: Run | None = None, words: str = ""
) -> tuple[Run, Run]:
    """Both networks, with the start weights and drawings of another run if one is given."""
    model, training = settings
    given = like.given if like else {}
    hybrid, twin = (
        server.runner().submit(replace(model, kind=kind), training, owner=mine, **given)
        for kind in KINDS
    )
    mine.add(hybrid, f"hybrid{words}")
    mine.add(twin, f"twin{words}")
    return hybrid, twin


def start_series(series: list[Pair]) -> None:
    """Train the pair with more seeds, as runs like any other."""
    mine, hybrid = visitor(), series[0][0]
    if mine.active is None:
        pairs = [
            submit_pair(
                mine,
                (replace(hybrid.model, seed=seed), replace(hybrid.training, seed=seed)),
                hybrid,
                f", seed {seed}",
            )
            for seed in missing_seeds(series, hybrid.model.seed)
        ]
        mine.shown, mine.ticked = pairs[0][0], None


def _submit(mine: Visitor, settings: Settings, until: Until, name: str = "") -> Run:
    run = server.runner().submit(*settings, owner=mine, until=until)
    mine.add(run, name or preset_name(settings))
    return run


def transport(settings: Settings | None) -> None:
    """The buttons; None where a setting is out of bounds."""
    mine = visitor()
    run, is_active = mine.shown, mine.active is not None
    closed = is_active or settings is None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pressed = {
            "start": st.button(
                "Train", type="primary", icon=":material/play_arrow:", disabled=closed
            ),
            "batch": st.button("One batch", icon=":material/skip_next:", disabled=closed),
            "epoch": st.button("One epoch", icon=":material/fast_forward:", disabled=closed),
            "pair": st.button("Hybrid and twin", icon=":material/call_split:", disabled=closed),
        }
        if run is not None:
            _halting(run, is_active)
    if settings is None or is_active:
        return
    # No callbacks: they would get the settings as they were before a field typed in last.
    if pressed["start"]:
        start(settings)
    elif pressed["pair"]:
        start_pair(settings)
    elif pressed["batch"] or pressed["epoch"]:
        step(settings, "batch" if pressed["batch"] else "epoch")
    else:
        return
    st.rerun()


def step(settings: Settings, until: Until) -> None:
    """Take the paused run that is shown a step further, or begin a new one with a step."""
    run = visitor().shown
    if run is not None and run.state == "paused":
        server.runner().go_on(run, until)
    else:
        start(settings, until)


def _halting(run: Run, is_active: bool) -> None:
    """Pause or go on, and stop, for the run that is shown."""
    runner = server.runner()
    if run.is_active:
        st.button("Pause", icon=":material/pause:", on_click=runner.pause, args=[run])
    elif run.state in ("paused", "stopped", "failed"):
        st.button(
            "Go on", icon=":material/resume:", on_click=runner.go_on, args=[run],
            disabled=is_active,
        )  # fmt: skip
    elif run.state == "completed":
        st.button(
            f"{MORE_EPOCHS} more epochs", icon=":material/resume:", on_click=runner.extend,
            args=[run, MORE_EPOCHS], disabled=is_active,
        )  # fmt: skip
    st.button(
        "Stop", icon=":material/stop:", on_click=_stop,
        disabled=not (is_active or run.state == "paused"),
    )  # fmt: skip
    if not is_active and run.checkpoint:
        st.page_link(
            "pages/draw/page.py", label="Draw with it", icon=":material/draw:",
            query_params={"network": str(run.number)},
        )  # fmt: skip


def _stop() -> None:
    """Stop all that the visitor has at work or waiting."""
    mine = visitor()
    for run in mine.runs:
        if run.is_active or run is mine.shown:
            server.runner().stop(run)
