"""Charts of the probe images' angles, and the replay of past moments that all charts follow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from hqnn_core.config import ModelConfig
from hqnn_core.figures.charts import MOMENT, Spec, aligned
from hqnn_core.figures.result_charts import shares_chart
from hqnn_core.figures.trail_chart import common_reach, replayed, trail_charts
from hqnn_core.language import gettext, ngettext
from hqnn_core.network import DatasetError, probe_classes
from hqnn_core.runs import Probe, Run
from hqnn_core.words.pairs import NETWORKS
from hqnn_core.words.training import moment_text, replay_label, span_text
from pages.frame import resources, session
from pages.frame.settings import control, switch
from pages.frame.theme import palette
from pages.widgets.stage import look_of, stage

HEIGHT, TRAILS_HEIGHT = 250, 150  # of the main charts and of those below them

PAIR_REACH = 2 * math.pi  # of the angles and logits of a pair
SLOW_UNIT = math.pi / 4  # the first epoch moves the angles little: its axis is shorter

_show_replay = stage("replay-stage", Path(__file__).parent)


@dataclass(frozen=True)
class Moments:
    """The moments of a run that its pictures can show.

    Attributes:
        known: in order of time.
        is_slow: whether they are those of the first epoch alone.
        is_live: whether training goes on, and the newest one is shown.
    """

    run: Run
    known: Sequence[Probe]
    is_slow: bool
    is_live: bool

    @property
    def shown(self) -> int:
        """Index of the moment that the pictures begin with."""
        return 0 if self.is_slow else max(len(self.known) - 1, 0)

    @property
    def n_epochs(self) -> int:
        return 1 if self.is_slow else self.run.training.epochs


def moments_of(runs: Sequence[Run]) -> list[Moments]:
    """The moments of a run, or of a hybrid network and its twin: the same for both in a replay."""
    is_slow = switch(session.SLOW) and all(run.first_epoch for run in runs)
    is_live = not is_slow and any(run.is_active for run in runs)
    known = [run.first_epoch if is_slow else _known(run) for run in runs]
    if not is_live:
        common = set.intersection(*({probe.step for probe in each} for each in known))
        known = [[probe for probe in each if probe.step in common] for each in known]
    return [Moments(run, each, is_slow, is_live) for run, each in zip(runs, known, strict=True)]


def show_replay(moments: Moments) -> None:
    """Show the bar that plays the moments, and the switch for the first epoch alone."""
    run, names = moments.run, [moment_text(probe) for probe in moments.known]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_replay(
            key="replay-stage",
            data={
                **look_of(palette()),
                "parameter": MOMENT,
                "label": replay_label(run, moments.is_slow, moments.is_live),
                "names": names or [moment_text(Probe(0, 0, 0))],
                "buttons": [gettext("▶ Play"), gettext("❚❚ Hold")],
                "moments": f"{run.number} {moments.is_slow} {moments.is_live} {len(names)}",
                "isSlow": moments.is_slow,
                "isLive": moments.is_live,
            },
        )
        st.toggle(
            gettext("Slow"),
            help=gettext("Plays the first epoch of a run in 10 seconds, a batch at a time."),
            **control(session.SLOW, switch(session.SLOW)),
        )  # fmt: skip


def show_angles(found: Sequence[Moments]) -> None:
    """Show the images on the P(1) curve, or the mean probabilities of several digits.

    A network and its twin are beside each other, with the same axes.
    """
    if len(found) == 1:
        _show_angles(found[0], _reach(found))
        return
    for column, moments, name in zip(st.columns(2), found, NETWORKS, strict=True):
        with column:
            _show_angles(moments, _reach(found), gettext(name))


def _reach(found: Sequence[Moments]) -> float | None:
    """The reach of the angles' axis; None for the natural one of a single network."""
    if found[0].is_slow:
        return common_reach([(each.run.model, each.known) for each in found])
    return PAIR_REACH if len(found) > 1 else None


def _show_angles(moments: Moments, reach: float | None, name: str = "") -> None:
    if not moments.run.model.has_one_angle:
        _show_shares(moments, name)
        return
    spec = _trail_charts(moments, reach)[0]
    n_images = len(moments.known[0].thetas) if moments.known else 0
    alt = ngettext(
        "Angles of {n} test image, {moments}, on the P(1) curve",
        "Angles of {n} test images, {moments}, on the P(1) curve",
        n_images,
        moments=span_text(moments.known),
    )
    st.vega_lite_chart(
        spec=aligned(_titled(spec, name), extent=40 if name else 70),
        alt=gettext("{network}: {picture}", network=name, picture=alt) if name else alt,
    )


def _titled(spec: Spec, name: str) -> Spec:
    return {**spec, "title": {"text": name, "fontSize": 15, "anchor": "start"}} if name else spec


def show_trails(moments: Moments) -> None:
    """Show how the angles changed."""
    alt = gettext("How the angles changed, {moments}", moments=span_text(moments.known))
    st.vega_lite_chart(spec=aligned(_trail_charts(moments, _reach([moments]))[1]), alt=alt)


def _trail_charts(moments: Moments, reach: float | None) -> tuple[Spec, Spec]:
    run = moments.run
    n_images = len(moments.known[0].thetas) if moments.known else 0
    colours = palette()
    heights = HEIGHT, round(TRAILS_HEIGHT * colours.letters)
    return trail_charts(
        moments.known, moments.shown, probe_classes(n_images), run.model, moments.n_epochs,
        run.n_batches_per_epoch, colours, heights, reach,
        SLOW_UNIT if moments.is_slow else math.pi,
    )  # fmt: skip


def _show_shares(moments: Moments, name: str) -> None:
    digits = [str(digit) for digit in moments.run.model.digits]
    spec = shares_chart(
        [probe.shares for probe in moments.known], digits, palette(), HEIGHT, moments.shown
    )
    alt = gettext(
        "The mean probability of each answer for the test images of each digit, {moments}",
        moments=span_text(moments.known),
    )
    st.vega_lite_chart(spec=_titled(spec, name), alt=alt)


def _known(run: Run) -> list[Probe]:
    """The moments of a run so far; those before it has begun are known without it."""
    known = replayed(run.probes)
    return known if known or run.weights is not None else _untrained(run)


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
