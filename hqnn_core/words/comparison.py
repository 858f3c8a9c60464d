"""Differences between the settings of runs."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.runs import Run
from hqnn_core.words.settings import LABELS, settings_of, value_text


def run_settings(run: Run) -> dict[str, str]:
    """A run's settings, with its true number of images and its start."""
    settings = settings_of(run.model, run.training)
    if run.source is not None:
        settings["source"] = f"{LABELS['source']}: {value_text('source', run.source)}"
    return settings | {"start": f"Start weights: {'given' if run.weights else 'random'}"}


def differences(runs: Sequence[Run]) -> list[list[str]]:
    """For each run, the applicable settings in which the runs differ.

    A setting that applies to some runs only is compared among these.
    """
    settings = [run_settings(run) for run in runs]
    differing = [
        name
        for name in (*LABELS, "start")
        if len({each[name] for each in settings if name in each}) > 1
    ]
    return [[each[name] for name in differing if name in each] for each in settings]
