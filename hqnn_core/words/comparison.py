"""Differences between the settings of runs."""

from __future__ import annotations

from collections.abc import Sequence

from hqnn_core.language import N_, gettext
from hqnn_core.runs import Run
from hqnn_core.words.settings import LABELS, value_text, values_of

_NAMES = {**LABELS, "start": N_("Start weights")}


def run_settings(run: Run) -> dict[str, str]:
    """A run's settings, formatted, with its true number of images and its start."""
    settings = values_of(run.model, run.training)
    if run.source is not None:
        settings["source"] = value_text("source", run.source)
    start = gettext("given") if run.weights else gettext("random")
    return settings | {"start": start}


def differences(runs: Sequence[Run]) -> dict[str, list[str]]:
    """The applicable settings in which runs differ: each run's value, by the setting's label.

    A setting that applies to some runs only is compared among these; the others have a dash.
    """
    settings = [run_settings(run) for run in runs]
    texts = {label: [each.get(name, "") for each in settings] for name, label in _NAMES.items()}
    return {
        gettext(label): [text or "–" for text in column]
        for label, column in texts.items()
        if len({text for text in column if text}) > 1
    }
