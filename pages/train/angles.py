"""Charts of the probe images' angles, and the slider over past epochs that all charts follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import Spec, aligned
from hqnn_core.figures.result_charts import shares_chart
from hqnn_core.figures.trail_chart import replayed, trail_charts
from hqnn_core.network import DatasetError, probe_classes
from hqnn_core.runs import Probe, Run
from hqnn_core.words import moment_text
from pages.frame import resources, session
from pages.frame.theme import palette

HEIGHT, TRAILS_HEIGHT = 250, 150  # of the main charts and of those below them
REPLAY = "Epoch (drag to replay)"


@dataclass(frozen=True)
class Moments:
    """The moments of a run that can be shown; `shown` is the index of the present one."""

    known: Sequence[Probe]
    shown: int

    @property
    def text(self) -> str:
        return moment_text(self.known[self.shown]) if self.known else ""


def choose_moment(run: Run) -> Moments:
    """Show the slider over the epochs."""
    known = replayed(run.probes)
    if not known and run.weights is None:
        known = _untrained(run)
    return Moments(known, _chosen_index(run, known))


def show_angles(run: Run, moments: Moments) -> None:
    """Show the images on the P(1) curve, or the mean probabilities of several digits."""
    if run.model.has_one_angle:
        n_images = len(moments.known[0].thetas) if moments.known else 0
        alt = f"Angles of {n_images} test images, {moments.text}, on the P(1) curve"
        st.vega_lite_chart(spec=aligned(_trail_charts(run, moments)[0]), alt=alt)
    else:
        _show_shares(run.model, moments)


def show_trails(run: Run, moments: Moments) -> None:
    """Show how the angles changed."""
    alt = f"How the angles changed, from untrained to {moments.text}"
    st.vega_lite_chart(spec=aligned(_trail_charts(run, moments)[1]), alt=alt)


def _trail_charts(run: Run, moments: Moments) -> tuple[Spec, Spec]:
    n_images = len(moments.known[0].thetas) if moments.known else 0
    colours = palette()
    heights = HEIGHT, round(TRAILS_HEIGHT * colours.letters)
    return trail_charts(
        moments.known, moments.shown, probe_classes(n_images), run.model, run.training.epochs,
        run.n_batches_per_epoch, colours, heights,
    )  # fmt: skip


def _show_shares(model: ModelConfig, moments: Moments) -> None:
    st.vega_lite_chart(
        spec=shares_chart(
            [probe.shares for probe in moments.known], [str(digit) for digit in model.digits],
            palette(), HEIGHT, moments.shown,
        ),
        alt="The mean probability of each answer for the test images of each digit, "
        f"{moments.text}",
    )  # fmt: skip


def _chosen_index(run: Run, known: Sequence[Probe]) -> int:
    """Index of the shown probe: the newest while the run trains."""
    last = len(known) - 1
    if run.is_active or last < 1:
        key = f"{session.EPOCH_SHOWN}-live"
        n_epochs = run.training.epochs
        st.session_state[key] = min(known[-1].epoch, n_epochs) if known else 0
        st.slider("Epoch", 0, n_epochs, key=key, disabled=True)
        return max(last, 0)
    names = [moment_text(probe) for probe in known]
    key = f"{session.EPOCH_SHOWN}-{run.number}-{known[-1].step}"
    return st.select_slider(REPLAY, range(len(known)), last, names.__getitem__, key=key)


def _untrained(run: Run) -> list[Probe]:
    """The angles before training; empty if the data set is missing, which the run reports."""
    try:
        found = resources.untrained(_fresh(run.model), run.training.source)
        return [Probe(0, 0, 0, found["probe_thetas"], found["probe_shares"])]
    except DatasetError:
        return []


def _fresh(model: ModelConfig) -> ModelConfig:
    """The settings that the untrained network depends on."""
    names = ("digits", "kind", "qubits", "layers", "entangled", "seed")
    return ModelConfig(**{name: getattr(model, name) for name in names})
