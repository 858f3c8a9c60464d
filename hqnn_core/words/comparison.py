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


def differences(runs: Sequence[Run]) -> dict[str, list[str]]:
    """The applicable settings in which runs differ: each run's value, by the setting's label.

    A setting that applies to some runs only is compared among these; the others have a dash.
    """
    settings = [run_settings(run) for run in runs]
    texts = [[each.get(name, "") for each in settings] for name in (*LABELS, "start")]
    differing = [column for column in texts if len({text for text in column if text}) > 1]
    return {
        next(filter(None, column)).partition(": ")[0]: [
            text.partition(": ")[2] or "–" for text in column
        ]
        for column in differing
    }
