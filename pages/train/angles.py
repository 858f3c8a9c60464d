"""Chart of the probe images' angles, with a slider over past epochs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from hqnn_core.config import ModelConfig, TrainConfig
from hqnn_core.figures.charts import MOMENT, aligned
from hqnn_core.figures.result_charts import shares_chart
from hqnn_core.figures.trail_chart import replayed, trail_charts
from hqnn_core.network import DatasetError, probe_classes
from hqnn_core.runs import Probe, Run
from hqnn_core.words import angles_text, moment_text, settings_of, watch_text
from pages.frame import resources, session
from pages.frame.theme import palette
from pages.train.settings import Chosen
from pages.widgets.follow import follow_slider

HEIGHTS = 200, 112  # of the curve and of the trails
REPLAY = "Epoch (drag to replay)"


def show_angles(run: Run | None, chosen: Chosen) -> None:
    model, training = (run.model, run.training) if run else (chosen.model, chosen.training)
    known = replayed(run.probes) if run else []
    if not known and (run is None or run.weights is None):
        known = _untrained(model, training)
    charts = st.container()
    shown = _moment(run, known, training.epochs)  # the slider stands below its picture
    with charts:
        if model.has_one_angle:
            n_per_epoch = _per_epoch(run, model, training)
            _show_trails(known, shown, model, training.epochs, n_per_epoch)
        else:
            _show_shares(known, shown, model)
    st.caption(f"{_watch_for(run, chosen)}  \n{angles_text(model)}")


def _watch_for(run: Run | None, chosen: Chosen) -> str:
    """The note of the shown run's preset, and of the next one if it differs."""
    if run is None:
        return chosen.watch_for
    words, next_one = watch_text(run.model, run.training), (chosen.model, chosen.training)
    if chosen.fault or settings_of(*next_one) == settings_of(run.model, run.training):
        return words
    return f"{words}  \n**The next run:** {chosen.watch_for}"


def _show_trails(
    known: list[Probe], shown: int, model: ModelConfig, n_epochs: int, n_per_epoch: int
) -> None:
    n_images = len(known[0].thetas) if known else 0
    colours = palette()
    heights = HEIGHTS[0], round(HEIGHTS[1] * colours.letters)
    curve, trails = trail_charts(
        known, shown, probe_classes(n_images), model, n_epochs, n_per_epoch, colours, heights
    )
    when = moment_text(known[shown]) if known else ""
    st.vega_lite_chart(
        spec=aligned(curve),
        alt=f"Angles of {n_images} test images, {when}, on the P(1) curve",
    )
    st.vega_lite_chart(
        spec=aligned(trails), alt=f"How the angles changed, from untrained to {when}"
    )


def _show_shares(known: list[Probe], shown: int, model: ModelConfig) -> None:
    when = moment_text(known[shown]) if known else ""
    st.vega_lite_chart(
        spec=shares_chart(
            [probe.shares for probe in known], [str(digit) for digit in model.digits], palette(),
            sum(HEIGHTS), shown,
        ),
        alt=f"The mean probability of each answer for the test images of each digit, {when}",
    )  # fmt: skip


def _moment(run: Run | None, known: Sequence[Probe], n_epochs: int) -> int:
    """Index of the shown probe: the newest while the run trains."""
    last = len(known) - 1
    if run is None or run.is_active or last < 1:
        key = f"{session.EPOCH_SHOWN}-live"
        st.session_state[key] = min(known[-1].epoch, n_epochs) if known else 0
        st.slider("Epoch", 0, n_epochs, key=key, disabled=True)
        return max(last, 0)
    names = [moment_text(probe) for probe in known]
    key = f"{session.EPOCH_SHOWN}-{run.number}-{known[-1].step}"
    shown = st.select_slider(REPLAY, range(len(known)), last, names.__getitem__, key=key)
    follow_slider(MOMENT, REPLAY)
    return shown


def _untrained(model: ModelConfig, training: TrainConfig) -> list[Probe]:
    """The angles before training; empty if the data set is missing, which the run reports."""
    try:
        found = resources.untrained(_fresh(model), training.source)
        return [Probe(0, 0, 0, found["probe_thetas"], found["probe_shares"])]
    except DatasetError:
        return []


def _fresh(model: ModelConfig) -> ModelConfig:
    """The settings that the untrained network depends on."""
    names = ("digits", "kind", "qubits", "layers", "entangled", "seed")
    return ModelConfig(**{name: getattr(model, name) for name in names})


def _per_epoch(run: Run | None, model: ModelConfig, training: TrainConfig) -> int:
    if run is not None:
        return run.n_batches_per_epoch
    return training.n_batches(training.n_images(model.n_classes))
